package dev.cubicle.cli;

import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import java.io.PrintStream;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the command talks to.
 *
 * @param out where answers go
 * @param err where complaints and reports go
 * @param streams the guest's streams; asked for when a guest is run
 * @param environment answers an environment variable of the host, or null
 */
public record Host(
    PrintStream out,
    PrintStream err,
    Supplier<HostStreams> streams,
    UnaryOperator<String> environment) {

  static Host ofThisProcess() {
    return new Host(System.out, System.err, HostStreams::ofThisProcess, System::getenv);
  }

  /** The same with other streams for the guest. */
  public Host with(HostStreams guest) {
    return new Host(out, err, () -> guest, environment);
  }

  /** Tells the user something in one line. */
  public void complain(String message) {
    err.println("cubicle: " + message.strip().replaceAll("\\p{Cntrl}+", " "));
    err.flush();
  }
}
