package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.GuestThread;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.mpk.Pkru;
import dev.cubicle.tracing.Printable;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Registers and memory. */
final class DataView {
  private static final int ROW = 16;
  private static final int MOST = 4096;
  private static final int SHOWN = 256;
  private static final Pattern FORMAT = Pattern.compile("(?:/(\\d*)([bxsi]?)\\s+)?(.+)");

  private final Session session;
  private final CodeView code;

  DataView(Session session, CodeView code) {
    this.session = session;
    this.code = code;
  }

  String registers() throws CommandException {
    final ThreadRegisters registers = session.registers();
    final StringBuilder text = new StringBuilder();
    for (Register register : Register.values()) {
      final long value = registers.get(register);
      text.append(
              "%-8s 0x%-18x %s"
                  .formatted(register.name().toLowerCase(Locale.ROOT), value, named(value))
                  .stripTrailing())
          .append('\n');
    }
    return text.append(
            "%-8s 0x%08x           %s%n"
                .formatted("pkru", registers.pkru(), Pkru.describe(registers.pkru())))
        .toString();
  }

  private String named(long value) {
    return session
        .names()
        .symbols()
        .at(value)
        .filter(at -> at.symbol().kind() != Symbols.Kind.LABEL || at.offset() == 0)
        .map(at -> session.colours().symbol(at.text()))
        .orElse("");
  }

  String threads() {
    final StringBuilder text = new StringBuilder();
    for (GuestThread thread : session.threads()) {
      text.append(
          "%s %d %s%n"
              .formatted(
                  thread.id() == session.thread() ? "*" : " ",
                  thread.id(),
                  Printable.of(thread.name())));
    }
    return text.isEmpty() ? "none\n" : text.toString();
  }

  /** {@code x/N ADDRESS}: N words; with b bytes, s a string, i instructions. */
  String examine(String arguments) throws CommandException {
    final Matcher matcher = FORMAT.matcher(arguments);
    if (!matcher.matches()) {
      throw new CommandException("usage: x/N[b|x|s|i] ADDRESS");
    }
    final String digits = matcher.group(1) == null ? "" : matcher.group(1);
    final int count = digits.isEmpty() ? 1 : number(digits);
    final String format = matcher.group(2) == null ? "" : matcher.group(2);
    final long address = session.address(matcher.group(3).strip());
    return switch (format) {
      case "i" -> code.disassemble(address, count);
      case "s" -> "0x%x  %s%n".formatted(address, string(address));
      case "b" -> dump(address, count);
      default -> words(address, count);
    };
  }

  private static int number(String digits) throws CommandException {
    try {
      return Math.clamp(Integer.parseInt(digits), 1, MOST);
    } catch (NumberFormatException _) {
      throw new CommandException(digits + ": at most " + MOST);
    }
  }

  private String words(long address, int count) throws CommandException {
    final ByteBuffer bytes = memory(address, count * Long.BYTES);
    final StringBuilder text = new StringBuilder();
    while (bytes.remaining() >= Long.BYTES) {
      final long at = address + bytes.position();
      final long value = bytes.getLong();
      text.append("0x%x  0x%016x  %s".formatted(at, value, named(value)).stripTrailing())
          .append('\n');
    }
    return text.toString();
  }

  private ByteBuffer memory(long address, int length) throws CommandException {
    final byte[] bytes = session.peek(address, length);
    if (bytes.length == 0) {
      throw new CommandException("0x%x: there is no memory".formatted(address));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String dump(long address, int count) throws CommandException {
    final byte[] bytes = memory(address, count).array();
    final StringBuilder text = new StringBuilder();
    for (int row = 0; row < bytes.length; row += ROW) {
      final StringBuilder hex = new StringBuilder();
      final StringBuilder plain = new StringBuilder();
      for (int i = row; i < Math.min(bytes.length, row + ROW); i++) {
        hex.append("%02x ".formatted(bytes[i] & 0xff));
        plain.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      text.append("0x%x  %-48s %s%n".formatted(address + row, hex, plain));
    }
    return text.toString();
  }

  private String string(long address) throws CommandException {
    final byte[] bytes = memory(address, SHOWN).array();
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return '"' + Printable.of(new String(bytes, 0, length, StandardCharsets.ISO_8859_1)) + '"';
  }

  /** {@code print SYMBOL|ADDRESS|$REGISTER}. */
  String print(String expression) throws CommandException {
    final long address = session.address(expression);
    final Optional<Symbols.Symbol> variable =
        session.names().symbols().named(expression).stream()
            .filter(symbol -> symbol.kind() == Symbols.Kind.DATA && symbol.size() > 0)
            .findFirst();
    if (variable.isEmpty()) {
      return "%s = 0x%x (%d) %s"
              .formatted(expression, address, address, named(address))
              .stripTrailing()
          + "\n";
    }
    final long size = variable.get().size();
    if (size == 1 || size == 2 || size == 4 || size == 8) {
      final long value = session.peekWord(address) & -1L >>> Long.SIZE - Byte.SIZE * size;
      return "%s at 0x%x, %d bytes = 0x%x (%d)%n"
          .formatted(expression, address, size, value, value);
    }
    return "%s at 0x%x, %d bytes:%n%s"
        .formatted(expression, address, size, dump(address, (int) Math.min(size, SHOWN)));
  }
}
