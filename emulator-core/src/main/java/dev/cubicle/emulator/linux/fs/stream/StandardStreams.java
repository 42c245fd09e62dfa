package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.io.OutputStream;
import java.util.Optional;

/** The guest's descriptors 0, 1 and 2 and its terminal. */
public final class StandardStreams {

  private final HostStreams host;
  private final Volume volume;
  private final StandardInput input;

  /**
   * @param volume what the streams' inodes belong to
   * @param wakeUp called from another thread when input arrives for which a guest thread waits
   */
  public StandardStreams(HostStreams host, Volume volume, Runnable wakeUp) {
    this.host = host;
    this.volume = volume;
    this.input = new StandardInput(host.input(), wakeUp);
  }

  public OpenFile input() {
    return open(1, host.inputIsTerminal(), input, null, 0);
  }

  public OpenFile output() {
    return open(2, host.outputIsTerminal(), null, host.output(), OpenFlags.WRITE_ONLY);
  }

  public OpenFile error() {
    return open(3, host.errorIsTerminal(), null, host.error(), OpenFlags.WRITE_ONLY);
  }

  /** What {@code /dev/tty} opens; empty when no stream is a terminal. */
  public Optional<OpenFile> terminal(int flags) {
    final boolean out = host.outputIsTerminal();
    if (!out && !host.inputIsTerminal() && !host.errorIsTerminal()) {
      return Optional.empty();
    }
    return Optional.of(
        new StreamFile(
            new StreamNode(volume, 4, true),
            flags,
            host.inputIsTerminal() ? input : null,
            out ? host.output() : host.errorIsTerminal() ? host.error() : null,
            host.terminal()));
  }

  private OpenFile open(
      long inode, boolean terminal, StandardInput in, OutputStream out, int mode) {
    final StreamNode node = new StreamNode(volume, inode, terminal);
    final Optional<Terminal> behind = terminal ? host.terminal() : Optional.empty();
    node.openedBy(flags -> new StreamFile(node, flags, in, out, behind));
    // A terminal is opened once for reading and writing, and that is what all three streams are.
    return terminal && (in != null || host.inputIsTerminal())
        ? new StreamFile(
            node,
            OpenFlags.READ_WRITE,
            host.inputIsTerminal() ? input : in,
            out != null ? out : host.outputIsTerminal() ? host.output() : null,
            behind)
        : new StreamFile(node, mode, in, out, behind);
  }
}
