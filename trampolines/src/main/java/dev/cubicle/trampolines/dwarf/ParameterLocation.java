package dev.cubicle.trampolines.dwarf;

/** Where a parameter, or the first eightbyte of one that has several, is on entry. */
public sealed interface ParameterLocation {
  /**
   * @param index 0 to 5: RDI, RSI, RDX, RCX, R8, R9
   */
  record IntegerRegister(int index) implements ParameterLocation {}

  /**
   * @param index 0 to 7: XMM0 to XMM7
   */
  record VectorRegister(int index) implements ParameterLocation {}

  /**
   * @param word 8-byte words above the return address, from 0
   */
  record StackWord(int word) implements ParameterLocation {}

  /** An empty struct is nowhere. */
  record Nowhere() implements ParameterLocation {}
}
