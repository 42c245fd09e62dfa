package dev.cubicle.tracing.gdb.wire;

import dev.cubicle.tracing.gdb.wire.Request.Resume;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Understands packets that begin with a single letter; hands the others on. */
public final class RequestParser {

  /** More than a guest will ever have. */
  private static final int MAXIMUM_THREAD = Integer.MAX_VALUE;

  private static final int MAXIMUM_REGISTER = 0xffff;
  private static final int MAXIMUM_ACTIONS = 64;
  private static final int MAXIMUM_SIGNAL = 0xff;

  private final NamedRequestParser named = new NamedRequestParser();

  /**
   * Understands a packet.
   *
   * @throws MalformedPacketException if it is of a known kind but says nothing sensible
   */
  public Request parse(byte[] packet) throws MalformedPacketException {
    if (packet.length == 0) {
      return new Request.Unknown(Optional.empty());
    }
    if (packet[0] == 'X') {
      return binaryWrite(packet);
    }
    final String text = new String(packet, StandardCharsets.ISO_8859_1);
    final String rest = text.substring(1);
    return switch (text.charAt(0)) {
      case '?' -> new Request.StopReply();
      case 'g' -> new Request.ReadRegisters();
      case 'G' -> new Request.WriteRegisters(Hex.bytes(rest));
      case 'p' -> new Request.ReadRegister(Hex.number(rest, MAXIMUM_REGISTER));
      case 'P' -> writeRegister(rest);
      case 'm', 'x' -> readMemory(rest, text.charAt(0) == 'x');
      case 'M' -> writeMemory(rest);
      case 'H' -> selectThread(rest);
      case 'T' -> new Request.ThreadAlive(thread(rest));
      case 'Z', 'z' -> stop(rest, text.charAt(0) == 'Z');
      case 'c', 's' -> resume(text.charAt(0), 0);
      case 'C', 'S' -> resume(Character.toLowerCase(text.charAt(0)), signal(rest));
      case 'b' -> backwards(rest);
      case 'D' -> new Request.Detach();
      case 'k' -> new Request.Kill(false);
      case 'v', 'q', 'Q' -> text.startsWith("vCont") ? resumption(text) : named.parse(text);
      default -> new Request.Unknown(Optional.of(text));
    };
  }

  private static Request backwards(String rest) {
    return switch (rest) {
      case "s" -> new Request.ResumeBackwards(true);
      case "c" -> new Request.ResumeBackwards(false);
      default -> new Request.Unknown(Optional.of("b" + rest));
    };
  }

  private static Request writeRegister(String rest) throws MalformedPacketException {
    final String[] parts = split(rest, '=');
    return new Request.WriteRegister(Hex.number(parts[0], MAXIMUM_REGISTER), Hex.bytes(parts[1]));
  }

  private static Request readMemory(String rest, boolean binary) throws MalformedPacketException {
    final String[] parts = split(rest, ',');
    // What fits into an answer; a client copes with less than it asked for.
    final long length = Math.min(Long.MAX_VALUE, Hex.number(parts[1]) & Long.MAX_VALUE);
    return new Request.ReadMemory(
        Hex.number(parts[0]), (int) Math.min(length, PacketInput.MAXIMUM / 2), binary);
  }

  private static Request writeMemory(String rest) throws MalformedPacketException {
    final String[] head = split(rest, ':');
    final String[] range = split(head[0], ',');
    final byte[] bytes = Hex.bytes(head[1]);
    if (Hex.number(range[1]) != bytes.length) {
      throw new MalformedPacketException("as many bytes as announced expected");
    }
    return new Request.WriteMemory(Hex.number(range[0]), bytes);
  }

  private static Request binaryWrite(byte[] packet) throws MalformedPacketException {
    int colon = 1;
    while (colon < packet.length && packet[colon] != ':') {
      colon++;
    }
    final String head = new String(packet, 1, Math.max(0, colon - 1), StandardCharsets.ISO_8859_1);
    final String[] range = split(head, ',');
    final byte[] bytes =
        Arrays.copyOfRange(packet, Math.min(packet.length, colon + 1), packet.length);
    if (Hex.number(range[1]) != bytes.length) {
      throw new MalformedPacketException("as many bytes as announced expected");
    }
    return new Request.WriteMemory(Hex.number(range[0]), bytes);
  }

