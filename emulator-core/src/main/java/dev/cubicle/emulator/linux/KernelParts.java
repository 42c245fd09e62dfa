package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.info.MemorySize;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.machine.Processor;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.UserMemory;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What a {@link Kernel} works with.
 *
 * @param memory guest memory under the PKRU of {@code processor}
 * @param frameMemory guest memory with every key open: signal frames are written through it
 * @param release of the kernel, as uname(2) tells it
 * @param diagnostics where to tell the user what is not implemented
 * @param inputAwaited whether a thread waits for input that the host has not given yet
 * @param listeners told of events; none cost nothing
 * @param control holds the process; absent costs nothing
 */
public record KernelParts(
    Processor processor,
    AddressSpace space,
    UserMemory memory,
    UserMemory frameMemory,
    Identity identity,
    Clocks clocks,
    RandomGenerator random,
    MemorySize memorySize,
    String release,
    PrintStream diagnostics,
    BooleanSupplier inputAwaited,
    List<EventListener> listeners,
    Optional<RunControl> control) {

  public KernelParts {
    listeners = List.copyOf(listeners);
  }
}
