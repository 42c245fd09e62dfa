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

/**
 * A checked filter program, ready to be run. Runs at every system call of a guest that has one, so
 * it allocates nothing. Not safe for use by several threads: the scratch words are re-used.
 */
final class FilterProgram {

  private final int[] codes;
  private final int[] operands;

  /** Where a condition leads: the index if it holds in the low half, otherwise in the high one. */
  private final int[] targets;

  private final int[] scratch = new int[FilterCheck.SCRATCH_WORDS];

  /**
   * @param program passes {@link FilterCheck#accepts}
   */
  FilterProgram(BpfInstruction[] program) {
    codes = new int[program.length];
    operands = new int[program.length];
    targets = new int[program.length];
    for (int at = 0; at < program.length; at++) {
      final BpfInstruction instruction = program[at];
      codes[at] = instruction.code();
      operands[at] = instruction.operand();
      targets[at] = at + 1 + instruction.jumpTrue() | at + 1 + instruction.jumpFalse() << 16;
    }
  }

  int length() {
    return codes.length;
  }

  /** The program's verdict on a call: an action in the upper 16 bits, its data in the lower. */
  int run(SystemCallData data) {
    int a = 0;
    int x = 0;
    int at = 0;
    while (true) {
      final int code = codes[at];
      final int k = operands[at];
      switch (code & 7) {
        case LD -> a = load(code, k, data);
        case LDX -> x = load(code, k, data);
        case ST -> scratch[k] = a;
        case STX -> scratch[k] = x;
        case ALU -> {
          final int operand = (code & X) == 0 ? k : x;
          if (code == (ALU | DIV | X) && x == 0) {
            // A division by zero ends the program with 0: SECCOMP_RET_KILL_THREAD.
            return 0;
          }
          a = calculate(code, a, operand);
        }
        case JMP -> at = jump(at, code, a, (code & X) == 0 ? k : x);
        case RET -> {
          return (code & A) == 0 ? k : a;
        }
        case MISC -> {
          if (code == (MISC | TAX)) {
            x = a;
          } else if (code == (MISC | TXA)) {
            a = x;
          }
        }
        default -> throw new IllegalStateException("filter operation " + code);
      }
      at++;
    }
  }

  private int load(int code, int k, SystemCallData data) {
    return switch (code & 0xe0) {
      case ABS -> data.word(k);
      case MEM -> scratch[k];
      case LEN -> SystemCallData.BYTES;
      case IMM -> k;
      default -> throw new IllegalStateException("filter load " + code);
    };
  }

  private static int calculate(int code, int a, int operand) {
    return switch (code & 0xf0) {
      case ADD -> a + operand;
      case SUB -> a - operand;
      case MUL -> a * operand;
      case DIV -> Integer.divideUnsigned(a, operand);
      case OR -> a | operand;
      case AND -> a & operand;
      case XOR -> a ^ operand;
      // Shifts count modulo 32, as on the processor.
      case LSH -> a << operand;
      case RSH -> a >>> operand;
      case NEG -> -a;
      default -> throw new IllegalStateException("filter operation " + code);
    };
  }

  /** The index of the instruction before the one to go on with. */
  private int jump(int at, int code, int a, int operand) {
    final boolean holds;
    switch (code & 0xf0) {
      case JA -> {
        return at + operand;
      }
      case JEQ -> holds = a == operand;
      case JGT -> holds = Integer.compareUnsigned(a, operand) > 0;
      case JGE -> holds = Integer.compareUnsigned(a, operand) >= 0;
      case JSET -> holds = (a & operand) != 0;
      default -> throw new IllegalStateException("filter jump " + code);
    }
    return (holds ? targets[at] & 0xffff : targets[at] >>> 16) - 1;
  }
}
