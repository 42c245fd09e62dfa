package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.PollEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * An open standard stream. Writing goes to the host before it returns; a host that does not take
 * the bytes holds up the whole emulator, as it would hold up a process.
 */
public final class StreamFile extends OpenFile {

  private final StreamNode node;
  private final StandardInput input;
  private final OutputStream output;
  private final Optional<Terminal> terminal;

  /** Either side may be {@code null}. */
  StreamFile(
      StreamNode node,
      int flags,
      StandardInput input,
      OutputStream output,
      Optional<Terminal> terminal) {
    super(node, flags);
    this.node = node;
    this.input = input;
    this.output = output;
    this.terminal = terminal;
  }

  /** The terminal behind the stream, if it is one and can be reached. */
  public Optional<Terminal> terminal() {
    return terminal;
  }

  /** Whether the stream is a terminal at all. */
  public boolean isTerminal() {
    return node.terminal();
  }

  /** How many bytes a read would find. */
  public int available() {
    return input == null ? 0 : input.available();
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public int read(byte[] destination, int offset, int length) throws LinuxError {
    if (input == null) {
      throw new LinuxError(Errno.EIO);
    }
    return input.read(destination, offset, length);
  }

  @Override
  public int write(byte[] source, int offset, int length) throws LinuxError {
    if (output == null) {
      throw new LinuxError(Errno.EIO);
    }
    try {
      output.write(source, offset, length);
      output.flush();
    } catch (IOException e) {
      throw new LinuxError(HostError.ofWrite(e));
    }
    return length;
  }

  @Override
  public int poll() {
    final int in = input == null || !reads() ? 0 : input.poll();
    return in | (output == null ? 0 : PollEvents.OUT | PollEvents.WRITE_NORMAL);
  }

  @Override
  public void expect(int events) {
    if (input != null && (events & (PollEvents.IN | PollEvents.READ_NORMAL)) != 0) {
      input.expect();
    }
  }
}
