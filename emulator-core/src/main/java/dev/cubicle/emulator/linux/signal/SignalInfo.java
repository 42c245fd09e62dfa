package dev.cubicle.emulator.linux.signal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@code siginfo_t} (include/uapi/asm-generic/siginfo.h): what a handler with SA_SIGINFO is told.
 * The part that carries information is 48 bytes long; the guest's structure has 128, the rest zero.
 */
public final class SignalInfo {

  /** Bytes that carry information. */
  public static final int KERNEL_BYTES = 48;

  /** Bytes of the guest's structure. */
  public static final int BYTES = 128;

  public static final int SI_USER = 0;
  public static final int SI_KERNEL = 0x80;
  public static final int SI_TIMER = -2;
  public static final int SI_TKILL = -6;

  private static final int CODE = 8;
  private static final int FIELDS = 16;
  private static final int PKEY = 32;
  private static final int ERROR = 4;

  private final ByteBuffer image = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private Runnable taken;

  private SignalInfo(int signal, int code) {
    image.putInt(0, signal).putInt(CODE, code);
  }

  /** SEGV_MAPERR and the like: the fault address is known. */
  public static SignalInfo fault(int signal, int code, long address) {
    final SignalInfo info = new SignalInfo(signal, code);
    info.image.putLong(FIELDS, address);
    return info;
  }

  /** SEGV_PKUERR: {@code key} is what the page carries. */
  public static SignalInfo keyFault(int code, long address, int key) {
    final SignalInfo info = fault(SignalNumber.SIGSEGV, code, address);
    info.image.putInt(PKEY, key);
    return info;
  }

  /** SIGSYS: {@code address} is behind the SYSCALL, {@code reason} what the filter said. */
  public static SignalInfo systemCall(
      int code, int reason, long address, int number, int architecture) {
    final SignalInfo info = fault(SignalNumber.SIGSYS, code, address);
    info.image.putInt(ERROR, reason).putInt(FIELDS + 8, number).putInt(FIELDS + 12, architecture);
    return info;
  }

  /** From the kernel itself, no further fields (SEND_SIG_PRIV, force_sig). */
  public static SignalInfo kernel(int signal) {
    return new SignalInfo(signal, SI_KERNEL);
  }

  /** From kill, tkill and tgkill. */
  public static SignalInfo sent(int signal, int code, int process, int user) {
    final SignalInfo info = new SignalInfo(signal, code);
    info.image.putInt(FIELDS, process).putInt(FIELDS + 4, user);
    return info;
  }

  /** When the queue was full: only the number survives (collect_signal in kernel/signal.c). */
  static SignalInfo lost(int signal) {
    return new SignalInfo(signal, SI_USER);
  }

  /** From a POSIX timer. */
  public static SignalInfo timer(int signal, int timer, long value) {
    final SignalInfo info = new SignalInfo(signal, SI_TIMER);
    info.image.putInt(FIELDS, timer).putLong(FIELDS + 8, value);
    return info;
  }

  /** From rt_sigqueueinfo: the caller's 48 bytes with the signal number put right. */
  public static SignalInfo queued(int signal, byte[] bytes) {
    final SignalInfo info = new SignalInfo(signal, 0);
    info.image.put(0, bytes, 0, KERNEL_BYTES).putInt(0, signal);
    return info;
  }

  public int signal() {
    return image.getInt(0);
  }

  /** Whether the kernel sent it because the thread could not go on. */
  public boolean isFault() {
    return code() > 0 && (SignalNumber.SYNCHRONOUS & SignalNumber.bit(signal())) != 0;
  }

  /** si_code. */
  public int code() {
    return image.getInt(CODE);
  }

  /** si_addr, for faults. */
  public long address() {
    return image.getLong(FIELDS);
  }

  /** si_pkey, for SEGV_PKUERR. */
  public int key() {
    return image.getInt(PKEY);
  }

  /** si_overrun of a timer signal. */
  public void setOverrun(int overrun) {
    image.putInt(FIELDS + 4, overrun);
  }

  /** The 128 bytes as the guest sees them. The array is this object's own. */
  public byte[] bytes() {
    return image.array();
  }

  /**
   * Has {@code action} run once when the signal leaves its queue, or when it never gets into one.
   */
  public void whenTaken(Runnable action) {
    taken = action;
  }

  void leftQueue() {
    if (taken != null) {
      final Runnable action = taken;
      taken = null;
      action.run();
    }
  }
}
