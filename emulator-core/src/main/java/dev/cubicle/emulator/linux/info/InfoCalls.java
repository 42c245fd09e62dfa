package dev.cubicle.emulator.linux.info;

import dev.cubicle.emulator.linux.Identity;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.seccomp.SeccompCalls;
import dev.cubicle.emulator.linux.thread.CurrentTask;
import dev.cubicle.emulator.linux.time.Clocks;
import dev.cubicle.emulator.machine.Cpu;
import java.util.random.RandomGenerator;

/** All system calls by which a program learns about itself and the system. */
public final class InfoCalls {

  private InfoCalls() {}

  public static void register(
      SystemCallTable table,
      Identity identity,
      CurrentTask current,
      SeccompCalls seccomp,
      Cpu cpu,
      Clocks clocks,
      RandomGenerator random,
      MemorySize memorySize,
      String release,
      ResourceLimits limits) {
    new IdentityCalls(identity).register(table);
    new SystemInfoCalls(clocks, random, memorySize, release).register(table);
    new LimitCalls(identity, limits).register(table);
    new ProcessControlCalls(current, seccomp, cpu).register(table);
  }
}
