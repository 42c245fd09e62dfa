package dev.cubicle.tracing.command;

import dev.cubicle.tracing.state.LiveFrame;
import dev.cubicle.tracing.state.LiveThread;
import dev.cubicle.tracing.state.MonitorState;
import java.util.List;
import java.util.OptionalLong;

/** Chains of calls across cubicles in words. */
final class CallText {
  private static final int MOST = 40;

  private final MonitorState state;
  private final CodeNames names;

  CallText(MonitorState state, CodeNames names) {
    this.state = state;
    this.names = names;
  }

  /** Where a thread is, and the calls that led there. */
  String of(LiveThread thread, RegisterReader registers) {
    final Lines lines = new Lines();
    final OptionalLong rip = registers.read("rip");
    lines.add(
        "#0  %s%s",
        state.cubicleName(thread.cubicle()),
        rip.isPresent() ? " at " + names.code(rip.getAsLong()) : "");
    final List<LiveFrame> frames = thread.frames();
    for (int i = 0; i < Math.min(frames.size(), MOST); i++) {
      final LiveFrame frame = frames.get(i);
      lines.add(
          "      %s of %s%s",
          names.function(frame.function()),
          state.cubicleName(frame.callee()),
          frame.windows().isEmpty()
              ? ""
              : ", %d argument window%s open"
                  .formatted(frame.windows().size(), frame.windows().size() == 1 ? "" : "s"));
      lines.add(
          "#%-2d %s at %s (0x%x)",
          i + 1,
          state.cubicleName(frame.caller()),
          names.callSite(frame.returnAddress()),
          frame.returnAddress());
    }
    if (frames.size() > MOST) {
      lines.add("      and %d calls more", frames.size() - MOST);
    }
    return lines.toString();
  }
}
