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
    /** The manifest says that the attacker may call victim_reveal. */
    PERMITS_CALL,
    /** The manifest's row of victim_visit leads behind the checks of victim_reveal. */
    ENTRY_IN_THE_MIDDLE,
    /** The manifest gives the victim's data to the attacker. */
    GIVES_DATA,
    /** Two cubicles' segments overlap. */
    OVERLAP,
    /** The attacker's code is writable, as the manifest and the program header say. */
    WRITABLE_CODE,
    /** The gate compares PKRU no longer: one of its instructions is another. */
    GATE_PATCHED,
    /** A trampoline jumps into the gate, past its beginning. */
    TRAMPOLINE_PATCHED
  }
}
