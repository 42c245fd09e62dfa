package dev.cubicle.cli.debug;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.tracing.debugger.Colours;
import dev.cubicle.tracing.debugger.Debugger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** A conversation with a person: a prompt, completion, history, colours; Ctrl-C stops the guest. */
final class TerminalConversation {
  private static final String PROMPT = "(cubicle) ";

  /** More would bury what one looks for. */
  private static final int MOST_CANDIDATES = 200;

  private final Host host;

  TerminalConversation(Host host) {
    this.host = host;
  }

  /**
   * Until the user leaves.
   *
   * @return whether the guest is over
   */
  boolean hold(Conversation.Maker maker) throws UsageException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      final Debugger debugger =
          maker.apply(
              new Colours(host.environment().apply("NO_COLOR") == null),
              text -> {
                terminal.writer().print(text);
                terminal.flush();
              });
      terminal.handle(Terminal.Signal.INT, _ -> debugger.interrupt());
      debugger.welcome();
      converse(debugger, reader(terminal, debugger));
      return debugger.ended();
    } catch (IOException e) {
      throw new UsageException("the terminal cannot be used: " + e.getMessage());
    }
  }

  private static void converse(Debugger debugger, LineReader reader) {
    // An empty line does the last step again, as debuggers have it.
    final AtomicReference<String> last = new AtomicReference<>("");
    boolean goesOn = true;
    while (goesOn) {
      try {
        final String line = reader.readLine(PROMPT).strip();
        final String command = line.isEmpty() ? last.get() : line;
        last.set(repeats(command) ? command : "");
        goesOn = debugger.execute(command);
      } catch (UserInterruptException _) {
        last.set("");
      } catch (EndOfFileException _) {
        goesOn = false;
      }
    }
  }

  private static boolean repeats(String command) {
    return List.of("s", "n", "si", "ni", "step", "next", "stepi", "nexti", "next-call")
        .contains(command);
  }

  private LineReader reader(Terminal terminal, Debugger debugger) {
    final LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("cubicle")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .completer((_, line, candidates) -> complete(debugger, line, candidates));
    final String home = host.environment().apply("HOME");
    if (home != null) {
      builder.variable(
          LineReader.HISTORY_FILE, Path.of(home, ".cache", "cubicle", "debug-history"));
    }
    return builder.build();
  }

  private static void complete(Debugger debugger, ParsedLine line, List<Candidate> candidates) {
    final String word = line.word();
    (line.wordIndex() == 0 ? debugger.commands().stream() : debugger.words())
        .filter(name -> name.startsWith(word))
        .distinct()
        .limit(MOST_CANDIDATES)
        .map(Candidate::new)
        .forEach(candidates::add);
  }
}
