package dev.cubicle.trampolines.manifest;

import com.google.common.primitives.ImmutableLongArray;
import java.util.stream.IntStream;

/**
 * A bitmap of the manifest: the cubicles that may call a function, the system calls that one may
 * make.
 *
 * @param words bit n is bit n % 64 of word n / 64
 */
public record IndexSet(ImmutableLongArray words) {
  /** The set of these numbers, in a bitmap of {@code size} words. */
  public static IndexSet of(int size, int... members) {
    long[] words = new long[size];
    for (int member : members) {
      words[member / Long.SIZE] |= 1L << member;
    }
    return new IndexSet(ImmutableLongArray.copyOf(words));
  }

  /** Whether {@code index} is a member; numbers that the bitmap has no bit for are not. */
  public boolean contains(int index) {
    return index >= 0
        && index < words.length() * Long.SIZE
        && (words.get(index / Long.SIZE) >>> index & 1) != 0;
  }

  /** The members, ascending. */
  public IntStream members() {
    return IntStream.range(0, words.length() * Long.SIZE).filter(this::contains);
  }
}
