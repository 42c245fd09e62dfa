package dev.cubicle.tracing.debugger;

import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.state.LiveArgumentWindow;
import dev.cubicle.tracing.state.LiveCubicle;
import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import java.util.List;

/** The stack of calls across cubicles, with what each cubicle on it may do. */
final class Backtrace {
  private static final int MOST = 40;

  private final Session session;

  Backtrace(Session session) {
    this.session = session;
  }

  String text() throws CommandException {
    final MonitorState state = session.monitor();
    final LiveThread thread =
        session.live().orElseThrow(() -> new CommandException("the thread is in no cubicle yet"));
    final List<LiveCubicle> cubicles = state.cubicles();
    final StringBuilder text = new StringBuilder();
    frame(text, 0, state.cubicleName(thread.cubicle()), session.names().code(session.rip()));
    rights(text, cubicles, thread.cubicle());
    for (int i = 0; i < Math.min(thread.frames().size(), MOST); i++) {
      final LiveFrame call = thread.frames().get(i);
      for (LiveArgumentWindow window : call.windows()) {
        text.append(
            "       may %s 0x%x to 0x%x of %s%s until it returns%n"
                .formatted(
                    window.write() ? "write" : "read",
                    window.start(),
                    window.end(),
                    state.cubicleName(window.owner()),
                    window.transitive() ? ", with those it calls," : ""));
      }
      frame(
          text,
          i + 1,
          state.cubicleName(call.caller()),
          "%s called %s"
              .formatted(
                  session.names().callSite(call.returnAddress()),
                  session.names().function(call.function())));
      if (call.caller() != 0) {
        rights(text, cubicles, call.caller());
      }
    }
    return text.toString();
  }

  private void frame(StringBuilder text, int number, String cubicle, String where) {
    text.append(
        "#%-2d %s %s%n"
            .formatted(number, session.colours().cubicle("%-12s".formatted(cubicle)), where));
  }

  private static void rights(StringBuilder text, List<LiveCubicle> cubicles, int number) {
    cubicles.stream()
        .filter(cubicle -> cubicle.number() == number && number != 0)
        .findFirst()
        .ifPresent(
            cubicle ->
                text.append(
                    "       key %s, %,d pages of its own, holds %,d of others%n"
                        .formatted(
                            cubicle.key() == 0 ? "none now" : cubicle.key(),
                            cubicle.pages(),
                            cubicle.borrowed())));
  }
}
