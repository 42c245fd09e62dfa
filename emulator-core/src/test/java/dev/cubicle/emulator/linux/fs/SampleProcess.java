package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.linux.fs.proc.ProcessView;
import dev.cubicle.emulator.memory.FileBacking;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A process to show in {@code /proc}. */
final class SampleProcess implements ProcessView {

  /** Its image. */
  static final class Program implements FileBacking {
    private static final byte[] BYTES = "ELF?".getBytes(StandardCharsets.US_ASCII);

    @Override
    public String name() {
      return "sample";
    }

    @Override
    public long size() {
      return BYTES.length;
    }

    @Override
    public int read(long position, byte[] destination, int offset, int length) {
      final int count = (int) Math.min(length, BYTES.length - position);
      System.arraycopy(BYTES, (int) position, destination, offset, count);
      return count;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) {
      throw new AssertionError("the program is never written");
    }
  }

  @Override
  public String kernelRelease() {
    return "6.12.3-sample";
  }

  @Override
  public int processId() {
    return 42;
  }

  @Override
  public int parentId() {
    return 1;
  }

  @Override
  public String executable() {
    return "/bin/sample";
  }

  @Override
  public List<String> arguments() {
    return List.of("sample", "-x");
  }

  @Override
  public int noNewPrivileges() {
    return 1;
  }

  @Override
  public boolean protectionKeys() {
    return true;
  }

  @Override
  public int seccompMode() {
    return 2;
  }

  @Override
  public int seccompFilters() {
    return 3;
  }

  @Override
  public List<String> environment() {
    return List.of("HOME=/root");
  }

  @Override
  public int threads() {
    return 2;
  }

  @Override
  public String maps() {
    return "00400000-00401000 r-xp 00000000 00:00 0 /bin/sample\n";
  }

  @Override
  public long virtualBytes() {
    return 8192;
  }

  @Override
  public long residentBytes() {
    return 4096;
  }

  @Override
  public long memoryBytes() {
    return 1 << 20;
  }

  @Override
  public long freeBytes() {
    return 1 << 19;
  }
}
