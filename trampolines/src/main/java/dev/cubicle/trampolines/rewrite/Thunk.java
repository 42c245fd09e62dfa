package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.object.Relocation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Fragments put behind each other at a place of their section.
 *
 * @param bytes with all distances within the section filled in
 * @param relocations for the linker, at their new places
 * @param constants distances that a constant's relocation will fill in
 */
record Thunk(byte[] bytes, List<Relocation> relocations, List<ConstantField> constants) {
  /**
   * @param offset of the field in the section
   * @param toEnd bytes from the field's start to the end of its instruction
   */
  record ConstantField(int offset, int toEnd, byte[] value) {}

  /** {@code at}: offset in the section. */
  static Thunk assemble(int at, List<Fragment> fragments) {
    int size = fragments.stream().mapToInt(fragment -> fragment.bytes().length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    List<Relocation> relocations = new ArrayList<>();
    List<ConstantField> constants = new ArrayList<>();
    for (Fragment fragment : fragments) {
      int start = bytes.position();
      bytes.put(fragment.bytes());
      for (Fragment.Fixup fixup : fragment.fixups()) {
        int field = start + fixup.at();
        switch (fixup) {
          case Fragment.Moved moved ->
              relocations.add(
                  new Relocation(
                      at + field,
                      moved.relocation().type(),
                      moved.relocation().symbol(),
                      moved.addend()));
          case Fragment.Local local ->
              bytes.putInt(field, (int) (local.target() - (at + start + local.end())));
          case Fragment.Constant constant ->
              constants.add(
                  new ConstantField(at + field, constant.end() - fixup.at(), constant.value()));
        }
      }
    }
    return new Thunk(bytes.array(), List.copyOf(relocations), List.copyOf(constants));
  }
}
