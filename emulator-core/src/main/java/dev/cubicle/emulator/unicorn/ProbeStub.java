package dev.cubicle.emulator.unicorn;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * A code hook that engines call at single addresses. Unicorn puts the call into the translated code
 * of that address; all other code stays as it is. In front of it RIP and, for the first one of a
 * block, RFLAGS are brought up to date, so that registers read from the hook are those before the
 * instruction.
 */
public final class ProbeStub implements AutoCloseable {

  /** Called by Unicorn while guest code runs, so implementations never throw. */
  @FunctionalInterface
  public interface Target {
    /**
     * @param number the number given to {@link #install}
     */
    void reached(int number);
  }

  private static final int HOOK_CODE = 1 << 2;

  private final Arena arena = Arena.ofShared();
  private final Target target;
  private final MemorySegment stub;

  public ProbeStub(Target target) {
    this.target = target;
    final FunctionDescriptor descriptor =
        FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    try {
      final MethodHandle handle =
          MethodHandles.lookup()
              .findVirtual(ProbeStub.class, "reached", descriptor.toMethodType())
              .bindTo(this);
      this.stub = Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new LinkageError("code hook", e);
    }
  }

  private void reached(long engine, long address, int size, long number) {
    target.reached((int) number);
  }

  /**
   * Has the engine call at an address, in code that it translates from now on.
   *
   * @param number what the target is told
   * @return what to {@link #remove} it by
   */
  public long install(Engine engine, long address, int number) {
    return engine.hook(HOOK_CODE, stub, number, address, address);
  }

  /** Has the engine call at every address, in code that it translates from now on. */
  public long installEverywhere(Engine engine) {
    // begin 1 > end 0: every address.
    return engine.hook(HOOK_CODE, stub, 0, 1, 0);
  }

  /** Has an engine call no more, in code that it translates from now on. Not from within a call. */
  public void remove(Engine engine, long installed) {
    engine.unhook(installed);
  }

  /** Frees the stub; every engine that calls it must be closed before. */
  @Override
  public void close() {
    arena.close();
  }
}
