package dev.cubicle.trampolines.dwarf;

import java.util.List;
import java.util.Optional;

/**
 * Tells C++ classes that are passed by reference from their members, where the compiler does not
 * say it (GCC does not): Itanium C++ ABI, section 1.1, "non-trivial for the purposes of calls".
 */
final class NonTrivial {
  private NonTrivial() {}

  /** Whether the class is, leaving aside what its members and base classes are. */
  static boolean is(Die type) throws DwarfException {
    boolean hasUsable = false;
    boolean hasDeleted = false;
    for (Die member : type.children()) {
      if (member.has(Dwarf.AT_VIRTUALITY)) {
        return true;
      }
      if (member.tag() != Dwarf.TAG_SUBPROGRAM) {
        continue;
      }
      boolean isCopy = isCopyOrMove(member, type);
      if ((isCopy || isDestructor(member)) && isUserProvided(member)) {
        return true;
      }
      hasDeleted |= isCopy && member.flag(Dwarf.AT_DELETED);
      hasUsable |= isCopy && !member.flag(Dwarf.AT_DELETED);
    }
    return hasDeleted && !hasUsable;
  }

  private static boolean isUserProvided(Die function) {
    return !function.flag(Dwarf.AT_ARTIFICIAL)
        && !function.flag(Dwarf.AT_DEFAULTED)
        && !function.flag(Dwarf.AT_DELETED);
  }

  private static boolean isDestructor(Die function) throws DwarfException {
    return function.string(Dwarf.AT_NAME).orElse("").startsWith("~");
  }

  /** Whether it is a constructor from a reference to the class itself. */
  private static boolean isCopyOrMove(Die function, Die type) throws DwarfException {
    Optional<String> name = function.string(Dwarf.AT_NAME);
    List<Die> parameters =
        function.children().stream()
            .filter(child -> child.tag() == Dwarf.TAG_FORMAL_PARAMETER)
            .toList();
    if (name.isEmpty()
        || !withoutArguments(name).equals(withoutArguments(type.string(Dwarf.AT_NAME)))
        || parameters.size() != 2) {
      return false;
    }
    Optional<Die> reference = parameters.getLast().reference(Dwarf.AT_TYPE);
    if (reference.isEmpty()
        || (reference.get().tag() != Dwarf.TAG_REFERENCE_TYPE
            && reference.get().tag() != Dwarf.TAG_RVALUE_REFERENCE_TYPE)) {
      return false;
    }
    Optional<Die> target = reference.get().reference(Dwarf.AT_TYPE);
    while (target.isPresent()
        && (target.get().tag() == Dwarf.TAG_CONST_TYPE
            || target.get().tag() == Dwarf.TAG_VOLATILE_TYPE)) {
      target = target.get().reference(Dwarf.AT_TYPE);
    }
    return target.isPresent() && target.get() == type;
  }

  private static String withoutArguments(Optional<String> name) {
    String text = name.orElse("");
    int arguments = text.indexOf('<');
    return arguments < 0 ? text : text.substring(0, arguments);
  }
}
