package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.ProcessEnd;
import dev.cubicle.emulator.linux.Task;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.UnimplementedCalls;
import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.UserMemory;
import java.util.List;

/** Beginning and end of threads: clone, clone3, exit, exit_group and what belongs to them. */
public final class ThreadCalls {

  /** Bounds host memory; RLIMIT_NPROC to the guest. */
  static final int LIMIT = 1024;

  private static final int CLONE = 56;
  private static final int CLONE3 = 435;
  private static final int ROBUST_LIST_HEAD_BYTES = 24;
  private static final long USER_LIMIT = 0x7fff_ffff_f000L;

  private final Cpu cpu;
  private final Scheduler scheduler;
  private final TaskList tasks;
  private final ThreadEnd threadEnd;
  private final ProcessEnd end;
  private final UnimplementedCalls unimplemented;
  private final List<EventListener> listeners;
  private int lastId;

  /**
   * @param firstId the first thread's id; new threads count up from it
   */
  public ThreadCalls(
      Cpu cpu,
      Scheduler scheduler,
      TaskList tasks,
      Futexes futexes,
      UserMemory memory,
      ProcessEnd end,
      UnimplementedCalls unimplemented,
      List<EventListener> listeners,
      int firstId) {
    this.cpu = cpu;
    this.scheduler = scheduler;
    this.tasks = tasks;
    this.threadEnd = new ThreadEnd(scheduler, tasks, futexes, memory, end, listeners);
    this.end = end;
    this.unimplemented = unimplemented;
    this.listeners = listeners;
    this.lastId = firstId;
  }

  public void register(SystemCallTable table) {
    table.add(CLONE, "clone", call -> create(call, CLONE, CloneRequest.ofClone(call)));
    table.add(CLONE3, "clone3", call -> create(call, CLONE3, CloneRequest.ofClone3(call)));
    table.add(60, "exit", this::exit);
    table.add(231, "exit_group", this::exitGroup);
    table.add(186, "gettid", call -> scheduler.task().id(), _ -> true);
    table.add(218, "set_tid_address", this::setTidAddress);
    table.add(273, "set_robust_list", this::setRobustList);
    table.add(274, "get_robust_list", this::getRobustList);
  }

  /** Ends the current thread as a signal does; the last one takes the process along. */
  public void kill(SignalInfo info) {
    threadEnd.killCurrent(info);
  }

  private long create(SystemCallContext call, int number, CloneRequest request) throws LinuxError {
    request.check();
    if (!request.makesThread()) {
      unimplemented.note(number, "of a new process");
      throw new LinuxError(Errno.ENOSYS);
    }
    if (request.has(CloneRequest.CLONE_SETTLS)
        && Long.compareUnsigned(request.threadPointer(), USER_LIMIT) >= 0) {
      throw new LinuxError(Errno.EPERM);
    }
    if (tasks.all().size() >= LIMIT) {
      throw new LinuxError(Errno.EAGAIN);
    }
    final UserMemory memory = call.memory();
    final int id = lastId + 1;
    if (request.has(CloneRequest.CLONE_PARENT_SETTID)) {
      memory.writeInt(request.parentTid(), id);
    }
    lastId = id;
    final Task parent = scheduler.task();
    final Task child =
        new Task(
            id,
            cpu.newContext(id),
            parent.signals().forNewThread(),
            parent.name().copy(),
            parent.restrictions().forNewThread());
    // CLONE_CHILD_SETTID's failure is nobody's error (schedule_tail ignores it).
    if (request.has(CloneRequest.CLONE_CHILD_SETTID)
        && memory.writable(request.childTid(), Integer.BYTES) == Integer.BYTES) {
      memory.writeInt(request.childTid(), id);
    }
    if (request.has(CloneRequest.CLONE_CHILD_CLEARTID)) {
      child.setClearChildTid(request.childTid());
    }
    copyRegisters(parent, child, request);
    scheduler.add(child);
    for (EventListener listener : listeners) {
      listener.on(new Event.TaskStarted(id));
    }
    return id;
  }

  /** The child returns from the same call, with 0 and on its own stack, under the same PKRU. */
  private void copyRegisters(Task parent, Task child, CloneRequest request) {
    cpu.save(parent.context());
    cpu.set(Register.RAX, 0);
    if (request.stack() != 0) {
      cpu.set(Register.RSP, request.stack());
    }
    if (request.has(CloneRequest.CLONE_SETTLS)) {
      cpu.set(Register.FS_BASE, request.threadPointer());
    }
    cpu.save(child.context());
    cpu.load(parent.context());
  }

  private long exit(SystemCallContext call) {
    threadEnd.endCurrent(call.intArgument(0) & 0xff);
    return 0;
  }

  private long exitGroup(SystemCallContext call) {
    end.exited(call.intArgument(0) & 0xff);
    return 0;
  }

  private long setTidAddress(SystemCallContext call) {
    scheduler.task().setClearChildTid(call.argument(0));
    return scheduler.task().id();
  }

  private long setRobustList(SystemCallContext call) throws LinuxError {
    if (call.argument(1) != ROBUST_LIST_HEAD_BYTES) {
      throw new LinuxError(Errno.EINVAL);
    }
    scheduler.task().setRobustList(call.argument(0));
    return 0;
  }

  private long getRobustList(SystemCallContext call) throws LinuxError {
    final int id = call.intArgument(0);
    final Task task = id == 0 ? scheduler.task() : tasks.find(id);
    if (task == null) {
      throw new LinuxError(Errno.ESRCH);
    }
    call.memory().writeLong(call.argument(2), ROBUST_LIST_HEAD_BYTES);
    call.memory().writeLong(call.argument(1), task.robustList());
    return 0;
  }
}
