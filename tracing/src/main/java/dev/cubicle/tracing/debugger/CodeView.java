package dev.cubicle.tracing.debugger;

import dev.cubicle.natives.NativeLibraryException;
import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.trampolines.dwarf.SourceLine;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instructions with symbols and source lines, and source files. */
final class CodeView {
  private static final int LONGEST_INSTRUCTION = 15;
  private static final int AROUND = 5;
  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{4,16})");

  private final Session session;
  private final SourceFiles files;

  CodeView(Session session, SourceFiles files) {
    this.session = session;
    this.files = files;
  }

  /** Instructions from an address on. */
  String disassemble(long address, int count) throws CommandException {
    final byte[] code = session.peek(address, count * LONGEST_INSTRUCTION);
    if (code.length == 0) {
      throw new CommandException("0x%x: there is no memory".formatted(address));
    }
    final StringBuilder text = new StringBuilder();
    try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
      Optional<SourceLine> last = Optional.empty();
      for (Instruction instruction : disassembler.disassemble(code, address, count)) {
        final Optional<SourceLine> line = session.names().line(instruction.address());
        if (line.isPresent() && !line.equals(last)) {
          text.append(session.colours().source(sourceLine(line.get()))).append('\n');
        }
        last = line;
        text.append(line(instruction)).append('\n');
      }
    } catch (NativeLibraryException e) {
      throw new CommandException(e.getMessage());
    }
    return text.toString();
  }

  /** The instruction that is about to be executed. */
  Optional<Instruction> current() throws CommandException {
    final byte[] code = session.peek(session.rip(), LONGEST_INSTRUCTION);
    if (code.length == 0) {
      return Optional.empty();
    }
    try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
      return disassembler.disassemble(code, session.rip(), 1).stream().findFirst();
    } catch (NativeLibraryException _) {
      return Optional.empty();
    }
  }

  String line(Instruction instruction) throws CommandException {
    final Colours colours = session.colours();
    final boolean here = instruction.address() == session.rip();
    return "%s %s %s %s%s"
        .formatted(
            here ? colours.here("=>") : "  ",
            colours.address("0x%x".formatted(instruction.address())),
            colours.symbol("%-24s".formatted(session.names().symbol(instruction.address()))),
            colours.mnemonic(instruction.mnemonic()),
            instruction.operands().isEmpty() ? "" : " " + named(instruction.operands()))
        .stripTrailing();
  }

  /** Addresses that have names get them. */
  private String named(String operands) {
    final Matcher matcher = ADDRESS.matcher(operands);
    final StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      final long address = Long.parseUnsignedLong(matcher.group(1), 16);
      final Optional<Symbols.Location> at = session.names().symbols().at(address);
      matcher.appendReplacement(
          text,
          Matcher.quoteReplacement(
              matcher.group()
                  + at.map(found -> " <" + session.colours().symbol(found.text()) + ">")
                      .orElse("")));
    }
    return matcher.appendTail(text).toString();
  }

  /** {@code main.c:12 the text of that line}. */
  String sourceLine(SourceLine place) {
    return place
        + files
            .lines(place)
            .filter(lines -> place.line() <= lines.size())
            .map(lines -> "  " + lines.get(place.line() - 1).strip())
            .orElse("");
  }

  /** The lines around an address. */
  String list(long address) throws CommandException {
    final SourceLine place =
        session
            .names()
            .line(address)
            .orElseThrow(
                () ->
                    new CommandException(
                        "%s: no source line is known".formatted(session.names().symbol(address))));
    final List<String> lines =
        files
            .lines(place)
            .orElseThrow(
                () ->
                    new CommandException(
                        "%s is not here; --source DIRECTORY says where sources are"
                            .formatted(place.path())));
    final StringBuilder text = new StringBuilder();
    final int first = Math.max(1, place.line() - AROUND);
    for (int line = first; line <= Math.min(lines.size(), place.line() + AROUND); line++) {
      final String row = "%5d  %s".formatted(line, lines.get(line - 1));
      text.append(line == place.line() ? session.colours().here("=> " + row) : "   " + row)
          .append('\n');
    }
    return text.toString();
  }
}
