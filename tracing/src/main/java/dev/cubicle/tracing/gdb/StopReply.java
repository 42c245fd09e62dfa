package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.tracing.gdb.wire.Hex;

/** Tells a client why the guest is stopped: {@code T}, {@code W} or {@code X}. */
final class StopReply {
  private static final int SIGINT = 2;
  private static final int SIGTRAP = 5;
  private static final int SIGKILL = 9;
  private static final int SIGXCPU = 24;

  private final DebugTarget target;
  private final RegisterLayout layout;
  private final StopPoints stopPoints;

  StopReply(DebugTarget target, RegisterLayout layout, StopPoints stopPoints) {
    this.target = target;
    this.stopPoints = stopPoints;
    this.layout = layout;
  }

  String of(StopReason reason) {
    return switch (reason) {
      case StopReason.Ended ended -> end(ended.termination());
      case StopReason.Started at -> stop(at, SIGTRAP, "");
      case StopReason.StepDone at -> stop(at, SIGTRAP, "");
      case StopReason.BreakpointHit at ->
          // A client ignores a breakpoint that it has not set.
          stop(at, SIGTRAP, stopPoints.isClients(at.breakpoint()) ? "swbreak:;" : "");
      case StopReason.Watched at ->
          stop(at, SIGTRAP, "%s:%x;".formatted(name(at.watchpoint().kind()), inRange(at)));
      case StopReason.Signalled at -> stop(at, at.signal(), "");
      case StopReason.KeyFault at -> stop(at, SignalNumber.SIGSEGV, "");
      case StopReason.Interrupted at -> stop(at, SIGINT, "");
      case StopReason.HistoryStart at -> stop(at, SIGTRAP, "replaylog:begin;");
      case StopReason.HistoryEnd at -> stop(at, SIGTRAP, "replaylog:end;");
    };
  }

  /** Clients look for the watchpoint by this address: the first one of it that was accessed. */
  private static long inRange(StopReason.Watched at) {
    return Math.max(at.address(), at.watchpoint().address());
  }

  private static String name(Watchpoint.Kind kind) {
    return switch (kind) {
      case WRITE -> "watch";
      case READ -> "rwatch";
      case ACCESS -> "awatch";
    };
  }

  private String stop(StopReason.OfThread at, int signal, String more) {
    final StringBuilder reply =
        new StringBuilder("T%02x%s".formatted(GdbSignals.ofLinux(signal), more));
    final ThreadRegisters registers = target.registers(at.thread());
    for (int number : new int[] {RegisterLayout.RBP, RegisterLayout.RSP, RegisterLayout.RIP}) {
      reply.append(
          "%02x:%s;".formatted(number, Hex.of(layout.read(registers, number).orElseThrow())));
    }
    return reply.append("thread:%x;".formatted(at.thread())).toString();
  }

  private static String end(Termination termination) {
    return switch (termination) {
      case Termination.Exited exited -> "W%02x".formatted(exited.status() & 0xff);
      case Termination.Killed killed -> "X%02x".formatted(GdbSignals.ofLinux(killed.signal()));
      case Termination.TimedOut _ -> "X%02x".formatted(GdbSignals.ofLinux(SIGXCPU));
      case Termination.OutOfMemory _, Termination.Interrupted _ ->
          "X%02x".formatted(GdbSignals.ofLinux(SIGKILL));
    };
  }
}
