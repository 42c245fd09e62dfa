package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.ParameterLocation.IntegerRegister;
import dev.cubicle.trampolines.dwarf.ParameterLocation.Nowhere;
import dev.cubicle.trampolines.dwarf.ParameterLocation.StackWord;
import dev.cubicle.trampolines.dwarf.ParameterLocation.VectorRegister;
import dev.cubicle.trampolines.dwarf.Signature.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Hands out registers and stack words to the parameters of one function; ABI, section 3.2.3. */
final class CallingConvention {
  private static final int INTEGER_REGISTERS = 6;
  private static final int VECTOR_REGISTERS = 8;
  private static final int WORD = 8;
  private static final int STACK_ALIGNMENT = 16;
  private static final int MOST_STACK_WORDS = 0xffff;

  private final Classifier classifier = new Classifier();
  private int integers;
  private int vectors;
  private int words;

  private CallingConvention() {}

  /**
   * @throws DwarfException when a type is not passed in a way that is known
   */
  static FunctionType of(
      AbiType result, List<AbiType> parameters, List<ParameterKind> kinds, boolean variadic)
      throws DwarfException {
    CallingConvention convention = new CallingConvention();
    Result where = convention.result(result);
    List<ParameterLocation> locations = new ArrayList<>();
    for (AbiType parameter : parameters) {
      locations.add(convention.parameter(parameter));
    }
    return new FunctionType(
        new Signature(convention.integers, convention.vectors, convention.words, variadic, where),
        locations,
        kinds);
  }

  private Result result(AbiType type) throws DwarfException {
    if (type instanceof AbiType.Void) {
      return Result.VOID;
    }
    List<Eightbyte> classes = classifier.classify(type);
    if (type instanceof AbiType.ByReference || classes.contains(Eightbyte.MEMORY)) {
      integers++;
      return new Result(1, 0, false);
    }
    return new Result(
        Collections.frequency(classes, Eightbyte.INTEGER),
        Collections.frequency(classes, Eightbyte.SSE),
        classes.stream().anyMatch(Eightbyte::isX87));
  }

  private ParameterLocation parameter(AbiType type) throws DwarfException {
    List<Eightbyte> classes = classifier.classify(type);
    int needsIntegers = Collections.frequency(classes, Eightbyte.INTEGER);
    int needsVectors = Collections.frequency(classes, Eightbyte.SSE);
    boolean isInMemory =
        classes.contains(Eightbyte.MEMORY) || classes.stream().anyMatch(Eightbyte::isX87);
    if (isInMemory
        || integers + needsIntegers > INTEGER_REGISTERS
        || vectors + needsVectors > VECTOR_REGISTERS) {
      return stack(type);
    }
    ParameterLocation location = first(classes);
    integers += needsIntegers;
    vectors += needsVectors;
    return location;
  }

  private ParameterLocation first(List<Eightbyte> classes) {
    for (Eightbyte each : classes) {
      if (each == Eightbyte.INTEGER) {
        return new IntegerRegister(integers);
      }
      if (each == Eightbyte.SSE) {
        return new VectorRegister(vectors);
      }
    }
    return new Nowhere();
  }

  private ParameterLocation stack(AbiType type) throws DwarfException {
    if (type.alignment() > STACK_ALIGNMENT) {
      throw new DwarfException(
          "an argument on the stack that is aligned to " + type.alignment() + " bytes");
    }
    if (type.alignment() == STACK_ALIGNMENT) {
      words += words & 1;
    }
    int word = words;
    long size = (type.size() + WORD - 1) / WORD;
    if (size > MOST_STACK_WORDS - words) {
      throw new DwarfException("more than " + MOST_STACK_WORDS + " words of arguments");
    }
    words += (int) size;
    return new StackWord(word);
  }
}
