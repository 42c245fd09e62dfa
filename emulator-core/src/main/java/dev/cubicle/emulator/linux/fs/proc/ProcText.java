package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import java.util.Locale;

/** The texts of {@code /proc}, in the forms of proc(5). */
final class ProcText {

  private static final long NANOSECONDS = 1_000_000_000;
  private static final long PAGE = 4096;

  private final ProcessView process;
  private final WorkingState working;
  private final ProcTree.ProcFileText mounts;
  private final long started = System.nanoTime();

  ProcText(ProcessView process, WorkingState working, ProcTree.ProcFileText mounts) {
    this.process = process;
    this.working = working;
    this.mounts = mounts;
  }

  /** The program's name, cut to 15 bytes as {@code comm} is. */
  String name() {
    final String path = process.executable();
    final String name = path.substring(path.lastIndexOf('/') + 1);
    return name.length() <= 15 ? name : name.substring(0, 15);
  }

  String mounts() throws LinuxError {
    return mounts.make();
  }

  String cpuinfo() {
    return """
        processor\t: 0
        vendor_id\t: GenuineIntel
        cpu family\t: 6
        model\t\t: 85
        model name\t: cubicle emulated processor
        stepping\t: 4
        physical id\t: 0
        siblings\t: 1
        core id\t\t: 0
        cpu cores\t: 1
        fpu\t\t: yes
        flags\t\t: fpu tsc msr cx8 cmov mmx fxsr sse sse2 syscall nx lm pni ssse3 cx16 sse4_1 \
        sse4_2 popcnt xsave%s

        """
        .formatted(process.protectionKeys() ? " pku ospke" : "");
  }

  String meminfo() {
    final long total = process.memoryBytes() / 1024;
    final long free = process.freeBytes() / 1024;
    return line("MemTotal", total)
        + line("MemFree", free)
        + line("MemAvailable", free)
        + line("Buffers", 0)
        + line("Cached", 0)
        + line("SwapTotal", 0)
        + line("SwapFree", 0);
  }

  private static String line(String name, long kibibytes) {
    return String.format(Locale.ROOT, "%-15s %8d kB%n", name + ":", kibibytes)
        .replace(System.lineSeparator(), "\n");
  }

  String uptime() {
    final double seconds = (double) (System.nanoTime() - started) / NANOSECONDS;
    return String.format(Locale.ROOT, "%.2f %.2f\n", seconds, 0.0);
  }

  String systemStat() {
    final long ticks = (System.nanoTime() - started) / (NANOSECONDS / 100);
    final String times = ticks + " 0 0 0 0 0 0 0 0 0\n";
    return "cpu  "
        + times
        + "cpu0 "
        + times
        + "ctxt 0\nbtime 0\nprocesses 1\n"
        + "procs_running 1\nprocs_blocked 0\n";
  }

  String statm() {
    final long size = process.virtualBytes() / PAGE;
    final long resident = process.residentBytes() / PAGE;
    return size + " " + resident + " 0 0 0 " + resident + " 0\n";
  }

  /**
   * The 52 fields of {@code /proc/self/stat}; what is not known is 0, as the kernel itself does.
   */
  String processStat() {
    final int id = process.processId();
    final StringBuilder stat = new StringBuilder();
    stat.append(id).append(" (").append(name()).append(") R ").append(process.parentId());
    stat.append(' ')
        .append(id)
        .append(' ')
        .append(id)
        .append(" 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 ");
    stat.append(process.threads()).append(" 0 0 ");
    stat.append(process.virtualBytes()).append(' ').append(process.residentBytes() / PAGE);
    stat.append(" 18446744073709551615");
    stat.append(" 0".repeat(27));
    return stat.append('\n').toString();
  }

  String status() {
    final int id = process.processId();
    return "Name:\t%s\nUmask:\t%04o\nState:\tR (running)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\n"
            .formatted(name(), working.umask(), id, id, process.parentId())
        + "TracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nFDSize:\t64\nGroups:\t0 \n"
        + "VmSize:\t%8d kB\nVmRSS:\t%8d kB\nThreads:\t%d\n"
            .formatted(
                process.virtualBytes() / 1024, process.residentBytes() / 1024, process.threads())
        + "NoNewPrivs:\t%d\nSeccomp:\t%d\nSeccomp_filters:\t%d\n"
            .formatted(process.noNewPrivileges(), process.seccompMode(), process.seccompFilters());
  }

  String limits() {
    final String format = "%-26s%-21s%-21s%-10s\n";
    return format.formatted("Limit", "Soft Limit", "Hard Limit", "Units")
        + format.formatted("Max stack size", "8388608", "unlimited", "bytes")
        + format.formatted(
            "Max open files", FileTable.DEFAULT_LIMIT, FileTable.HARD_LIMIT, "files");
  }
}
