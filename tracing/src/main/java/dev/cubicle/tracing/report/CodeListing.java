package dev.cubicle.tracing.report;

import dev.cubicle.natives.NativeLibraryException;
import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions around RIP. Without Capstone, which a machine may lack, there are only bytes: a
 * report must not fail for that.
 */
final class CodeListing {

  private static final int BEFORE = 3;
  private static final int AFTER = 4;

  /** What fits in a line of 80 characters; the instruction at RIP is not cut anywhere else. */
  private static final int HEX_DIGITS = 16;

  private static final int RAW_BYTES = 15;

  private static final Pattern OPERAND_SIZE =
      Pattern.compile("\\b(byte|word|dword|qword|xmmword|xword|tbyte) ptr");

  private final List<Instruction> instructions;
  private final long rip;
  private final String withoutCapstone;

  private CodeListing(List<Instruction> instructions, long rip, String withoutCapstone) {
    this.instructions = instructions;
    this.rip = rip;
    this.withoutCapstone = withoutCapstone;
  }

  /**
   * Disassembles.
   *
   * @param code bytes around RIP; none when RIP is where nothing is
   * @param codeAddress address of the first of them
   */
  static CodeListing of(byte[] code, long codeAddress, long rip) {
    final long offset = rip - codeAddress;
    if (offset < 0 || offset >= code.length) {
      return new CodeListing(List.of(), rip, "");
    }
    try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
      return new CodeListing(disassembler.around(code, codeAddress, rip, BEFORE, AFTER), rip, "");
    } catch (NativeLibraryException e) {
      final int length = Math.min(RAW_BYTES, code.length - (int) offset);
      final String bytes =
          HexFormat.ofDelimiter(" ").formatHex(code, (int) offset, (int) offset + length);
      return new CodeListing(
          List.of(), rip, bytes + "  (not disassembled: " + e.getMessage() + ")");
    }
  }

  /** One line for each instruction, an arrow at RIP. */
  List<String> lines() {
    if (instructions.isEmpty()) {
      return withoutCapstone.isEmpty() ? List.of() : List.of(line(rip, withoutCapstone));
    }
    final List<String> lines = new ArrayList<>();
    for (Instruction instruction : instructions) {
      final String hex = instruction.hex();
      final String shown =
          hex.length() <= HEX_DIGITS ? hex : hex.substring(0, HEX_DIGITS - 2) + "..";
      lines.add(line(instruction.address(), "%-16s  %s".formatted(shown, instruction.text())));
    }
    return lines;
  }

  private String line(long address, String text) {
    return "%s %12x  %s".formatted(address == rip ? "=>" : "  ", address, text).stripTrailing();
  }

  /** The instruction at RIP, if it could be decoded. */
  Optional<Instruction> current() {
    return instructions.stream()
        .filter(instruction -> instruction.address() == rip && !instruction.isData())
        .findFirst();
  }

  /** How many bytes the instruction at RIP accesses at a time, where its operands say so. */
  Optional<Integer> accessBytes() {
    return current().map(Instruction::operands).flatMap(CodeListing::operandSize);
  }

  private static Optional<Integer> operandSize(String operands) {
    final Matcher matcher = OPERAND_SIZE.matcher(operands);
    final List<String> sizes = new ArrayList<>();
    while (matcher.find()) {
      sizes.add(matcher.group(1));
    }
    // Two operands of the same size are a string instruction's.
    if (sizes.stream().distinct().count() != 1) {
      return Optional.empty();
    }
    return Optional.of(
        switch (sizes.getFirst()) {
          case "byte" -> 1;
          case "word" -> 2;
          case "dword" -> 4;
          case "qword" -> 8;
          case "tbyte", "xword" -> 10;
          default -> 16;
        });
  }
}
