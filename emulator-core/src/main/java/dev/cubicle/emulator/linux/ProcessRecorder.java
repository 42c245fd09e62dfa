package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.memory.AddressSpace;
import java.io.OutputStream;

/** Stands between a process's kernel and its machine to write down what passes. */
public interface ProcessRecorder {

  /**
   * The processor that the kernel gets in place of {@code machine}. Called once, before anything is
   * executed.
   */
  Processor attach(Machine machine, AddressSpace space);

  /** What the guest's descriptor is connected to in place of {@code stream}. */
  OutputStream output(int descriptor, OutputStream stream);
}
