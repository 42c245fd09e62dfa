package dev.cubicle.emulator.unicorn;

/** Unicorn's numbers for x86 registers, instructions and processor models (x86.h of 2.1). */
public final class X86 {
  public static final int RAX = 35;
  public static final int RBP = 36;
  public static final int RBX = 37;
  public static final int RCX = 38;
  public static final int RDI = 39;
  public static final int RDX = 40;
  public static final int RIP = 41;
  public static final int RSI = 43;
  public static final int RSP = 44;
  public static final int CR0 = 50;
  public static final int CR4 = 54;
  public static final int R8 = 106;
  public static final int R9 = 107;
  public static final int R10 = 108;
  public static final int R11 = 109;
  public static final int R12 = 110;
  public static final int R13 = 111;
  public static final int R14 = 112;
  public static final int R15 = 113;

  /** Physical x87 register 0; 1 to 7 follow. */
  public static final int FP0 = 82;

  /** XMM register 0; 1 to 15 follow. */
  public static final int XMM0 = 122;

  public static final int FPSW = 31;
  public static final int FPCW = 246;
  public static final int FPTAG = 247;
  public static final int MSR = 248;
  public static final int MXCSR = 249;
  public static final int FS_BASE = 250;
  public static final int GS_BASE = 251;
  public static final int RFLAGS = 253;

  public static final int INS_CPUID = 113;
  public static final int INS_IN = 218;
  public static final int INS_OUT = 500;
  public static final int INS_RDTSC = 608;
  public static final int INS_RDTSCP = 609;
  public static final int INS_SYSCALL = 699;

  /** The richest model whose features Unicorn's translator offers all that it has. */
  public static final int MODEL_ICELAKE_SERVER = 26;

  private X86() {}
}
