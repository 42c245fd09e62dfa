package dev.cubicle.cli.debug;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.tracing.debugger.Colours;
import dev.cubicle.tracing.debugger.Debugger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Takes a debugger's commands from a terminal, or else from a pipe, line by line. */
final class Conversation {
  private final HostStreams streams;
  private final Host host;

  Conversation(HostStreams streams, Host host) {
    this.streams = streams;
    this.host = host;
  }

  /** What becomes of the guest. */
  interface Ending {

    /**
     * @param over whether it has ended by itself; else it shall now
     * @return the status to exit with
     */
    int status(boolean over) throws UsageException;
  }

  /** What a debugger is made of. */
  interface Maker extends BiFunction<Colours, Consumer<String>, Debugger> {}

  /**
   * Until the user or the input has no more to say.
   *
   * @return the status to exit with
   */
  int hold(Maker maker, Ending ending) throws UsageException {
    final boolean ended;
    if (streams.inputIsTerminal() && streams.outputIsTerminal()) {
      ended = new TerminalConversation(host).hold(maker);
    } else {
      ended = inPipe(maker);
    }
    return ending.status(ended);
  }

  /** Each command is shown before its answer, so that the output can be read by itself. */
  private boolean inPipe(Maker maker) throws UsageException {
    final PrintStream out = new PrintStream(streams.output(), false, StandardCharsets.UTF_8);
    final Debugger debugger =
        maker.apply(
            new Colours(false),
            text -> {
              out.print(text);
              out.flush();
            });
    debugger.welcome();
    final BufferedReader lines =
        new BufferedReader(new InputStreamReader(streams.input(), StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.print("(cubicle) " + line + "\n");
        out.flush();
        if (!debugger.execute(line)) {
          break;
        }
      }
    } catch (IOException e) {
      throw new UsageException("the commands cannot be read: " + e.getMessage());
    }
    return debugger.ended();
  }
}
