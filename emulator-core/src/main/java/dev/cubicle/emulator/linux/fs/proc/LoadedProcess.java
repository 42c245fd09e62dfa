package dev.cubicle.emulator.linux.fs.proc;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.FileBacking;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.Protection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/** A program as it was loaded, with its memory as it is now. */
public final class LoadedProcess implements ProcessView {

  /** The column at which names begin in {@code maps}. */
  private static final int NAME_COLUMN = 73;

  private final Start start;
  private final AddressSpace space;
  private final PhysicalMemory memory;
  private final IntSupplier threads;
  private final String executable;

  /**
   * What does not change.
   *
   * @param program the image; the guest sees it as a file in {@code /bin} and never its host path
   */
  public record Start(
      int processId,
      int parentId,
      FileBacking program,
      List<String> arguments,
      List<String> environment) {
    public Start {
      arguments = arguments.stream().map(Start::bytes).toList();
      environment = environment.stream().map(Start::bytes).toList();
    }

    private static String bytes(String text) {
      return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * @param threads how many threads there are
   */
  public LoadedProcess(
      Start start, AddressSpace space, PhysicalMemory memory, IntSupplier threads) {
    this.start = start;
    this.space = space;
    this.memory = memory;
    this.threads = threads;
    this.executable = "/bin/" + fileName(start.arguments().getFirst());
  }

  private static String fileName(String path) {
    final String name = path.substring(path.lastIndexOf('/') + 1);
    final boolean usable = !name.isEmpty() && !name.equals(".") && !name.equals("..");
    return usable && name.length() <= 255 ? name : "program";
  }

  @Override
  public int processId() {
    return start.processId();
  }

  @Override
  public int parentId() {
    return start.parentId();
  }

  @Override
  public String executable() {
    return executable;
  }

  @Override
  public List<String> arguments() {
    return start.arguments();
  }

  @Override
  public List<String> environment() {
    return start.environment();
  }

  @Override
  public int threads() {
    return threads.getAsInt();
  }

  @Override
  public String maps() {
    final StringBuilder maps = new StringBuilder();
    for (Mapping mapping : space.mappings()) {
      final int lineStart = maps.length();
      maps.append(
          String.format(
              Locale.ROOT,
              "%08x-%08x %s%s %08x 00:00 0 ",
              mapping.start(),
              mapping.end(),
              Protection.describe(mapping.protection()),
              mapping.shared() ? "s" : "p",
              mapping.fileOffset()));
      final String name = name(mapping);
      if (!name.isEmpty()) {
        maps.repeat(' ', Math.max(0, NAME_COLUMN - (maps.length() - lineStart))).append(name);
      }
      maps.append('\n');
    }
    return maps.toString();
  }

  private String name(Mapping mapping) {
    return start.program().equals(mapping.file()) ? executable : mapping.name();
  }

  @Override
  public long virtualBytes() {
    return space.mappings().stream().mapToLong(Mapping::length).sum();
  }

  @Override
  public long residentBytes() {
    return memory.framesInUse() * PhysicalMemory.FRAME_SIZE;
  }

  @Override
  public long memoryBytes() {
    return memory.size();
  }

  @Override
  public long freeBytes() {
    return memory.freeFrames() * PhysicalMemory.FRAME_SIZE;
  }
}
