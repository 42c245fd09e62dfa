package dev.cubicle.trampolines.rewrite;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Puts machine code together. */
final class Code {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Fragment.Fixup> fixups = new ArrayList<>();

  Code put(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  Code put(byte[] source, int from, int to) {
    bytes.write(source, from, to - from);
    return this;
  }

  Code putInt(int value) {
    return put(value, value >> 8, value >> 16, value >> 24);
  }

  /** A REX prefix, if there is any need for one. */
  Code rex(int bits, boolean always) {
    return bits != 0 || always ? put(0x40 | bits) : this;
  }

  int size() {
    return bytes.size();
  }

  Code fixup(Fragment.Fixup fixup) {
    fixups.add(fixup);
    return this;
  }

  /** A field of 4 bytes that ends its instruction: the distance to a constant. */
  Code constant(byte[] value) {
    fixup(new Fragment.Constant(size(), size() + 4, value));
    return putInt(0);
  }

  Code fragment(Fragment fragment) {
    if (!fragment.fixups().isEmpty() && size() != 0) {
      throw new IllegalArgumentException("fields can only be moved at the beginning");
    }
    fixups.addAll(fragment.fixups());
    return put(fragment.bytes(), 0, fragment.bytes().length);
  }

  Fragment done() {
    return new Fragment(bytes.toByteArray(), List.copyOf(fixups));
  }
}
