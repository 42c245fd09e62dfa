package dev.cubicle.tracing.gdb.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Understands packets with names: {@code q…}, {@code Q…} and {@code v…}. */
final class NamedRequestParser {
  private static final String XFER = "qXfer:";
  private static final String FILE = "vFile:";

  Request parse(String text) throws MalformedPacketException {
    if (text.startsWith(XFER)) {
      return object(text.substring(XFER.length()));
    }
    if (text.startsWith(FILE)) {
      return file(text.substring(FILE.length()));
    }
    final int end = end(text);
    final String rest = end < text.length() ? text.substring(end + 1) : "";
    return switch (text.substring(0, end)) {
      case "qSupported" -> new Request.Supported();
      case "QStartNoAckMode" -> new Request.StartNoAcknowledgement();
      case "qAttached" -> new Request.Attached();
      case "qC" -> new Request.CurrentThread();
      case "qfThreadInfo" -> new Request.ThreadList(true);
      case "qsThreadInfo" -> new Request.ThreadList(false);
      case "qThreadExtraInfo" -> new Request.ThreadName(RequestParser.thread(rest));
      case "QPassSignals" -> new Request.PassSignals(RequestParser.signals(rest));
      case "qRcmd" ->
          new Request.MonitorCommand(new String(Hex.bytes(rest), StandardCharsets.UTF_8));
      case "qSymbol" -> new Request.SymbolOffer();
      case "vKill" -> new Request.Kill(true);
      case "vCtrlC" -> new Request.Interrupt();
      default -> new Request.Unknown(Optional.of(text));
    };
  }

  /** Where a packet's name ends. */
  private static int end(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (":,;".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static Request object(String rest) throws MalformedPacketException {
    final String[] parts = rest.split(":", 4);
    if (parts.length < 4 || !parts[1].equals("read")) {
      return new Request.Unknown(Optional.of(XFER + rest));
    }
    final String[] range = RequestParser.split(parts[3], ',');
    return new Request.ReadObject(
        parts[0],
        parts[2],
        Hex.number(range[0], Integer.MAX_VALUE),
        Hex.number(range[1], Integer.MAX_VALUE));
  }

  private static Request file(String rest) throws MalformedPacketException {
    final String[] parts = RequestParser.split(rest + ":", ':');
    final String[] arguments = parts[1].replaceAll(":$", "").split(",", -1);
    return switch (parts[0]) {
      case "setfs" -> new Request.FileSystem();
      case "open" -> {
        require(arguments, 3);
        yield new Request.OpenFile(path(arguments[0]), Hex.number(arguments[1], Integer.MAX_VALUE));
      }
      case "pread" -> {
        require(arguments, 3);
        yield new Request.ReadFile(
            Hex.number(arguments[0], Integer.MAX_VALUE),
            Hex.number(arguments[1], Integer.MAX_VALUE),
            Hex.number(arguments[2]));
      }
      case "fstat" -> new Request.FileStatus(Hex.number(arguments[0], Integer.MAX_VALUE));
      case "close" -> new Request.CloseFile(Hex.number(arguments[0], Integer.MAX_VALUE));
      case "readlink" -> new Request.ReadLink(path(arguments[0]));
      default -> new Request.Unknown(Optional.of(FILE + rest));
    };
  }

  private static String path(String digits) throws MalformedPacketException {
    return new String(Hex.bytes(digits), StandardCharsets.UTF_8);
  }

  private static void require(String[] arguments, int count) throws MalformedPacketException {
    if (arguments.length != count) {
      throw new MalformedPacketException(count + " arguments expected");
    }
  }
}
