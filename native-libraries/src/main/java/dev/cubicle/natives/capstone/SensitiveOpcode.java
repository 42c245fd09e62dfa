package dev.cubicle.natives.capstone;

import java.util.Optional;

/**
 * Instructions that can change the rights of a program or leave it by another way than a near jump,
 * call or return. Told by their bytes, not by Capstone's names: version 5 prints {@code FF /5}, a
 * far jump, as {@code jmp}, and version 4 does not know WRPKRU. Encodings are those of SDM volume
 * 2.
 */
public enum SensitiveOpcode {
  /** 0F 01 EF: loads PKRU from EAX. */
  WRPKRU,
  /** 0F AE /5 with a memory operand, XRSTOR64 too: may load PKRU. */
  XRSTOR,
  /** 0F C7 /3 with a memory operand, XRSTORS64 too: may load PKRU; CPL 0 only. */
  XRSTORS,
  /** 0F 05. */
  SYSCALL,
  /** 0F 34. */
  SYSENTER,
  /** CD ib, and the one-byte INT3 (CC) and INT1 (F1). */
  INT,
  /** FF /5. */
  FAR_JUMP,
  /** FF /3. */
  FAR_CALL,
  /** CA iw and CB. */
  FAR_RETURN,
  /** CF, with any operand size. */
  INTERRUPT_RETURN,
  /** F3 0F AE /2 with a register operand. */
  WRFSBASE,
  /** F3 0F AE /3 with a register operand. */
  WRGSBASE;

  /** What {@code instruction} is, or empty for any other and for bytes that are none. */
  public static Optional<SensitiveOpcode> of(Instruction instruction) {
    return instruction.isData() ? Optional.empty() : of(instruction.bytes());
  }

  private static Optional<SensitiveOpcode> of(byte[] bytes) {
    int opcode = Prefixes.end(bytes, 0);
    return Optional.ofNullable(
        switch (at(bytes, opcode)) {
          case 0xcc, 0xcd, 0xf1 -> INT;
          case 0xca, 0xcb -> FAR_RETURN;
          case 0xcf -> INTERRUPT_RETURN;
          case 0xff -> inGroup5(at(bytes, opcode + 1));
          case 0x0f -> twoByteOpcode(bytes, opcode);
          default -> null;
        });
  }

  private static SensitiveOpcode twoByteOpcode(byte[] bytes, int opcode) {
    int modRm = at(bytes, opcode + 2);
    return switch (at(bytes, opcode + 1)) {
      case 0x05 -> SYSCALL;
      case 0x34 -> SYSENTER;
      case 0x01 -> modRm == 0xef ? WRPKRU : null;
      case 0xae -> inGroup15(modRm, Prefixes.contains(bytes, 0, opcode, 0xf3));
      case 0xc7 -> hasMemory(modRm) && extension(modRm) == 3 ? XRSTORS : null;
      default -> null;
    };
  }

  private static SensitiveOpcode inGroup5(int modRm) {
    if (!hasMemory(modRm)) {
      return null;
    }
    return switch (extension(modRm)) {
      case 3 -> FAR_CALL;
      case 5 -> FAR_JUMP;
      default -> null;
    };
  }

  private static SensitiveOpcode inGroup15(int modRm, boolean rep) {
    if (hasMemory(modRm)) {
      return extension(modRm) == 5 ? XRSTOR : null;
    }
    return switch (extension(modRm)) {
      case 2 -> rep ? WRFSBASE : null;
      case 3 -> rep ? WRGSBASE : null;
      default -> null;
    };
  }

  private static boolean hasMemory(int modRm) {
    return modRm >= 0 && modRm >> 6 != 3;
  }

  private static int extension(int modRm) {
    return modRm >> 3 & 7;
  }

  /** The byte at {@code offset}, or −1 behind the end. */
  private static int at(byte[] bytes, int offset) {
    return offset < bytes.length ? Byte.toUnsignedInt(bytes[offset]) : -1;
  }
}
