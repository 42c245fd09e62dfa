package dev.cubicle.trampolines.dwarf;

/** Numbers of the DWARF standard, version 5, section 7.5, as far as they are used. */
final class Dwarf {
  static final int UT_TYPE = 2;
  static final int UT_SKELETON = 4;
  static final int UT_SPLIT_COMPILE = 5;
  static final int UT_SPLIT_TYPE = 6;

  static final int TAG_ARRAY_TYPE = 0x01;
  static final int TAG_CLASS_TYPE = 0x02;
  static final int TAG_ENUMERATION_TYPE = 0x04;
  static final int TAG_FORMAL_PARAMETER = 0x05;
  static final int TAG_MEMBER = 0x0d;
  static final int TAG_POINTER_TYPE = 0x0f;
  static final int TAG_REFERENCE_TYPE = 0x10;
  static final int TAG_COMPILE_UNIT = 0x11;
  static final int TAG_STRUCTURE_TYPE = 0x13;
  static final int TAG_SUBROUTINE_TYPE = 0x15;
  static final int TAG_TYPEDEF = 0x16;
  static final int TAG_UNION_TYPE = 0x17;
  static final int TAG_UNSPECIFIED_PARAMETERS = 0x18;
  static final int TAG_INHERITANCE = 0x1c;
  static final int TAG_PTR_TO_MEMBER_TYPE = 0x1f;
  static final int TAG_SUBRANGE_TYPE = 0x21;
  static final int TAG_BASE_TYPE = 0x24;
  static final int TAG_CONST_TYPE = 0x26;
  static final int TAG_PACKED_TYPE = 0x2d;
  static final int TAG_SUBPROGRAM = 0x2e;
  static final int TAG_VARIANT_PART = 0x33;
  static final int TAG_VOLATILE_TYPE = 0x35;
  static final int TAG_RESTRICT_TYPE = 0x37;
  static final int TAG_INTERFACE_TYPE = 0x38;
  static final int TAG_NAMESPACE = 0x39;
  static final int TAG_UNSPECIFIED_TYPE = 0x3b;
  static final int TAG_PARTIAL_UNIT = 0x3c;
  static final int TAG_SHARED_TYPE = 0x40;
  static final int TAG_TYPE_UNIT = 0x41;
  static final int TAG_RVALUE_REFERENCE_TYPE = 0x42;
  static final int TAG_TEMPLATE_ALIAS = 0x43;
  static final int TAG_ATOMIC_TYPE = 0x47;
  static final int TAG_SKELETON_UNIT = 0x4a;
  static final int TAG_IMMUTABLE_TYPE = 0x4b;

  static final int AT_NAME = 0x03;
  static final int AT_BYTE_SIZE = 0x0b;
  static final int AT_BIT_OFFSET = 0x0c;
  static final int AT_BIT_SIZE = 0x0d;
  static final int AT_LOW_PC = 0x11;
  static final int AT_LANGUAGE = 0x13;
  static final int AT_INLINE = 0x20;
  static final int AT_PRODUCER = 0x25;
  static final int AT_PROTOTYPED = 0x27;
  static final int AT_UPPER_BOUND = 0x2f;
  static final int AT_ARTIFICIAL = 0x34;
  static final int AT_VIRTUALITY = 0x4c;
  static final int AT_ABSTRACT_ORIGIN = 0x31;
  static final int AT_CALLING_CONVENTION = 0x36;
  static final int AT_COUNT = 0x37;
  static final int AT_DATA_MEMBER_LOCATION = 0x38;
  static final int AT_DECLARATION = 0x3c;
  static final int AT_ENCODING = 0x3e;
  static final int AT_EXTERNAL = 0x3f;
  static final int AT_SPECIFICATION = 0x47;
  static final int AT_TYPE = 0x49;
  static final int AT_RANGES = 0x55;
  static final int AT_SIGNATURE = 0x69;
  static final int AT_DATA_BIT_OFFSET = 0x6b;
  static final int AT_LINKAGE_NAME = 0x6e;
  static final int AT_STR_OFFSETS_BASE = 0x72;
  static final int AT_ADDR_BASE = 0x73;
  static final int AT_DWO_NAME = 0x76;
  static final int AT_ALIGNMENT = 0x88;
  static final int AT_DELETED = 0x8a;
  static final int AT_DEFAULTED = 0x8b;
  static final int AT_MIPS_LINKAGE_NAME = 0x2007;
  static final int AT_GNU_VECTOR = 0x2107;
  static final int AT_GNU_DWO_NAME = 0x2130;

  static final int ATE_BOOLEAN = 0x02;
  static final int ATE_COMPLEX_FLOAT = 0x03;
  static final int ATE_FLOAT = 0x04;
  static final int ATE_SIGNED = 0x05;
  static final int ATE_SIGNED_CHAR = 0x06;
  static final int ATE_UNSIGNED = 0x07;
  static final int ATE_UNSIGNED_CHAR = 0x08;
  static final int ATE_IMAGINARY_FLOAT = 0x09;
  static final int ATE_DECIMAL_FLOAT = 0x0f;
  static final int ATE_UTF = 0x10;
  static final int ATE_UCS = 0x11;
  static final int ATE_ASCII = 0x12;

  /** GCC's encoding of complex integers. */
  static final int ATE_LO_USER = 0x80;

  static final int CC_PASS_BY_REFERENCE = 4;

  private Dwarf() {}

  /** Whether a unit in that language may declare functions without their parameters. */
  static boolean isC(long language) {
    return switch ((int) language) {
      // C89, C, C99, Objective-C, C11, C17, C23.
      case 0x01, 0x02, 0x0c, 0x10, 0x1d, 0x2c, 0x3e -> true;
      default -> false;
    };
  }

  /** Whether the language has classes with copy constructors and destructors. */
  static boolean isCPlusPlus(long language) {
    return switch ((int) language) {
      // C++, Objective-C++, C++03, C++11, C++14, C++17, C++20, C++23.
      case 0x04, 0x11, 0x19, 0x1a, 0x21, 0x2a, 0x2b, 0x3a -> true;
      default -> false;
    };
  }
}
