package dev.cubicle.cli.run;

import dev.cubicle.mpk.FetchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The environment variable that tells a cubicle image's monitor how to run: docs/image.md. */
final class MonitorOptions {

  private static final String VARIABLE = "CUBICLE";

  private MonitorOptions() {}

  /**
   * Adds the options to an environment. What the user gave with {@code --env} comes first.
   *
   * @param observed whether somebody watches, and nothing shall be stopped
   * @param more further options
   * @param environment by name; changed
   */
  static void add(
      RunRequest request,
      MonitorChannel channel,
      boolean observed,
      List<String> more,
      Map<String, String> environment) {
    final List<String> options = new ArrayList<>();
    final String given = environment.get(VARIABLE);
    if (given != null && !given.isEmpty()) {
      options.add(given);
    }
    if (!request.protectionKeys()) {
      options.add("mpk=off");
    }
    if (observed) {
      options.add("observe=on");
    }
    if (request.policy() == FetchPolicy.TAG_NX) {
      options.add("cfi=tag-nx");
    }
    options.addAll(more);
    for (int descriptor : channel.captures().keySet()) {
      options.add(
          (descriptor == MonitorChannel.STATISTICS ? "statistics=" : "report=") + descriptor);
    }
    environment.put(VARIABLE, String.join(",", options));
  }
}
