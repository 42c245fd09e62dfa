package dev.cubicle.trampolines.dwarf;

import java.util.Objects;

/**
 * How a function is called under the System V AMD64 ABI (section 3.2.3): which registers and how
 * many stack words carry its arguments, and which registers its result.
 *
 * @param integerRegisters argument registers RDI, RSI, RDX, RCX, R8, R9 in use, 0 to 6; counts the
 *     hidden pointer to a result in memory
 * @param vectorRegisters argument registers XMM0 to XMM7 in use, 0 to 8
 * @param stackWords 8-byte words of arguments on the stack
 * @param variadic whether more arguments may follow those counted here
 * @param result where the result is
 */
public record Signature(
    int integerRegisters, int vectorRegisters, int stackWords, boolean variadic, Result result) {
  /**
   * The registers that hold the result.
   *
   * @param integers 0 to 2: RAX, then RDX
   * @param vectors 0 to 2: XMM0, then XMM1
   * @param x87 whether ST0 holds it (long double), or ST0 and ST1
   */
  public record Result(int integers, int vectors, boolean x87) {
    /** No result. */
    public static final Result VOID = new Result(0, 0, false);
  }

  /**
   * What is assumed of a function that nothing is known of: every argument register, 16 stack words
   * (which the trampoline copies, as far as the caller's stack reaches), every result register.
   */
  public static final Signature UNKNOWN = new Signature(6, 8, 16, true, new Result(2, 2, true));

  public Signature {
    Objects.requireNonNull(result);
  }
}
