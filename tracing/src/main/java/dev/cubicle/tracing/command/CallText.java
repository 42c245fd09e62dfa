package dev.cubicle.tracing.command;

import dev.cubicle.tracing.state.CodeNames;
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
        "#0  %-12s %s",
        state.cubicleName(thread.cubicle()), rip.isPresent() ? names.code(rip.getAsLong()) : "");
    final List<LiveFrame> frames = thread.frames();
    for (int i = 0; i < Math.min(frames.size(), MOST); i++) {
      lines.add("#%-2d %s", i + 1, call(frames.get(i)));
    }
    if (frames.size() > MOST) {
      lines.add("    and %d calls more", frames.size() - MOST);
    }
    return lines.toString();
  }

  /** Such as "app main+0x1a called vfs_read of vfs, 1 buffer open". */
  private String call(LiveFrame frame) {
    final int buffers = frame.windows().size();
    return "%-12s %s called %s of %s%s"
        .formatted(
            state.cubicleName(frame.caller()),
            names.callSite(frame.returnAddress()),
            names.function(frame.function()),
            state.cubicleName(frame.callee()),
            buffers == 0
                ? ""
                : ", %d %s open".formatted(buffers, buffers == 1 ? "buffer" : "buffers"));
  }
}
