package dev.cubicle.trampolines.object;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Relocation types of the AMD64 supplement (section 4.4), and GNU's. */
public enum RelocationType {
  R_X86_64_NONE(0, 0),
  R_X86_64_64(1, 8),
  R_X86_64_PC32(2, 4),
  R_X86_64_GOT32(3, 4),
  R_X86_64_PLT32(4, 4),
  R_X86_64_COPY(5, 0),
  R_X86_64_GLOB_DAT(6, 8),
  R_X86_64_JUMP_SLOT(7, 8),
  R_X86_64_RELATIVE(8, 8),
  R_X86_64_GOTPCREL(9, 4),
  R_X86_64_32(10, 4),
  R_X86_64_32S(11, 4),
  R_X86_64_16(12, 2),
  R_X86_64_PC16(13, 2),
  R_X86_64_8(14, 1),
  R_X86_64_PC8(15, 1),
  R_X86_64_DTPMOD64(16, 8),
  R_X86_64_DTPOFF64(17, 8),
  R_X86_64_TPOFF64(18, 8),
  R_X86_64_TLSGD(19, 4),
  R_X86_64_TLSLD(20, 4),
  R_X86_64_DTPOFF32(21, 4),
  R_X86_64_GOTTPOFF(22, 4),
  R_X86_64_TPOFF32(23, 4),
  R_X86_64_PC64(24, 8),
  R_X86_64_GOTOFF64(25, 8),
  R_X86_64_GOTPC32(26, 4),
  R_X86_64_GOT64(27, 8),
  R_X86_64_GOTPCREL64(28, 8),
  R_X86_64_GOTPC64(29, 8),
  R_X86_64_GOTPLT64(30, 8),
  R_X86_64_PLTOFF64(31, 8),
  R_X86_64_SIZE32(32, 4),
  R_X86_64_SIZE64(33, 8),
  R_X86_64_GOTPC32_TLSDESC(34, 4),
  R_X86_64_TLSDESC_CALL(35, 0),
  R_X86_64_TLSDESC(36, 16),
  R_X86_64_IRELATIVE(37, 8),
  R_X86_64_RELATIVE64(38, 8),
  R_X86_64_PC32_BND(39, 4),
  R_X86_64_PLT32_BND(40, 4),
  R_X86_64_GOTPCRELX(41, 4),
  R_X86_64_REX_GOTPCRELX(42, 4),
  R_X86_64_CODE_4_GOTPCRELX(43, 4),
  R_X86_64_CODE_4_GOTTPOFF(44, 4),
  R_X86_64_CODE_4_GOTPC32_TLSDESC(45, 4),
  R_X86_64_CODE_5_GOTPCRELX(46, 4),
  R_X86_64_CODE_5_GOTTPOFF(47, 4),
  R_X86_64_CODE_5_GOTPC32_TLSDESC(48, 4),
  R_X86_64_CODE_6_GOTPCRELX(49, 4),
  R_X86_64_CODE_6_GOTTPOFF(50, 4),
  R_X86_64_CODE_6_GOTPC32_TLSDESC(51, 4),
  R_X86_64_GNU_VTINHERIT(250, 0),
  R_X86_64_GNU_VTENTRY(251, 0);

  private static final Map<Integer, RelocationType> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(RelocationType::code, Function.identity()));

  private final int code;
  private final int fieldSize;

  RelocationType(int code, int fieldSize) {
    this.code = code;
    this.fieldSize = fieldSize;
  }

  /** Number in r_info. */
  public int code() {
    return code;
  }

  /** Bytes that the linker fills in. */
  public int fieldSize() {
    return fieldSize;
  }

  /** Whether the field holds a distance from the field to the symbol or to its PLT entry. */
  public boolean isPcRelative() {
    return switch (this) {
      case R_X86_64_PC8,
          R_X86_64_PC16,
          R_X86_64_PC32,
          R_X86_64_PC64,
          R_X86_64_PLT32,
          R_X86_64_PC32_BND,
          R_X86_64_PLT32_BND ->
          true;
      default -> false;
    };
  }

  /** Whether the field holds the symbol's address. */
  public boolean isAbsolute() {
    return switch (this) {
      case R_X86_64_64, R_X86_64_32, R_X86_64_32S, R_X86_64_16, R_X86_64_8 -> true;
      default -> false;
    };
  }

  /** Whether the field leads to a slot of the GOT that holds the symbol's address. */
  public boolean isGotSlot() {
    return switch (this) {
      case R_X86_64_GOTPCREL,
          R_X86_64_GOTPCRELX,
          R_X86_64_REX_GOTPCRELX,
          R_X86_64_CODE_4_GOTPCRELX,
          R_X86_64_CODE_5_GOTPCRELX,
          R_X86_64_CODE_6_GOTPCRELX,
          R_X86_64_GOT32,
          R_X86_64_GOT64,
          R_X86_64_GOTPCREL64,
          R_X86_64_GOTPLT64 ->
          true;
      default -> false;
    };
  }

  /** Whether it is about a thread-local variable. */
  public boolean isThreadLocal() {
    return switch (this) {
      case R_X86_64_DTPMOD64,
          R_X86_64_DTPOFF64,
          R_X86_64_TPOFF64,
          R_X86_64_TLSGD,
          R_X86_64_TLSLD,
          R_X86_64_DTPOFF32,
          R_X86_64_GOTTPOFF,
          R_X86_64_TPOFF32,
          R_X86_64_GOTPC32_TLSDESC,
          R_X86_64_TLSDESC_CALL,
          R_X86_64_TLSDESC,
          R_X86_64_CODE_4_GOTTPOFF,
          R_X86_64_CODE_5_GOTTPOFF,
          R_X86_64_CODE_6_GOTTPOFF,
          R_X86_64_CODE_4_GOTPC32_TLSDESC,
          R_X86_64_CODE_5_GOTPC32_TLSDESC,
          R_X86_64_CODE_6_GOTPC32_TLSDESC ->
          true;
      default -> false;
    };
  }

  /** The type with that number, if there is one. */
  public static Optional<RelocationType> of(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }
}
