package dev.cubicle.attacks;

import java.util.List;

/** What an attacker's image is like. */
public sealed interface Variant {

  /** The image of all attacks that need none of their own. */
  Variant PLAIN = new HostileCode(List.of("none"));

  /**
   * The attacker has brought code along.
   *
   * @param objects of {@code attacks/code}, in link order; one of them defines {@code hostile}
   */
  record HostileCode(List<String> objects) implements Variant {
    public HostileCode {
      objects = List.copyOf(objects);
    }
  }

  /** The plain image, changed after it was built. */
  record Edited(Edit edit) implements Variant {}

  /** What is changed. */
  enum Edit {
    /** A row of the function table leads into the middle of a function. */
    ENTRY_IN_THE_MIDDLE,
    /** Two segments, of two cubicles, overlap. */
    OVERLAP,
    /** The attacker's code is writable, as the manifest and the program header say. */
    WRITABLE_CODE,
    /** The gate compares PKRU no longer. */
    GATE_PATCHED,
    /** A trampoline opens all keys. */
    TRAMPOLINE_PATCHED
  }
}
