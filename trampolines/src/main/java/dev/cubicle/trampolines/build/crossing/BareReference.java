package dev.cubicle.trampolines.build.crossing;

import java.util.List;

/**
 * Data that code of other cubicles names, and that nothing is open to.
 *
 * @param symbol as a policy names it
 * @param owner the cubicle of the data
 * @param users the cubicles of the code, in order; {@code "*"} alone for all
 * @param threadLocal whether it is a thread-local variable
 */
public record BareReference(String symbol, String owner, List<String> users, boolean threadLocal) {
  public BareReference {
    users = List.copyOf(users);
  }
}
