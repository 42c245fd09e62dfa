package dev.cubicle.emulator.machine;

/**
 * The processor that guests see (SDM volume 2A, CPUID): what Unicorn's translator carries out, plus
 * protection keys and the XSAVE state that holds PKRU. No AVX: the translator has none.
 */
final class Cpuid {

  /** PKRU's place in an XSAVE area in standard format, as on processors with AVX-512. */
  static final int PKRU_OFFSET = 2688;

  static final int PKRU_BYTES = 8;

  /** Bits of XCR0. */
  private static final int X87_SSE = 0x3;

  private static final int PKRU_STATE = 0x200;

  /** Bytes of an XSAVE area of x87 and SSE alone. */
  private static final int STANDARD_BYTES = 576;

  private static final int MAXIMUM_LEAF = 0xd;
  private static final int MAXIMUM_EXTENDED_LEAF = 0x8000_0008;

  /** FPU TSC MSR PAE CX8 SEP CMOV CLFSH MMX FXSR SSE SSE2 and what every x86-64 has. */
  static final int LEAF1_EDX =
      1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 | 1 << 13 | 1 << 15 | 1 << 16 | 1 << 19
          | 1 << 23 | 1 << 24 | 1 << 25 | 1 << 26;

  /** SSE3 PCLMULQDQ SSSE3 CX16 SSE4.1 SSE4.2 MOVBE POPCNT AES XSAVE OSXSAVE RDRAND HYPERVISOR. */
  private static final int LEAF1_ECX =
      1 | 1 << 1 | 1 << 9 | 1 << 13 | 1 << 19 | 1 << 20 | 1 << 22 | 1 << 23 | 1 << 25 | 1 << 26
          | 1 << 27 | 1 << 30 | 1 << 31;

  private static final int RDRAND = 1 << 30;

  /** FSGSBASE BMI1 BMI2 ERMS ADX CLFLUSHOPT CLWB. */
  private static final int LEAF7_EBX = 1 | 1 << 3 | 1 << 8 | 1 << 9 | 1 << 19 | 1 << 23 | 1 << 24;

  /** PKU and OSPKE. */
  private static final int LEAF7_ECX = 1 << 3 | 1 << 4;

  /** SYSCALL NX RDTSCP LM. */
  private static final int EXTENDED1_EDX = 1 << 11 | 1 << 20 | 1 << 27 | 1 << 29;

  /** LAHF and LZCNT. */
  private static final int EXTENDED1_ECX = 1 | 1 << 5;

  /** EAX, EBX, ECX, EDX of the last {@link #query}. */
  private final int[] result = new int[4];

  private final boolean protectionKeys;
  private int leaf1Ecx = LEAF1_ECX;

  Cpuid(boolean protectionKeys) {
    this.protectionKeys = protectionKeys;
  }

  /** What XGETBV answers: x87, SSE, and PKRU where there is one. */
  static int xcr0(boolean protectionKeys) {
    return protectionKeys ? X87_SSE | PKRU_STATE : X87_SSE;
  }

  /** Promises RDRAND no longer: nobody could tell what it will have answered. */
  void withoutRandomNumbers() {
    leaf1Ecx &= ~RDRAND;
  }

  int[] query(int leaf, int subleaf) {
    switch (leaf) {
      case 0 -> set(MAXIMUM_LEAF, ascii("Genu"), ascii("ntel"), ascii("ineI"));
      // Family 6, model 0x6a, stepping 0; CLFLUSH line of 64 bytes.
      case 1 -> set(0x606a0, 8 << 8, leaf1Ecx, LEAF1_EDX);
      case 4 -> caches(subleaf);
      case 7 ->
          set(0, subleaf == 0 ? LEAF7_EBX : 0, subleaf == 0 && protectionKeys ? LEAF7_ECX : 0, 0);
      case 0xd -> extendedState(subleaf);
      case 0x8000_0000 -> set(MAXIMUM_EXTENDED_LEAF, 0, 0, 0);
      case 0x8000_0001 -> set(0, 0, EXTENDED1_ECX, EXTENDED1_EDX);
      case 0x8000_0002 -> set(ascii("cubi"), ascii("cle "), ascii("emul"), ascii("ated"));
      case 0x8000_0003 -> set(ascii(" x86"), ascii("-64 "), ascii("with"), ascii(" MPK"));
      // 48 bits virtual, 46 physical.
      case 0x8000_0008 -> set(48 << 8 | 46, 0, 0, 0);
      default -> set(0, 0, 0, 0);
    }
    return result;
  }

  private void caches(int subleaf) {
    switch (subleaf) {
      case 0 -> cache(1, 1, 8, 64);
      case 1 -> cache(2, 1, 8, 64);
      case 2 -> cache(3, 2, 16, 1024);
      case 3 -> cache(3, 3, 16, 8192);
      default -> set(0, 0, 0, 0);
    }
  }

  /** Deterministic cache parameters; type 1 data, 2 instruction, 3 unified; lines of 64 bytes. */
  private void cache(int type, int level, int ways, int sets) {
    set(type | level << 5 | 1 << 8, (ways - 1) << 22 | 63, sets - 1, 0);
  }

  private void extendedState(int subleaf) {
    final int bytes = protectionKeys ? PKRU_OFFSET + PKRU_BYTES : STANDARD_BYTES;
    switch (subleaf) {
      case 0 -> set(xcr0(protectionKeys), bytes, bytes, 0);
      case 9 -> set(protectionKeys ? PKRU_BYTES : 0, protectionKeys ? PKRU_OFFSET : 0, 0, 0);
      default -> set(0, 0, 0, 0);
    }
  }

  private void set(int eax, int ebx, int ecx, int edx) {
    result[0] = eax;
    result[1] = ebx;
    result[2] = ecx;
    result[3] = edx;
  }

  private static int ascii(String four) {
    return four.charAt(0) | four.charAt(1) << 8 | four.charAt(2) << 16 | four.charAt(3) << 24;
  }
}
