package dev.cubicle.attacks.trial;

import dev.cubicle.attacks.Number;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * An image to attack, and what an attacker learns from a copy of it.
 *
 * @param plain itself, or the image that it was made from by editing: that one can be read
 * @param changes what the builder has rewritten, one line each
 */
public record AttackImage(Path file, CubicleImage plain, List<String> changes) {

  /** How far behind a function's start its instructions are looked for, in bytes. */
  private static final int LONGEST_FUNCTION = 4096;

  static AttackImage read(Path file, List<String> changes) throws BadInputException {
    return new AttackImage(file, CubicleImage.read(file), changes);
  }

  /**
   * All the arguments that these numbers stand for: one list for each run.
   *
   * @throws BadInputException if the image lacks a symbol or an instruction
   */
  public List<List<String>> arguments(List<Number> numbers) throws BadInputException {
    List<List<String>> all = List.of(List.of());
    for (Number number : numbers) {
      final long[] values = values(number);
      final List<List<String>> longer = new ArrayList<>();
      for (List<String> start : all) {
        for (long value : values) {
          final List<String> list = new ArrayList<>(start);
          list.add(Long.toHexString(value));
          longer.add(List.copyOf(list));
        }
      }
      all = longer;
    }
    return all;
  }

  private long[] values(Number number) throws BadInputException {
    return switch (number) {
      case Number.Constant(long value) -> new long[] {value};
      case Number.ManifestAddress() -> new long[] {plain.manifestAddress()};
      case Number.Symbol(String name) -> new long[] {symbol(name)};
      case Number.Each(int count) -> LongStream.range(0, count).toArray();
      case Number.Instruction(String function, Number.Opcode opcode, int nth) ->
          new long[] {instruction(symbol(function), opcode, nth)};
      case Number.EachInstruction(String from, String to) -> instructions(symbol(from), symbol(to));
    };
  }

  /** The first symbol of that name. */
  long symbol(String name) throws BadInputException {
    return plain.symbols().named(name).stream()
        .map(Symbols.Symbol::address)
        .min(Comparator.naturalOrder())
        .orElseThrow(() -> new BadInputException("the image of the attacks has no symbol " + name));
  }

  /** Where the second instruction of a function lies. */
  long second(String function) throws BadInputException {
    final long start = symbol(function);
    return instructions(start, start + 2L * InstructionDecoder.LONGEST)[1];
  }

  private ByteBuffer code(long start, long end) throws BadInputException {
    return plain
        .loaded(start, end - start)
        .orElseThrow(() -> new BadInputException("no code at 0x%x".formatted(start)));
  }

  private long instruction(long start, Number.Opcode opcode, int nth) throws BadInputException {
    int length = LONGEST_FUNCTION;
    while (length > 0 && plain.loaded(start, length).isEmpty()) {
      length /= 2;
    }
    final ByteBuffer code = code(start, start + length);
    int found = 0;
    for (int at = 0; at + opcode.length() <= length; at++) {
      if (matches(code, at, opcode) && found++ == nth) {
        return start + at;
      }
    }
    throw new BadInputException("no %s behind 0x%x".formatted(opcode, start));
  }

  private static boolean matches(ByteBuffer code, int at, Number.Opcode opcode) {
    for (int i = 0; i < opcode.length(); i++) {
      if (Byte.toUnsignedInt(code.get(at + i)) != opcode.at(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where instructions begin; bytes that are none (behind a UD2) count one by one. */
  private long[] instructions(long start, long end) throws BadInputException {
    final ByteBuffer buffer = code(start, end);
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    final InstructionDecoder decoder = new InstructionDecoder();
    final LongStream.Builder starts = LongStream.builder();
    for (int at = 0; at < bytes.length; ) {
      starts.add(start + at);
      at = decoder.decode(bytes, at, bytes.length) ? decoder.end() : at + 1;
    }
    return starts.build().toArray();
  }
}
