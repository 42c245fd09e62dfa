package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;
import dev.cubicle.emulator.linux.fs.vfs.SpecialNode;
import dev.cubicle.emulator.linux.fs.vfs.Volume;
import java.io.OutputStream;
import java.util.Optional;

/** The guest's descriptors 0, 1 and 2 and its terminal. */
public final class StandardStreams {

  private final HostStreams host;
  private final Volume volume;
  private final StandardInput input;
  private final StreamNode terminalNode;

  /**
   * @param volume what the streams' inodes belong to
   * @param wakeUp called from another thread when input arrives for which a guest thread waits
   */
  public StandardStreams(HostStreams host, Volume volume, Runnable wakeUp) {
    this.host = host;
    this.volume = volume;
    this.input = new StandardInput(host.input(), wakeUp);
    this.terminalNode = new StreamNode(volume, 4, true);
    terminalNode.openedBy(this::openTerminal);
  }

  public OpenFile input() {
    return host.inputIsTerminal() ? openTerminal(OpenFlags.READ_WRITE) : open(1, input, null, 0);
  }

  public OpenFile output() {
    return output(2, host.output(), host.outputIsTerminal());
  }

  /** A stream of the host that is neither. */
  public OpenFile outputTo(OutputStream stream) {
    return open(5, null, stream, OpenFlags.WRITE_ONLY);
  }

  public OpenFile error() {
    return output(3, host.error(), host.errorIsTerminal());
  }

  /** Whether somebody waits for input that the host has not given yet. */
  public boolean awaitsInput() {
    return input.awaited();
  }

  /** The terminal's inode, for {@code /dev/pts/0}; empty when no stream is a terminal. */
  public Optional<SpecialNode> terminalNode() {
    return hasTerminal() ? Optional.of(terminalNode) : Optional.empty();
  }

  /** What {@code /dev/tty} opens; empty when no stream is a terminal. */
  public Optional<OpenFile> terminal(int flags) {
    return hasTerminal() ? Optional.of(openTerminal(flags)) : Optional.empty();
  }

  private boolean hasTerminal() {
    return host.inputIsTerminal() || host.outputIsTerminal() || host.errorIsTerminal();
  }

  /** A terminal is opened for both directions, and that is what a shell's streams are. */
  private OpenFile openTerminal(int flags) {
    final OutputStream out = host.errorIsTerminal() ? host.error() : null;
    return onTerminal(host.outputIsTerminal() ? host.output() : out, flags);
  }

  private OpenFile onTerminal(OutputStream out, int flags) {
    final StandardInput in = host.inputIsTerminal() ? input : null;
    return new StreamFile(terminalNode, flags, in, out, host.terminal());
  }

  private OpenFile output(long inode, OutputStream out, boolean terminal) {
    return terminal
        ? onTerminal(out, OpenFlags.READ_WRITE)
        : open(inode, null, out, OpenFlags.WRITE_ONLY);
  }

  private OpenFile open(long inode, StandardInput in, OutputStream out, int mode) {
    final StreamNode node = new StreamNode(volume, inode, false);
    node.openedBy(flags -> new StreamFile(node, flags, in, out, Optional.empty()));
    return new StreamFile(node, mode, in, out, Optional.empty());
  }
}
