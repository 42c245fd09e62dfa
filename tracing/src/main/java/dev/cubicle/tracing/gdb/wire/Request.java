package dev.cubicle.tracing.gdb.wire;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a client asks for: one record for each kind of packet. */
public sealed interface Request {

  /** Every thread, or any: the protocol's −1 and 0. */
  int ALL_THREADS = -1;

  int ANY_THREAD = 0;

  /** {@code ?}: why is the guest stopped? */
  record StopReply() implements Request {}

  /** {@code g}. */
  record ReadRegisters() implements Request {}

  /** {@code G}. */
  record WriteRegisters(byte[] values) implements Request {}

  /** {@code p N}. */
  record ReadRegister(int number) implements Request {}

  /** {@code P N=VALUE}. */
  record WriteRegister(int number, byte[] value) implements Request {}

  /** {@code m}, or {@code x} for an answer in binary. */
  record ReadMemory(long address, int length, boolean binary) implements Request {}

  /** {@code M} and {@code X}. */
  record WriteMemory(long address, byte[] bytes) implements Request {}

  /** {@code H}: the thread that other requests are about. */
  record SelectThread(char operation, int thread) implements Request {}

  /** {@code T}: does it live? */
  record ThreadAlive(int thread) implements Request {}

  /** {@code Z} and {@code z}. */
  record Stop(boolean insert, Kind kind, long address, long length) implements Request {
    /** In the order of the protocol's numbers. */
    public enum Kind {
      SOFTWARE_BREAKPOINT,
      HARDWARE_BREAKPOINT,
      WRITE_WATCHPOINT,
      READ_WATCHPOINT,
      ACCESS_WATCHPOINT
    }
  }

  /** {@code vCont} with one of its actions, {@code c}, {@code s}, {@code C} and {@code S}. */
  record Resume(List<Action> actions) implements Request {

    /** What one of the actions asks for. */
    public enum Kind {
      CONTINUE,
      STEP,
      RANGE
    }

    /**
     * What some threads do.
     *
     * @param signal in the protocol's numbers; 0 for none
     */
    public record Action(Kind kind, int signal, long start, long end, int thread) {}

    public Resume {
      actions = List.copyOf(actions);
    }
  }

  /** {@code bs} and {@code bc}: backwards. */
  record ResumeBackwards(boolean step) implements Request {}

  /** {@code vCont?}. */
  record ResumeKinds() implements Request {}

  /** {@code D}: the guest goes on alone. */
  record Detach() implements Request {}

  /** {@code k} and {@code vKill}. */
  record Kill(boolean answered) implements Request {}

  /** {@code vCtrlC}. */
  record Interrupt() implements Request {}

  /** {@code qSupported}. */
  record Supported() implements Request {}

  /** {@code QStartNoAckMode}. */
  record StartNoAcknowledgement() implements Request {}

  /** {@code qAttached}. */
  record Attached() implements Request {}

  /** {@code qC}. */
  record CurrentThread() implements Request {}

  /** {@code qfThreadInfo}, and {@code qsThreadInfo} for what follows. */
  record ThreadList(boolean first) implements Request {}

  /** {@code qThreadExtraInfo}. */
  record ThreadName(int thread) implements Request {}

  /** {@code qXfer:OBJECT:read:ANNEX:OFFSET,LENGTH}. */
  record ReadObject(String object, String annex, int offset, int length) implements Request {}

  /** {@code QPassSignals}: in the protocol's numbers. */
  record PassSignals(Set<Integer> signals) implements Request {
    public PassSignals {
      signals = Set.copyOf(signals);
    }
  }

  /** {@code qRcmd}: a line after {@code monitor}. */
  record MonitorCommand(String line) implements Request {}

  /** {@code qSymbol}: symbols that the client could look up. */
  record SymbolOffer() implements Request {}

  /** {@code vFile:setfs}. */
  record FileSystem() implements Request {}

  /** {@code vFile:open}. */
  record OpenFile(String path, int flags) implements Request {}

  /** {@code vFile:pread}. */
  record ReadFile(int descriptor, int length, long offset) implements Request {}

  /** {@code vFile:fstat}. */
  record FileStatus(int descriptor) implements Request {}

  /** {@code vFile:close}. */
  record CloseFile(int descriptor) implements Request {}

  /** The path behind {@code vFile:readlink}. */
  record ReadLink(String path) implements Request {}

  /** Anything else; the answer is empty. */
  record Unknown(Optional<String> name) implements Request {}
}
