package dev.cubicle.trampolines.code;

/**
 * Byte sequences that untrusted code may hold at no offset: instructions that change PKRU, the FS
 * or GS base, or enter the kernel, wherever a jump could find them. Encodings are those of SDM
 * volume 2; prefixes in front cannot hide them, since what is looked for begins with the opcode.
 *
 * <p>Each two-byte opcode also has a form with a REX2 prefix instead of 0F (Intel APX
 * specification, section 3.1.2): D5 and a byte with bit 7 set.
 *
 * <p>Not among them: XRSTORS (0F C7 /3), WRMSR, SYSRET and others of the kernel fault at CPL 3.
 * INT3, INT1, INTO and INT n other than 80h reach the kernel as an exception that ends in a signal:
 * Linux gives no other interrupt gate to CPL 3 (arch/x86/kernel/idt.c), so they raise #GP, #BP, #OF
 * or #DB.
 */
public enum Pattern {
  /** 0F 01 EF: loads PKRU from EAX. */
  WRPKRU("WRPKRU (0F 01 EF)"),
  /** 0F AE /5 with a memory operand: loads PKRU if EAX has bit 9 set. */
  XRSTOR("XRSTOR (0F AE /5)"),
  /** 0F 05. */
  SYSCALL("SYSCALL (0F 05)"),
  /** 0F 34. */
  SYSENTER("SYSENTER (0F 34)"),
  /** CD 80: Linux's 32-bit system calls. */
  INT_80("INT 80h (CD 80)"),
  /** F3 0F AE /2 with a register operand, other prefixes between F3 and 0F or not. */
  WRFSBASE("WRFSBASE (F3 0F AE /2)"),
  /** F3 0F AE /3 with a register operand, likewise. */
  WRGSBASE("WRGSBASE (F3 0F AE /3)");

  private final String text;

  Pattern(String text) {
    this.text = text;
  }

  /** Mnemonic and encoding. */
  public String text() {
    return text;
  }
}
