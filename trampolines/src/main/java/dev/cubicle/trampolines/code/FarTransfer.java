package dev.cubicle.trampolines.code;

/** Instructions that load a segment register which matters. */
public final class FarTransfer {
  private FarTransfer() {}

  /** Far jumps, calls and returns, IRET; MOV, POP and L?S into FS and GS. */
  public static boolean is(InstructionDecoder instruction) {
    int extension = instruction.extension();
    if (instruction.vector()) {
      return false;
    }
    return switch (instruction.map()) {
      case InstructionDecoder.ONE_BYTE ->
          switch (instruction.opcode()) {
            case 0xff -> instruction.hasMemory() && (extension == 3 || extension == 5);
            case 0x8e -> extension == 4 || extension == 5;
            case 0xca, 0xcb, 0xcf -> true;
            default -> false;
          };
      case 1 ->
          switch (instruction.opcode()) {
            case 0xa1, 0xa9, 0xb4, 0xb5 -> true;
            default -> false;
          };
      default -> false;
    };
  }

  /**
   * The last offset at which the opcode of one could be; instructions that begin behind it are
   * none. Most functions have no such byte, and need not be read.
   *
   * @return −1 if there is none
   */
  public static int lastPossible(byte[] code, int from, int to) {
    for (int at = to - 1; at >= from; at--) {
      int next = at + 1 < to ? code[at + 1] & 0xff : 0;
      int extension = next >> 3 & 7;
      boolean possible =
          switch (code[at] & 0xff) {
            case 0xff -> next < 0xc0 && (extension == 3 || extension == 5);
            case 0x8e -> extension == 4 || extension == 5;
            case 0xca, 0xcb, 0xcf -> true;
            case 0x0f -> next == 0xa1 || next == 0xa9 || next == 0xb4 || next == 0xb5;
            default -> false;
          };
      if (possible) {
        return at;
      }
    }
    return -1;
  }
}
