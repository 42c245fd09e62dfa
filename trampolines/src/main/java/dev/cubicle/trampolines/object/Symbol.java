package dev.cubicle.trampolines.object;

import java.util.regex.Pattern;

/**
 * An entry of the symbol table.
 *
 * @param index in the symbol table; 0 is the entry that means "no symbol"
 * @param name possibly empty, as a section's symbol mostly is
 * @param value offset in its section; for common symbols the alignment
 * @param size bytes, 0 if not known
 * @param section index of the section it is defined in, 0 unless {@code placement} is SECTION
 */
public record Symbol(
    int index,
    String name,
    long value,
    long size,
    Binding binding,
    Type type,
    Visibility visibility,
    Placement placement,
    int section) {

  private static final Pattern COLD_PART = Pattern.compile(".+\\.cold(\\.[0-9]+)?");

  /** STB_ constants. */
  public enum Binding {
    LOCAL(0),
    GLOBAL(1),
    WEAK(2),
    UNIQUE(10);

    private final int code;

    Binding(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** STT_ constants. */
  public enum Type {
    NOTYPE(0),
    OBJECT(1),
    FUNC(2),
    SECTION(3),
    FILE(4),
    COMMON(5),
    TLS(6),
    IFUNC(10);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** STV_ constants, in their order. */
  public enum Visibility {
    DEFAULT,
    INTERNAL,
    HIDDEN,
    PROTECTED
  }

  /** What st_shndx says. */
  public enum Placement {
    UNDEFINED,
    SECTION,
    ABSOLUTE,
    COMMON,
    /** A common symbol of the medium code model (SHN_X86_64_LCOMMON). */
    LARGE_COMMON
  }

  public boolean isUndefined() {
    return placement == Placement.UNDEFINED;
  }

  public boolean isCommon() {
    return placement == Placement.COMMON || placement == Placement.LARGE_COMMON;
  }

  /** Whether it names a place in a section of the object. */
  public boolean isInSection() {
    return placement == Placement.SECTION;
  }

  public boolean isLocal() {
    return binding == Binding.LOCAL;
  }

  /** Whether it is a function, an indirect one included. */
  public boolean isFunction() {
    return type == Type.FUNC || type == Type.IFUNC;
  }

  /**
   * Whether it is what GCC calls the cold part of a function: not entered by calls, though a jump
   * table may lead to its start.
   */
  public boolean isColdPart() {
    return isLocal() && COLD_PART.matcher(name).matches();
  }

  /** The place that it names, if {@link #isInSection}. */
  public SectionOffset location() {
    if (!isInSection()) {
      throw new IllegalStateException(name + " is in no section");
    }
    return new SectionOffset(section, value);
  }

  Symbol withName(String changed) {
    return new Symbol(index, changed, value, size, binding, type, visibility, placement, section);
  }

  Symbol withBinding(Binding changed) {
    return new Symbol(index, name, value, size, changed, type, visibility, placement, section);
  }

  Symbol withVisibility(Visibility changed) {
    return new Symbol(index, name, value, size, binding, type, changed, placement, section);
  }

  Symbol at(Placement changed, int inSection, long offset) {
    return new Symbol(index, name, offset, size, binding, type, visibility, changed, inSection);
  }
}
