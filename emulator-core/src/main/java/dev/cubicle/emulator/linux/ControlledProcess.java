package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.memory.AddressSpace;
import java.util.List;

/**
 * What a {@link RunControl} can do with a process. On the thread that runs it, or on another while
 * that stands still in a call of the control's; {@link #wakeUp} and {@link #interrupt} from any.
 */
public interface ControlledProcess {

  ProcessImage image();

  /** The program's path as the guest sees it. */
  String executable();

  AddressSpace space();

  /** The threads that live. */
  List<Task> tasks();

  /** The thread whose registers the processor holds; it may have ended. */
  Task current();

  /** Lets no other thread run while this one can; null lifts that. */
  void confine(Task task);

  /** Sends a thread a signal. */
  void send(Task task, SignalInfo info);

  /** Time that passes for the host from here on shall not count as the guest's doing, or again. */
  void hold(boolean held);

  /** Has {@link RunControl#idle} called soon. */
  void wakeUp();

  /** Ends the process soon. */
  void interrupt();

  /** Whether it is to end. */
  boolean ending();
}
