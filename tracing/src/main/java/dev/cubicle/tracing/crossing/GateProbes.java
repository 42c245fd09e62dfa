package dev.cubicle.tracing.crossing;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.report.Violation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Probes in the gate and the monitor of an image (gate.S, system.S and boot.c of the monitor's
 * sources). Every call between cubicles passes three places, with keys or without, whether keys are
 * virtual or not, and whoever's thread it is:
 *
 * <pre>
 *   cubicle_gate_call --> call_special --+--> call_prepared --> callee --+--> return_closed
 *        checks            slow calls    +--> monitor's function --------+
 * </pre>
 *
 * R11 there points to the function's row of the gate's table. None of the three is an access to
 * memory, so no page fault makes one be told twice.
 *
 * <p>Add {@link #probes} to a process, and this as a listener of its events.
 */
public final class GateProbes implements EventListener {
  private static final int MONITOR = 0;

  /** {@code struct gate_function} is 64 bytes. */
  private static final int ROW_SHIFT = 6;

  /** Threads have rows behind the functions' (MAX_THREADS). */
  private static final int MOST_THREADS = 64;

  private static final int SYS_MPROTECT = 10;
  private static final int SYS_PKEY_MPROTECT = 329;
  private static final int VIOLATION_BYTES = 344;

  private final Manifest manifest;
  private final ImageNames names;
  private final CrossingListener listener;
  private final List<Probe> probes = new ArrayList<>();
  private final Map<Integer, CallStack> stacks = new HashMap<>();
  private final Arguments arguments = new Arguments();
  private final long rowsPointer;
  private final long violation;
  private CallStack current = new CallStack(-1);
  private long rows;

  private GateProbes(CubicleImage image, Places places, CrossingListener listener) {
    this.manifest = image.manifest();
    this.names = new ImageNames(manifest);
    this.listener = listener;
    this.rowsPointer = places.rows;
    this.violation = places.violation;
    probes.add(new Probe(places.prepared, this::prepared));
    probes.add(new Probe(places.special, this::special));
    probes.add(new Probe(places.returned, this::returned));
    probes.add(new Probe(places.systemCall, this::systemCall));
    probes.add(new Probe(places.finish, this::finish));
  }

  private record Places(
      long prepared,
      long special,
      long returned,
      long systemCall,
      long finish,
      long rows,
      long violation) {

    boolean complete() {
      return prepared != 0
          && special != 0
          && returned != 0
          && systemCall != 0
          && finish != 0
          && rows != 0
          && violation != 0;
    }
  }

  /**
   * Probes for an image.
   *
   * @return empty if its symbols do not tell where the gate is: it was stripped, or is of another
   *     version
   */
  public static Optional<GateProbes> of(CubicleImage image, CrossingListener listener) {
    final Places places =
        new Places(
            find(image, "call_prepared"),
            find(image, "call_special"),
            find(image, "return_closed"),
            find(image, "monitor_syscall"),
            find(image, "finish"),
            find(image, "gate_functions"),
            find(image, "cubicle_violation"));
    return places.complete()
        ? Optional.of(new GateProbes(image, places, listener))
        : Optional.empty();
  }

  /** The address of a symbol of the gate or the monitor; 0 if there is none. */
  private static long find(CubicleImage image, String name) {
    return image.symbols().named(name).stream()
        .mapToLong(Symbols.Symbol::address)
        .filter(address -> belongsToMonitor(image.manifest(), address))
        .findFirst()
        .orElse(0);
  }

  /** Another cubicle may have symbols of that name, too. */
  private static boolean belongsToMonitor(Manifest manifest, long address) {
    return address >= manifest.gateStart() && address < manifest.gateEnd()
        || manifest.segments().stream()
            .anyMatch(segment -> segment.holds(address) && segment.cubicle() == MONITOR);
  }

  /** For {@code ProcessOptions}. */
  public List<Probe> probes() {
    return List.copyOf(probes);
  }

  private CallStack stack(int thread) {
    if (current.thread() != thread) {
      current = stacks.computeIfAbsent(thread, CallStack::new);
    }
    return current;
  }

  /** The function that is being called; −1 if R11 points to none. */
  private int function(ProbedGuest guest) {
    if (rows == 0) {
      // Fixed since boot, and no call comes before.
      rows = guest.peekLong(rowsPointer);
    }
    final long index = guest.register(X86.R11) - rows >> ROW_SHIFT;
    return index >= 0 && index < names.functions() + MOST_THREADS ? (int) index : -1;
  }

  private void prepared(ProbedGuest guest) {
    final int function = function(guest);
    final int known = names.cubicleOf(function);
    called(guest, function, known >= 0 ? known : (int) guest.register(X86.RBX));
  }

  /** Calls into the monitor go on from here; the others will be prepared. */
  private void special(ProbedGuest guest) {
    final int function = function(guest);
    if (names.cubicleOf(function) == MONITOR) {
      called(guest, function, MONITOR);
    }
  }

  private void called(ProbedGuest guest, int function, int to) {
    if (function < 0 || to < 0 || to >= names.cubicles()) {
      return;
    }
    final CallStack stack = stack(guest.thread());
    final int from = stack.cubicle();
    stack.push(function, to);
    arguments.guest = guest;
    listener.called(stack.thread(), System.nanoTime(), from, to, function, arguments);
  }

  private void returned(ProbedGuest guest) {
    final CallStack stack = stack(guest.thread());
    final int to = stack.cubicle();
    final int function = stack.pop();
    if (function >= 0) {
      listener.returned(stack.thread(), System.nanoTime(), stack.cubicle(), to, function);
    }
  }

  /** monitor_syscall(number, start, size, protection, key). */
  private void systemCall(ProbedGuest guest) {
    final int number = (int) guest.register(X86.RDI);
    if (number != SYS_PKEY_MPROTECT && number != SYS_MPROTECT) {
      return;
    }
    final CallStack stack = stack(guest.thread());
    listener.retagged(
        stack.thread(),
        System.nanoTime(),
        stack.cubicle(),
        guest.register(X86.RSI),
        guest.register(X86.RDX),
        number == SYS_PKEY_MPROTECT ? (int) guest.register(X86.R8) : 0);
  }

  /** The monitor ends the guest, for a violation or without one. */
  private void finish(ProbedGuest guest) {
    final byte[] block = guest.peek(violation, VIOLATION_BYTES);
    try {
      Violation.read(ByteBuffer.wrap(block), manifest)
          .ifPresent(what -> listener.violated(guest.thread(), System.nanoTime(), what));
    } catch (BadInputException _) {
      // A guest has damaged its monitor: the report that it writes says so.
      current = new CallStack(-1);
    }
  }

  @Override
  public void on(Event event) {
    switch (event) {
      case Event.PkruWritten _ -> listener.switched(current.thread(), current.cubicle());
      case Event.PageFaulted fault -> {
        if (fault.address() >= manifest.imageStart()
            && fault.address() < manifest.arenaStart() + manifest.arenaSize()) {
          final CallStack stack = stack(fault.task());
          listener.faulted(
              stack.thread(),
              System.nanoTime(),
              stack.cubicle(),
              fault.rip(),
              fault.address(),
              fault.access(),
              fault.key());
        }
      }
      case Event.TaskStarted start -> listener.started(start.task(), System.nanoTime());
      case Event.TaskEnded end -> {
        stacks.remove(end.task());
        current = new CallStack(-1);
        listener.ended(end.task(), System.nanoTime());
      }
      default -> {}
    }
  }

  private static final class Arguments implements CallArguments {
    private static final int[] REGISTER = {X86.RDI, X86.RSI, X86.R14, X86.R13, X86.R8, X86.R9};

    private ProbedGuest guest;

    @Override
    public long integer(int index) {
      return guest.register(REGISTER[index]);
    }

    @Override
    public PeekableMemory memory() {
      return guest;
    }
  }
}
