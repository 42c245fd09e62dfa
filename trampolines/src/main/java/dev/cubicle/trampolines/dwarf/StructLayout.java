package dev.cubicle.trampolines.dwarf;

import com.google.common.collect.ImmutableMap;
import dev.cubicle.trampolines.object.ObjectFile;
import java.util.Map;
import java.util.Optional;

/**
 * Where the members of a C struct lie.
 *
 * @param size of the struct, bytes
 * @param members offsets in bytes by name, in the order of declaration; bit-fields are left out
 */
public record StructLayout(long size, Map<String, Long> members) {

  /** Keeps the members. */
  public StructLayout {
    members = ImmutableMap.copyOf(members);
  }

  /** What an object's debug information says of the struct; empty where it says nothing usable. */
  public static Optional<StructLayout> find(ObjectFile object, String name) {
    try {
      final Optional<Die> found = DebugInfo.of(object).structure(name);
      return found.isEmpty() ? Optional.empty() : Optional.of(of(found.get()));
    } catch (DwarfException e) {
      return Optional.empty();
    }
  }

  private static StructLayout of(Die struct) throws DwarfException {
    final ImmutableMap.Builder<String, Long> members = ImmutableMap.builder();
    for (Die child : struct.children()) {
      final Optional<String> name = child.string(Dwarf.AT_NAME);
      if (child.tag() == Dwarf.TAG_MEMBER && name.isPresent() && !child.has(Dwarf.AT_BIT_SIZE)) {
        members.put(name.get(), child.constant(Dwarf.AT_DATA_MEMBER_LOCATION).orElse(0));
      }
    }
    return new StructLayout(
        struct.constant(Dwarf.AT_BYTE_SIZE).orElse(0), members.buildKeepingLast());
  }
}
