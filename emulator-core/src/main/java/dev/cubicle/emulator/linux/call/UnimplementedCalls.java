package dev.cubicle.emulator.linux.call;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;

/** Names each system call that is not there, once, on the user's standard error. */
public final class UnimplementedCalls {

  /** A guest that tries all numbers must not fill the user's screen. */
  private static final int LIMIT = 64;

  private final PrintStream diagnostics;
  private final Set<Integer> named = new HashSet<>();
  private SystemCallNames names;

  public UnimplementedCalls(PrintStream diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** Notes that the guest asked for {@code number} and was answered ENOSYS. */
  public void note(int number) {
    note(number, "");
  }

  /**
   * Notes the same for one use of a call that otherwise exists.
   *
   * @param use what was asked for, after the call's name
   */
  public void note(int number, String use) {
    if (named.size() >= LIMIT || !named.add(number)) {
      return;
    }
    if (names == null) {
      names = SystemCallNames.load();
    }
    diagnostics.println(
        "cubicle: system call %d (%s)%s is not implemented; answered ENOSYS"
            .formatted(number, names.name(number), use.isEmpty() ? "" : " " + use));
    if (named.size() == LIMIT) {
      diagnostics.println("cubicle: further system calls that are not implemented are not named");
    }
  }
}
