package dev.cubicle.emulator.linux.fs.stream;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * What the guest's standard streams are connected to.
 *
 * <p>The streams must not buffer: what the guest wrote has to be with the host when its system call
 * returns, and what the guest did not read should be left for whoever reads the host's stream next.
 *
 * @param terminal the terminal behind the streams, for those of them that are one
 */
public record HostStreams(
    InputStream input,
    OutputStream output,
    OutputStream error,
    boolean inputIsTerminal,
    boolean outputIsTerminal,
    boolean errorIsTerminal,
    Optional<Terminal> terminal) {

  /** The streams of this process. */
  public static HostStreams ofThisProcess() {
    return new HostStreams(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        HostTerminal.isTerminal(0),
        HostTerminal.isTerminal(1),
        HostTerminal.isTerminal(2),
        HostTerminal.open());
  }

  /**
   * The same streams, standard input being a terminal in the guest's eyes even if it is a pipe or a
   * file. A terminal of the host behind the other streams is then out of the guest's reach.
   */
  public HostStreams withTerminalInput() {
    return inputIsTerminal
        ? this
        : new HostStreams(
            input,
            output,
            error,
            true,
            outputIsTerminal,
            errorIsTerminal,
            Optional.of(new MemoryTerminal(terminal)));
  }

  /** Streams that are no terminals. */
  public static HostStreams of(InputStream input, OutputStream output, OutputStream error) {
    return new HostStreams(input, output, error, false, false, false, Optional.empty());
  }
}