  private static Request selectThread(String rest) throws MalformedPacketException {
    if (rest.isEmpty()) {
      throw new MalformedPacketException("an operation expected");
    }
    return new Request.SelectThread(rest.charAt(0), thread(rest.substring(1)));
  }

  /** A thread's id, or −1 for all of them. */
  static int thread(String text) throws MalformedPacketException {
    return text.equals("-1") ? Request.ALL_THREADS : Hex.number(text, MAXIMUM_THREAD);
  }

  private static Request stop(String rest, boolean insert) throws MalformedPacketException {
    // Conditions and commands may follow behind a semicolon: we have announced that we take none.
    final String[] parts = rest.split("[,;]", -1);
    final Request.Stop.Kind[] kinds = Request.Stop.Kind.values();
    if (parts.length < 3) {
      throw new MalformedPacketException("an address and a kind expected");
    }
    final int kind = Hex.number(parts[0], MAXIMUM_REGISTER);
    if (kind >= kinds.length) {
      return new Request.Unknown(Optional.of("Z" + kind));
    }
    return new Request.Stop(insert, kinds[kind], Hex.number(parts[1]), Hex.number(parts[2]));
  }

  private static int signal(String text) throws MalformedPacketException {
    return Hex.number(text.split(";", 2)[0], MAXIMUM_SIGNAL);
  }

  private static Request resume(char letter, int signal) {
    final Resume.Kind kind = letter == 's' ? Resume.Kind.STEP : Resume.Kind.CONTINUE;
    return new Resume(List.of(new Resume.Action(kind, signal, 0, 0, Request.ANY_THREAD)));
  }

  private static Request resumption(String text) throws MalformedPacketException {
    if (text.equals("vCont?")) {
      return new Request.ResumeKinds();
    }
    final String[] parts = text.split(";", MAXIMUM_ACTIONS + 2);
    if (!parts[0].equals("vCont") || parts.length < 2 || parts.length > MAXIMUM_ACTIONS) {
      throw new MalformedPacketException("actions expected");
    }
    final List<Resume.Action> actions = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      actions.add(action(parts[i]));
    }
    return new Resume(actions);
  }

  private static Resume.Action action(String text) throws MalformedPacketException {
    final String[] parts = text.split(":", 2);
    final int thread = parts.length > 1 ? thread(parts[1]) : Request.ALL_THREADS;
    if (parts[0].isEmpty()) {
      throw new MalformedPacketException("an action expected");
    }
    final String operand = parts[0].substring(1);
    return switch (parts[0].charAt(0)) {
      case 'c' -> new Resume.Action(Resume.Kind.CONTINUE, 0, 0, 0, thread);
      case 's' -> new Resume.Action(Resume.Kind.STEP, 0, 0, 0, thread);
      case 'C' -> new Resume.Action(Resume.Kind.CONTINUE, signal(operand), 0, 0, thread);
      case 'S' -> new Resume.Action(Resume.Kind.STEP, signal(operand), 0, 0, thread);
      case 'r' -> {
        final String[] range = split(operand, ',');
        yield new Resume.Action(
            Resume.Kind.RANGE, 0, Hex.number(range[0]), Hex.number(range[1]), thread);
      }
      default -> throw new MalformedPacketException("an action that was announced expected");
    };
  }

  /** The two parts around the first separator. */
  static String[] split(String text, char separator) throws MalformedPacketException {
    final int at = text.indexOf(separator);
    if (at < 0) {
      throw new MalformedPacketException("'" + separator + "' expected");
    }
    return new String[] {text.substring(0, at), text.substring(at + 1)};
  }

  /** Numbers between semicolons. */
  static Set<Integer> signals(String text) throws MalformedPacketException {
    final Set<Integer> signals = new HashSet<>();
    for (String each : text.split(";")) {
      if (!each.isEmpty()) {
        signals.add(Hex.number(each, MAXIMUM_SIGNAL));
      }
    }
    return signals;
  }
}
