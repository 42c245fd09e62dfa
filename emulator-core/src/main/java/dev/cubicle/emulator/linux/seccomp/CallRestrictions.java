package dev.cubicle.emulator.linux.seccomp;

/** What a thread has given up of its system calls ({@code struct seccomp}, no_new_privs). */
public final class CallRestrictions {

  /** The modes as {@code prctl(PR_GET_SECCOMP)} answers them. */
  static final int DISABLED = 0;

  static final int STRICT = 1;
  static final int FILTER = 2;

  private int mode;
  private SystemCallFilter filter;
  private boolean noNewPrivileges;

  /** Whether system calls of the thread go unexamined. */
  public boolean none() {
    return mode == DISABLED;
  }

  /** {@code Seccomp:} in {@code /proc/self/status}: 0 none, 1 strict, 2 filters. */
  public int mode() {
    return mode;
  }

  /** How many filters the thread has. */
  public int filters() {
    return SystemCallFilter.count(filter);
  }

  /** The newest filter; null for none. */
  SystemCallFilter filter() {
    return filter;
  }

  void beStrict() {
    mode = STRICT;
  }

  void filterWith(SystemCallFilter newest) {
    filter = newest;
    mode = FILTER;
  }

  /** Whether execve gains no rights (PR_SET_NO_NEW_PRIVS). */
  public boolean noNewPrivileges() {
    return noNewPrivileges;
  }

  public void forgoNewPrivileges() {
    noNewPrivileges = true;
  }

  /** Of a thread that a thread with these restrictions creates: the same. */
  public CallRestrictions forNewThread() {
    final CallRestrictions child = new CallRestrictions();
    child.mode = mode;
    child.filter = filter;
    child.noNewPrivileges = noNewPrivileges;
    return child;
  }
}
