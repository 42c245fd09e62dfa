package dev.cubicle.mpk;

/** A set of {@link AccessKind}s as a bit mask in an {@code int}. */
public final class AccessRights {

  /** No access at all. */
  public static final int NONE = 0;

  /** Data reads. */
  public static final int READ = 1;

  /** Data writes. */
  public static final int WRITE = 2;

  /** Instruction fetches. */
  public static final int FETCH = 4;

  private AccessRights() {}

  /** The mask that holds this kind of access alone. */
  public static int of(AccessKind access) {
    return switch (access) {
      case READ -> READ;
      case WRITE -> WRITE;
      case FETCH -> FETCH;
    };
  }

  /** A mask as {@code ls} writes one: three characters, such as "rw-" or "r-x". */
  public static String describe(int rights) {
    return ((rights & READ) != 0 ? "r" : "-")
        + ((rights & WRITE) != 0 ? "w" : "-")
        + ((rights & FETCH) != 0 ? "x" : "-");
  }
}
