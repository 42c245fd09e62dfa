package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionDecoder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What must follow an instruction that loads PKRU, so that a jump to it with chosen registers ends
 * in UD2: docs/image.md, "Calls". Encodings are exactly those of the gate's sources.
 */
final class GuardedCode {
  private static final byte[] TEST_EAX = bytes("85 c0");

  /** INC %rax; in 32-bit code DEC %eax, INC %eax. */
  private static final byte[] INCREMENT_RAX = bytes("48 ff c0");

  /** MOV %gs:0x1000, %rcx; in 32-bit code DEC %eax, MOV 0x1000, %ecx: a fault. */
  private static final byte[] LOAD_FROM_BLOCK = bytes("65 48 8b 0c 25 00 10 00 00");

  /** CMP %gs:8, %rax. */
  private static final byte[] COMPARE_WITH_BLOCK = bytes("65 48 3b 04 25 08 00 00 00");

  /** TEST $0x200, %eax: XCR0's bit for PKRU. */
  private static final byte[] TEST_COMPONENT = bytes("a9 00 02 00 00");

  private static final byte[] UD2 = bytes("0f 0b");
  private static final int JUMP_IF_ZERO = 4;
  private static final int JUMP_IF_NOT_ZERO = 5;

  private GuardedCode() {}

  /** Whether PKRU is checked right behind the WRPKRU or XRSTOR. */
  static boolean isGuarded(byte[] code, Hit hit) {
    return switch (hit.pattern()) {
      case WRPKRU -> {
        int all = stopUnless(code, hit.end(), TEST_EAX, JUMP_IF_NOT_ZERO);
        boolean opens =
            all >= 0
                && (holds(code, all, LOAD_FROM_BLOCK)
                    || stopUnless(code, all, INCREMENT_RAX, JUMP_IF_ZERO) >= 0);
        yield opens || stopUnless(code, hit.end(), COMPARE_WITH_BLOCK, JUMP_IF_NOT_ZERO) >= 0;
      }
      case XRSTOR -> {
        InstructionDecoder decoder = new InstructionDecoder();
        yield decoder.decode(code, hit.offset(), code.length)
            && stopUnless(code, decoder.end(), TEST_COMPONENT, JUMP_IF_NOT_ZERO) >= 0;
      }
      default -> false;
    };
  }

  /** The offset behind {@code test} and a conditional jump to UD2, or −1 if they are not there. */
  private static int stopUnless(byte[] code, int offset, byte[] test, int condition) {
    if (!holds(code, offset, test)) {
      return -1;
    }
    InstructionDecoder jump = new InstructionDecoder();
    if (!jump.decode(code, offset + test.length, code.length)
        || !jump.relative()
        || jump.start() != jump.opcodeOffset()) {
      return -1;
    }
    boolean near = jump.map() == 1 && jump.opcode() == 0x80 + condition;
    boolean small = jump.map() == InstructionDecoder.ONE_BYTE && jump.opcode() == 0x70 + condition;
    long target = jump.end() + distance(code, jump);
    return (near || small) && target >= 0 && holds(code, target, UD2) ? jump.end() : -1;
  }

  private static long distance(byte[] code, InstructionDecoder jump) {
    long distance = code[jump.end() - 1];
    for (int at = jump.end() - 2; at >= jump.immediateOffset(); at--) {
      distance = distance << 8 | code[at] & 0xff;
    }
    return distance;
  }

  private static boolean holds(byte[] code, long offset, byte[] expected) {
    return offset <= code.length - expected.length
        && Arrays.equals(
            code, (int) offset, (int) offset + expected.length, expected, 0, expected.length);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
