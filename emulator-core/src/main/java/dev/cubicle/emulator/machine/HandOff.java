package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.unicorn.ContextLayout;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.SavedContext;

/**
 * The processor state on its way from one view to another. It holds what user code can change; the
 * rest is the same in every engine since the view was opened.
 */
final class HandOff implements AutoCloseable {
  private final ContextLayout layout;
  private final SavedContext context;

  /** {@code engine}: one of those that states will be taken from. */
  HandOff(Engine engine) {
    layout = ContextLayout.locate(engine);
    context = engine.newUserContext(layout);
  }

  void take(Engine from) {
    from.save(context);
  }

  void give(Engine to) {
    to.restore(context);
  }

  int eax() {
    return (int) layout.rax(context);
  }

  int ecx() {
    return (int) layout.rcx(context);
  }

  int edx() {
    return (int) layout.rdx(context);
  }

  long rip() {
    return layout.rip(context);
  }

  @Override
  public void close() {
    context.close();
  }
}
