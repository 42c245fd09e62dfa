package dev.cubicle.mpk;

/**
 * What protection keys say about instruction fetches: stock MPK, or the tag-wide no-execute
 * extension.
 */
public enum FetchPolicy {
  /** Stock MPK: keys do not control fetches (SDM vol. 3A 4.6.2). */
  NONE("none"),

  /**
   * Tag-wide no-execute: a key whose access is disabled (AD) denies fetches too, the supervisor's
   * included. The page fault carries the PK and the I/D bit together, which stock MPK never does.
   * No processor implements it; it is the extension proposed with CubicleOS (ASPLOS'21).
   */
  TAG_NX("tag-nx");

  private final String option;

  FetchPolicy(String option) {
    this.option = option;
  }

  /** The policy's name on the command line. */
  public String option() {
    return option;
  }

  /**
   * The policy of a command-line name.
   *
   * @throws IllegalArgumentException for any other name, with a message fit for a user
   */
  public static FetchPolicy fromOption(String option) {
    for (FetchPolicy policy : values()) {
      if (policy.option.equals(option)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "unknown fetch policy \"" + option + "\": it is none or tag-nx");
  }
}
