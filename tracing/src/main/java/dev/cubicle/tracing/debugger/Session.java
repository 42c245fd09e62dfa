package dev.cubicle.tracing.debugger;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.GuestThread;
import dev.cubicle.emulator.debug.MemoryRights;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.tracing.command.AddressExpression;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A guest that is being debugged: what all commands look at. */
final class Session {
  private final DebugTarget target;
  private final CodeNames names;
  private final Optional<MonitorState> state;
  private final Colours colours;
  private StopReason stop;
  private int thread;

  Session(DebugTarget target, CodeNames names, Optional<MonitorState> state, Colours colours) {
    this.target = target;
    this.names = names;
    this.state = state;
    this.colours = colours;
    stoppedAt(target.stopReason());
  }

  DebugTarget target() {
    return target;
  }

  CodeNames names() {
    return names;
  }

  Optional<MonitorState> state() {
    return state;
  }

  /** The monitor, of a guest that has one and has booted. */
  MonitorState monitor() throws CommandException {
    return state
        .filter(MonitorState::booted)
        .orElseThrow(() -> new CommandException("the guest has no cubicles, or not yet"));
  }

  Colours colours() {
    return colours;
  }

  StopReason stop() {
    return stop;
  }

  void stoppedAt(StopReason reason) {
    stop = reason;
    if (reason instanceof StopReason.OfThread of) {
      thread = of.thread();
    }
  }

  boolean ended() {
    return stop instanceof StopReason.Ended;
  }

  /** The thread that commands are about. */
  int thread() {
    return thread;
  }

  void choose(int number) throws CommandException {
    if (target.threads().stream().map(GuestThread::id).noneMatch(id -> id == number)) {
      throw new CommandException("there is no thread " + number);
    }
    thread = number;
  }

  ThreadRegisters registers() throws CommandException {
    if (ended()) {
      throw new CommandException("the guest is over");
    }
    return target.registers(thread);
  }

  long register(Register register) throws CommandException {
    return registers().get(register);
  }

  long rip() throws CommandException {
    return register(Register.RIP);
  }

  /** For commands that name registers as gdb does. */
  OptionalLong read(String name) {
    if (ended()) {
      return OptionalLong.empty();
    }
    final ThreadRegisters registers = target.registers(thread);
    final String upper = name.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "PKRU" -> OptionalLong.of(Integer.toUnsignedLong(registers.pkru()));
      case "PC" -> OptionalLong.of(registers.get(Register.RIP));
      case "SP" -> OptionalLong.of(registers.get(Register.RSP));
      case "EFLAGS" -> OptionalLong.of(registers.get(Register.RFLAGS));
      default -> {
        for (Register register : Register.values()) {
          if (register.name().equals(upper)) {
            yield OptionalLong.of(registers.get(register));
          }
        }
        yield OptionalLong.empty();
      }
    };
  }

  long address(String expression) throws CommandException {
    return AddressExpression.evaluate(expression, names.symbols(), this::read);
  }

  /** How large a variable is, in bytes; 8 for what is none. */
  long size(String place) {
    return names.symbols().named(place.startsWith("&") ? place.substring(1) : place).stream()
        .mapToLong(Symbols.Symbol::size)
        .filter(size -> size > 0)
        .findFirst()
        .orElse(Long.BYTES);
  }

  /** Memory whatever keys say; shorter where it ends. */
  byte[] peek(long address, int length) throws CommandException {
    if (ended()) {
      throw new CommandException("the guest is over");
    }
    return target.read(address, length, MemoryRights.PRIVILEGED, thread);
  }

  /** The little-endian word at an address; what is not there counts as zero. */
  long peekWord(long address) throws CommandException {
    long value = 0;
    final byte[] bytes = peek(address, Long.BYTES);
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << Byte.SIZE | bytes[i] & 0xff;
    }
    return value;
  }

  /** The thread as the monitor knows it. */
  Optional<LiveThread> live() {
    return state
        .filter(MonitorState::booted)
        .flatMap(monitor -> read("gs_base").stream().boxed().findFirst().flatMap(monitor::thread));
  }

  /** The cubicle that runs; empty without cubicles. */
  Optional<String> cubicle() {
    return live().map(running -> state.orElseThrow().cubicleName(running.cubicle()));
  }

  List<GuestThread> threads() {
    return target.threads();
  }
}
