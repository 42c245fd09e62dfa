package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.WorkingState;
import dev.cubicle.emulator.linux.fs.vfs.Directory;
import java.util.List;

/** Builds {@code /proc} and {@code /sys}: little more than what ordinary programs look at. */
public final class ProcTree {

  private final ProcVolume volume;
  private final ProcessView process;
  private final FileTable files;
  private final WorkingState working;
  private final Directory root;
  private final ProcText text;

  /**
   * @param mounts lines of {@code /proc/mounts}
   */
  public ProcTree(
      ProcVolume volume,
      ProcessView process,
      FileTable files,
      WorkingState working,
      Directory root,
      ProcFileText mounts) {
    this.volume = volume;
    this.process = process;
    this.files = files;
    this.working = working;
    this.root = root;
    this.text = new ProcText(process, working, mounts);
  }

  /** The lines of a file, made when it is opened. */
  @FunctionalInterface
  public interface ProcFileText {
    String make() throws LinuxError;
  }

  public Directory proc() {
    final ProcDirectory proc = new ProcDirectory(volume, null);
    proc.file("cpuinfo", text::cpuinfo)
        .file("meminfo", text::meminfo)
        .file("uptime", text::uptime)
        .file("loadavg", () -> "0.00 0.00 0.00 1/1 " + process.processId() + "\n")
        .file("stat", text::systemStat)
        .file("version", () -> "Linux version " + process.kernelRelease() + " (cubicle) #1 SMP\n")
        .file("filesystems", () -> "nodev\tproc\nnodev\tsysfs\nnodev\ttmpfs\nnodev\tpipefs\n")
        .file("cmdline", () -> "\n");
    proc.add("mounts", ProcLink.toPath(volume, () -> "self/mounts"));
    proc.add("self", ProcLink.toPath(volume, () -> Integer.toString(process.processId())));
    kernelSettings(proc.directory("sys"));
    self(proc.directory(Integer.toString(process.processId())));
    return proc;
  }

  private void kernelSettings(ProcDirectory sys) {
    sys.directory("kernel")
        .file("hostname", () -> "cubicle\n")
        .file("osrelease", () -> process.kernelRelease() + "\n")
        .file("ostype", () -> "Linux\n")
        .file("pid_max", () -> "32768\n")
        .file("randomize_va_space", () -> "0\n");
    sys.directory("vm")
        .file("overcommit_memory", () -> "1\n")
        .file("max_map_count", () -> "65530\n");
    sys.directory("fs").file("pipe-max-size", () -> "1048576\n").file("nr_open", () -> "4096\n");
  }

  private void self(ProcDirectory self) {
    self.file("cmdline", () -> terminated(process.arguments()))
        .file("environ", () -> terminated(process.environment()))
        .file("comm", () -> text.name() + "\n")
        .file("maps", process::maps)
        .file("mounts", text::mounts)
        .file("stat", text::processStat)
        .file("statm", text::statm)
        .file("status", text::status)
        .file("limits", text::limits);
    self.add("exe", ProcLink.toPath(volume, process::executable));
    self.add("root", ProcLink.toFile(volume, () -> "/", () -> root));
    self.add(
        "cwd",
        ProcLink.toFile(
            volume,
            () -> working.directory().path().orElseThrow(() -> new LinuxError(Errno.ENOENT)),
            working::directory));
    self.add("fd", new DescriptorDirectory(volume, self, files));
  }

  /** {@code /sys}, as far as programs look for the number of processors there. */
  public static Directory sys(ProcVolume volume) {
    final ProcDirectory sys = new ProcDirectory(volume, null);
    sys.directory("devices")
        .directory("system")
        .directory("cpu")
        .file("online", () -> "0\n")
        .file("possible", () -> "0\n")
        .file("present", () -> "0\n");
    sys.directory("kernel").directory("mm");
    return sys;
  }

  private static String terminated(List<String> strings) {
    final StringBuilder all = new StringBuilder();
    for (String string : strings) {
      all.append(string).append('\0');
    }
    return all.toString();
  }
}
