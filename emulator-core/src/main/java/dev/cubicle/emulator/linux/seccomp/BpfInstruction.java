package dev.cubicle.emulator.linux.seccomp;

/**
 * One instruction of a classic BPF program: {@code struct sock_filter}
 * (include/uapi/linux/filter.h).
 *
 * @param code operation, 16 bits
 * @param jumpTrue instructions to skip when a condition holds, 0 to 255
 * @param jumpFalse the same when it does not
 * @param operand the K of the operation, 32 bits
 */
record BpfInstruction(int code, int jumpTrue, int jumpFalse, int operand) {

  /** Bytes of the structure. */
  static final int BYTES = 8;

  /** Instruction classes, bits 2:0 of the code (include/uapi/linux/bpf_common.h). */
  static final int LD = 0x00;

  static final int LDX = 0x01;
  static final int ST = 0x02;
  static final int STX = 0x03;
  static final int ALU = 0x04;
  static final int JMP = 0x05;
  static final int RET = 0x06;
  static final int MISC = 0x07;

  /** Addressing modes of loads. */
  static final int IMM = 0x00;

  static final int ABS = 0x20;
  static final int MEM = 0x60;
  static final int LEN = 0x80;

  /** The second operand: K is 0, X is this bit. */
  static final int X = 0x08;

  /** RET of A instead of K. */
  static final int A = 0x10;

  static final int ADD = 0x00;
  static final int SUB = 0x10;
  static final int MUL = 0x20;
  static final int DIV = 0x30;
  static final int OR = 0x40;
  static final int AND = 0x50;
  static final int LSH = 0x60;
  static final int RSH = 0x70;
  static final int NEG = 0x80;
  static final int XOR = 0xa0;

  static final int JA = 0x00;
  static final int JEQ = 0x10;
  static final int JGT = 0x20;
  static final int JGE = 0x30;
  static final int JSET = 0x40;

  static final int TAX = 0x00;
  static final int TXA = 0x80;

  /** As it lies in guest memory, read as a little-endian 64-bit word. */
  static BpfInstruction of(long word) {
    return new BpfInstruction(
        (int) word & 0xffff,
        (int) (word >>> 16) & 0xff,
        (int) (word >>> 24) & 0xff,
        (int) (word >>> 32));
  }
}
