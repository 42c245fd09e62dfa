package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.dwarf.Signature;
import java.util.BitSet;
import java.util.List;

/**
 * A row of the function table.
 *
 * @param symbol the function's name in the link, unique in the image
 * @param cubicle that it belongs to
 * @param known whether the signature is the function's and not the conservative rule
 * @param called whether it has a call trampoline
 * @param escapes whether its address escapes: it has a pointer trampoline
 * @param callers numbers of the cubicles that may call it
 */
public record PlannedFunction(
    String symbol,
    int cubicle,
    Signature signature,
    boolean known,
    boolean called,
    boolean escapes,
    BitSet callers,
    List<PlannedArgument> arguments) {
  /** "where" of a factor that is absent, and of the caller's stack: ARGUMENT_NONE. */
  public static final int NOWHERE = 255;

  /**
   * A row of the argument table: struct manifest_argument.
   *
   * @param where 0 to 5 an argument register, 6 + n the nth word on the stack; {@link #NOWHERE} for
   *     the caller's stack
   */
  public record PlannedArgument(
      int where,
      int sizeWhere,
      int countWhere,
      long fixed,
      long scale,
      boolean write,
      boolean transitive,
      BufferMapping mapping,
      boolean string) {}

  /** A row that nobody can call by. */
  public PlannedFunction withoutTrampolines() {
    return new PlannedFunction(
        symbol, cubicle, signature, known, false, false, new BitSet(), List.of());
  }

  /** The name of its call trampoline. */
  public String callTrampoline() {
    return callTrampoline(symbol);
  }

  /** The name of its pointer trampoline. */
  public String pointerTrampoline() {
    return pointerTrampoline(symbol);
  }

  /** The name of a function's call trampoline. */
  public static String callTrampoline(String symbol) {
    return "cubicle.call." + symbol;
  }

  /** The name of a function's pointer trampoline. */
  public static String pointerTrampoline(String symbol) {
    return "cubicle.pointer." + symbol;
  }
}
