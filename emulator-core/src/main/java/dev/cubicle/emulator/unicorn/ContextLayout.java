package dev.cubicle.emulator.unicorn;

/**
 * Where a {@code uc_context} keeps the registers that every hand-off looks at, and where what user
 * code can change ends. Unicorn copies its processor structure whole, and two thirds of it belong
 * to the system: registers that no code at CPL 3 can reach. The structure begins with the general
 * registers, RAX first, and has the SSE registers, which come last of what we need, in its first
 * third. It begins at a multiple of 8 since 2.1.2, and of 4 in 2.1.1.
 *
 * <p>The places are found by experiment: registers are set to unlikely values ({@link WordSearch}).
 */
public final class ContextLayout {
  private static final long XMM_BYTES = 16;
  private static final int ALIGNMENT = Integer.BYTES;
  private static final int LAST_XMM = X86.XMM0 + 15;

  private final long rax;
  private final long rcx;
  private final long rdx;
  private final long rip;
  private final long userBytes;

  private ContextLayout(Engine engine, SavedContext context) {
    rax = locate(engine, context, X86.RAX);
    rcx = locate(engine, context, X86.RCX);
    rdx = locate(engine, context, X86.RDX);
    rip = locate(engine, context, X86.RIP);
    userBytes = locate(engine, context, LAST_XMM) + XMM_BYTES - rax;
  }

  /**
   * Finds the places.
   *
   * @param engine keeps its state
   * @throws IllegalStateException when this libunicorn keeps its registers otherwise: it is none of
   *     2.1
   */
  public static ContextLayout locate(Engine engine) {
    try (SavedContext before = engine.newContext();
        SavedContext probe = engine.newContext()) {
      engine.save(before);
      try {
        return new ContextLayout(engine, probe);
      } finally {
        engine.restore(before);
      }
    }
  }

  private static long locate(Engine engine, SavedContext context, int register) {
    return WordSearch.locate(
            context.totalBytes(),
            ALIGNMENT,
            value -> {
              engine.writeRegister(register, value);
              engine.save(context);
            },
            context::word)
        .orElseThrow(EngineInternals::unsupported);
  }

  /** Bytes of the processor structure up to the last register that user code can change. */
  long userBytes() {
    return userBytes;
  }

  public long rax(SavedContext context) {
    return context.word(rax);
  }

  public long rcx(SavedContext context) {
    return context.word(rcx);
  }

  public long rdx(SavedContext context) {
    return context.word(rdx);
  }

  public long rip(SavedContext context) {
    return context.word(rip);
  }
}
