package dev.cubicle.tracing.violation;

import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.natives.NativeLibraryException;
import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instruction that accesses memory, and where it has the address from.
 *
 * @param text as an assembler would read it
 * @param size bytes accessed at a time; empty if the operands do not say
 * @param parts registers that the address is made of
 */
record MemoryAccess(String text, OptionalInt size, List<Part> parts) {

  /** A register of an address. */
  record Part(String register, long value) {}

  private static final int LONGEST_INSTRUCTION = 15;
  private static final long PAGE = 4096;
  private static final Pattern OPERAND =
      Pattern.compile(
          "(?:(byte|word|dword|qword|xmmword|xword|tbyte) ptr )?(?:[a-z]s:)?\\[([^]]*)]");
  private static final Pattern TERM =
      Pattern.compile("([+-]?) *(?:([a-z][a-z0-9]*)(?:\\*([1248]))?|0x([0-9a-f]+)|([0-9]+))");

  /**
   * Decodes an instruction.
   *
   * @param registers as it found them; empty if they are not known
   * @param accessed the address that it was stopped at: tells which operand is meant
   * @return empty where nothing can be decoded, or nothing decodes
   */
  static Optional<MemoryAccess> at(
      PeekableMemory memory, long rip, Optional<SignalRegisters> registers, long accessed) {
    final byte[] code = memory.peek(rip, LONGEST_INSTRUCTION);
    if (code.length == 0) {
      return Optional.empty();
    }
    try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
      final List<Instruction> decoded = disassembler.disassemble(code, rip, 1);
      return decoded.isEmpty() || decoded.getFirst().isData()
          ? Optional.empty()
          : Optional.of(of(decoded.getFirst(), registers, accessed));
    } catch (NativeLibraryException _) {
      // A report must not fail because a machine lacks Capstone.
      return Optional.empty();
    }
  }

  private static MemoryAccess of(
      Instruction instruction, Optional<SignalRegisters> registers, long accessed) {
    final String text = instruction.text();
    if (registers.isPresent()) {
      final Matcher operands = OPERAND.matcher(instruction.operands());
      while (operands.find()) {
        final List<Part> parts = new ArrayList<>();
        final OptionalLong address =
            address(operands.group(2), registers.get(), instruction, parts);
        // A large or misaligned access may begin on the page before.
        if (address.isPresent() && Math.abs(address.getAsLong() - accessed) < PAGE) {
          return new MemoryAccess(text, size(operands.group(1)), List.copyOf(parts));
        }
      }
    }
    return new MemoryAccess(text, OptionalInt.empty(), List.of());
  }

  private static OptionalLong address(
      String expression, SignalRegisters registers, Instruction instruction, List<Part> parts) {
    long sum = 0;
    final Matcher terms = TERM.matcher(expression);
    while (terms.find()) {
      final long value;
      if (terms.group(2) != null) {
        final OptionalLong register = registers.read(terms.group(2));
        if (register.isEmpty()) {
          return OptionalLong.empty();
        }
        final boolean ofCode = terms.group(2).equals("rip");
        if (!ofCode) {
          parts.add(new Part(terms.group(2), register.getAsLong()));
        }
        value =
            (ofCode ? instruction.address() + instruction.size() : register.getAsLong())
                * (terms.group(3) == null ? 1 : Integer.parseInt(terms.group(3)));
      } else {
        value =
            terms.group(4) != null
                ? Long.parseUnsignedLong(terms.group(4), 16)
                : Long.parseUnsignedLong(terms.group(5));
      }
      sum += terms.group(1).equals("-") ? -value : value;
    }
    return OptionalLong.of(sum);
  }

  private static OptionalInt size(String words) {
    if (words == null) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        switch (words) {
          case "byte" -> 1;
          case "word" -> 2;
          case "dword" -> 4;
          case "qword" -> 8;
          case "tbyte", "xword" -> 10;
          default -> 16;
        });
  }
}
