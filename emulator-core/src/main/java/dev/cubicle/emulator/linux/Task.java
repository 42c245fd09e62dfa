package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.seccomp.CallRestrictions;
import dev.cubicle.emulator.linux.signal.ThreadSignals;
import dev.cubicle.emulator.machine.CpuContext;

/** One thread of the guest, as the kernel knows it. */
public final class Task {

  private final int id;
  private final CpuContext context;
  private final ThreadSignals signals;
  private final TaskName name;
  private final CallRestrictions restrictions;
  private Wait wait;
  private boolean ended;
  private long clearChildTid;
  private long robustList;
  private long cpuNanos;

  public Task(
      int id,
      CpuContext context,
      ThreadSignals signals,
      TaskName name,
      CallRestrictions restrictions) {
    this.id = id;
    this.context = context;
    this.signals = signals;
    this.name = name;
    this.restrictions = restrictions;
  }

  /** Thread id; that of the first thread is the process id. */
  public int id() {
    return id;
  }

  /** Holds the registers while another thread runs. */
  public CpuContext context() {
    return context;
  }

  public ThreadSignals signals() {
    return signals;
  }

  /** The name that {@code prctl(PR_SET_NAME)} sets. */
  public TaskName name() {
    return name;
  }

  /** Its system-call filters. */
  public CallRestrictions restrictions() {
    return restrictions;
  }

  /** What the thread sleeps on inside a system call; null when it runs or could run. */
  public Wait sleepingOn() {
    return wait;
  }

  public void sleepOn(Wait reason) {
    wait = reason;
  }

  public void wake() {
    wait = null;
  }

  public boolean ended() {
    return ended;
  }

  public void end() {
    ended = true;
  }

  /** Where to write 0 and wake a futex when the thread ends; 0 for nowhere. */
  public long clearChildTid() {
    return clearChildTid;
  }

  public void setClearChildTid(long address) {
    clearChildTid = address;
  }

  /** Head of the list of robust mutexes; 0 when there is none. */
  public long robustList() {
    return robustList;
  }

  public void setRobustList(long head) {
    robustList = head;
  }

  /** Nanoseconds this thread has spent running guest code. */
  public long cpuNanos() {
    return cpuNanos;
  }

  public void addCpuNanos(long nanos) {
    cpuNanos += nanos;
  }
}
