package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.fs.proc.ProcessView;
import dev.cubicle.emulator.linux.info.MemorySize;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Protection;
import java.util.List;

/** What {@code /proc/self} says of the running process. */
final class LiveProcess implements ProcessView {

  /** Where the name begins in a line of maps (show_vma_header_prefix pads to there). */
  private static final int NAME_COLUMN = 73;

  private final ProcessOptions options;
  private final AddressSpace space;
  private final MemorySize memory;
  private final Kernel kernel;

  LiveProcess(ProcessOptions options, AddressSpace space, MemorySize memory, Kernel kernel) {
    this.options = options;
    this.space = space;
    this.memory = memory;
    this.kernel = kernel;
  }

  @Override
  public int processId() {
    return options.identity().processId();
  }

  @Override
  public int parentId() {
    return options.identity().parentId();
  }

  @Override
  public String executable() {
    return options.executable();
  }

  @Override
  public List<String> arguments() {
    return options.arguments();
  }

  @Override
  public List<String> environment() {
    return options.environment();
  }

  @Override
  public String kernelRelease() {
    return options.kernelRelease();
  }

  @Override
  public int threads() {
    return Math.max(1, kernel.threads());
  }

  @Override
  public int noNewPrivileges() {
    return kernel.restrictions().noNewPrivileges() ? 1 : 0;
  }

  @Override
  public boolean protectionKeys() {
    return options.machine().protectionKeys();
  }

  @Override
  public int seccompMode() {
    return kernel.restrictions().mode();
  }

  @Override
  public int seccompFilters() {
    return kernel.restrictions().filters();
  }

  @Override
  public String maps() {
    final StringBuilder text = new StringBuilder();
    for (Mapping mapping : space.mappings()) {
      appendLine(text, mapping);
    }
    return text.toString();
  }

  /** {@code start-end perms offset device inode name}; the program under its guest path. */
  private void appendLine(StringBuilder text, Mapping mapping) {
    final FileBacking file = mapping.file();
    final String name = options.image().equals(file) ? executable() : mapping.name();
    final String line =
        "%08x-%08x %s %08x 00:%02x %d "
            .formatted(
                mapping.start(),
                mapping.end(),
                permissions(mapping),
                mapping.fileOffset(),
                file == null ? 0 : 1,
                file == null ? 0 : 1);
    text.append(line);
    if (!name.isEmpty()) {
      text.repeat(' ', Math.max(0, NAME_COLUMN - line.length())).append(name);
    }
    text.append('\n');
  }

  private static String permissions(Mapping mapping) {
    final int protection = mapping.protection();
    return ((protection & Protection.READ) != 0 ? "r" : "-")
        + ((protection & Protection.WRITE) != 0 ? "w" : "-")
        + ((protection & Protection.EXECUTE) != 0 ? "x" : "-")
        + (mapping.shared() ? "s" : "p");
  }

  @Override
  public long virtualBytes() {
    long bytes = 0;
    for (Mapping mapping : space.mappings()) {
      bytes += mapping.length();
    }
    return bytes;
  }

  @Override
  public long residentBytes() {
    return memory.total() - memory.free();
  }

  @Override
  public long memoryBytes() {
    return memory.total();
  }

  @Override
  public long freeBytes() {
    return memory.free();
  }
}
