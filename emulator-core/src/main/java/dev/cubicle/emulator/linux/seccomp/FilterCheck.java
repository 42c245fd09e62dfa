package dev.cubicle.emulator.linux.seccomp;

import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.A;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.ABS;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.ADD;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.ALU;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.AND;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.DIV;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.IMM;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.JA;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.JEQ;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.JGE;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.JGT;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.JMP;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.JSET;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.LD;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.LDX;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.LEN;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.LSH;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.MEM;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.MISC;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.MUL;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.NEG;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.OR;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.RET;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.RSH;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.ST;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.STX;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.SUB;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.TAX;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.TXA;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.X;
import static dev.cubicle.emulator.linux.seccomp.BpfInstruction.XOR;

import java.util.Arrays;

/**
 * Which programs Linux takes for a filter: bpf_check_classic() and check_load_and_stores() of
 * net/core/filter.c, seccomp_check_filter() of kernel/seccomp.c. A program that passes ends, stays
 * within its instructions and its data, and reads no scratch word that it has not written.
 */
final class FilterCheck {

  /** Scratch words (BPF_MEMWORDS). */
  static final int SCRATCH_WORDS = 16;

  private static final int ALL_SCRATCH = (1 << SCRATCH_WORDS) - 1;
  private static final int SHIFT_LIMIT = 32;

  private FilterCheck() {}

  /** Whether the program may be a filter. */
  static boolean accepts(BpfInstruction[] program) {
    for (int at = 0; at < program.length; at++) {
      if (!acceptable(program[at], program.length - at - 1)) {
        return false;
      }
    }
    final int last = program[program.length - 1].code();
    return (last == RET || last == (RET | A)) && scratchWrittenBeforeRead(program);
  }

  /**
   * @param behind how many instructions follow
   */
  private static boolean acceptable(BpfInstruction instruction, int behind) {
    final int operand = instruction.operand();
    return switch (instruction.code()) {
      case LD | ABS ->
          Integer.compareUnsigned(operand, SystemCallData.BYTES) < 0 && operand % 4 == 0;
      case LD | MEM, LDX | MEM, ST, STX -> Integer.compareUnsigned(operand, SCRATCH_WORDS) < 0;
      case ALU | DIV -> operand != 0;
      case ALU | LSH, ALU | RSH -> Integer.compareUnsigned(operand, SHIFT_LIMIT) < 0;
      case JMP | JA -> Integer.compareUnsigned(operand, behind) < 0;
      case JMP | JEQ,
          JMP | JGT,
          JMP | JGE,
          JMP | JSET,
          JMP | JEQ | X,
          JMP | JGT | X,
          JMP | JGE | X,
          JMP | JSET | X ->
          instruction.jumpTrue() < behind && instruction.jumpFalse() < behind;
      case LD | LEN,
          LDX | LEN,
          LD | IMM,
          LDX | IMM,
          RET,
          RET | A,
          MISC | TAX,
          MISC | TXA,
          ALU | NEG,
          ALU | ADD,
          ALU | SUB,
          ALU | MUL,
          ALU | AND,
          ALU | OR,
          ALU | XOR,
          ALU | ADD | X,
          ALU | SUB | X,
          ALU | MUL | X,
          ALU | DIV | X,
          ALU | AND | X,
          ALU | OR | X,
          ALU | XOR | X,
          ALU | LSH | X,
          ALU | RSH | X ->
          true;
      default -> false;
    };
  }

  /** Every path to an instruction counts: what is written on some of them only is not written. */
  private static boolean scratchWrittenBeforeRead(BpfInstruction[] program) {
    final int[] written = new int[program.length];
    Arrays.fill(written, ALL_SCRATCH);
    int here = 0;
    for (int at = 0; at < program.length; at++) {
      here &= written[at];
      final BpfInstruction instruction = program[at];
      switch (instruction.code()) {
        case ST, STX -> here |= 1 << instruction.operand();
        case LD | MEM, LDX | MEM -> {
          if ((here & 1 << instruction.operand()) == 0) {
            return false;
          }
        }
        case JMP | JA -> {
          written[at + 1 + instruction.operand()] &= here;
          here = ALL_SCRATCH;
        }
        default -> {
          if ((instruction.code() & 7) == JMP) {
            written[at + 1 + instruction.jumpTrue()] &= here;
            written[at + 1 + instruction.jumpFalse()] &= here;
            here = ALL_SCRATCH;
          }
        }
      }
    }
    return true;
  }
}
