package dev.cubicle.guests;

import java.util.List;
import java.util.Objects;

/**
 * A built-in guest.
 *
 * @param name its name, as on the command line; its source is the C file or the directory of that
 *     name
 * @param group what it is for
 * @param description one line for people, without a full stop
 * @param builds how it is linked, the first of them being the usual one
 * @param cases arguments that it can be run with to try all it does, each of which ends by itself
 *     and prints the same on every machine; empty for a guest that prints times or never ends
 */
public record Guest(
    String name, Group group, String description, List<Build> builds, List<List<String>> cases) {

  /** What a guest is for. */
  public enum Group {
    /** Shows something to a reader. */
    DEMO,
    /** Holds protection keys against what Linux and the hardware do. */
    MPK,
    /** Holds the rest of the Linux personality against Linux. */
    KERNEL,
    /** Programs on the library OS, whose components can be put into cubicles. */
    CUBICLES,
    /** Does work that is worth timing. */
    BENCH,
    /** Misbehaves on purpose. */
    HOSTILE
  }

  public Guest {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(description, "description");
    builds = List.copyOf(builds);
    cases = cases.stream().map(List::copyOf).toList();
    if (builds.isEmpty()) {
      throw new IllegalArgumentException(name + " is not built at all");
    }
  }

  /** The names of its images, the usual one first. */
  public List<String> imageNames() {
    return builds.stream().map(build -> name + build.suffix()).toList();
  }
}
