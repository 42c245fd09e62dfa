package dev.cubicle.learning.text;

import dev.cubicle.learning.inference.Grant;
import dev.cubicle.learning.inference.Lesson;
import dev.cubicle.learning.inference.Uncovered;
import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.Subject;
import dev.cubicle.trampolines.build.crossing.BareReference;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The text of a policy: what was given, and behind it what was learned, with reasons. */
public final class LearnedPolicy {
  private static final int WIDTH = 108;

  /** What is larger gets a window all the same (copy.c in the monitor's sources). */
  private static final long LARGEST_COPY = 4096;

  private final Wording wording;
  private final StringBuilder text = new StringBuilder();

  private LearnedPolicy(Wording wording) {
    this.wording = wording;
  }

  /**
   * @param given the text of the policy that the run began with; may be empty
   * @param bare references of code to data that is not open; what is not learned to be used is let
   *     through, and nothing more
   */
  public static String text(
      String given,
      Lesson lesson,
      Collection<BareReference> bare,
      CubicleImage image,
      List<FunctionRow> functions,
      SourceLines lines) {
    final LearnedPolicy policy = new LearnedPolicy(new Wording(image, functions, lines));
    policy.write(given, lesson, bare);
    return policy.text.toString();
  }

  /** Whether a policy can name the variable of a subject. */
  public static boolean isVariable(CubicleImage image, Subject subject) {
    return Wording.isVariable(image, subject);
  }

  private void write(String given, Lesson lesson, Collection<BareReference> bare) {
    if (!given.isBlank()) {
      text.append(given.stripTrailing()).append("\n\n");
    }
    text.append(
            "# --- Learned from a run. Every entry says what it was first needed for, and how often.\n")
        .append("# --- Windows are of whole pages: what lies beside a buffer is open with it.\n");
    for (Grant grant : lesson.grants()) {
      text.append('\n');
      reasons(grant);
      switch (grant) {
        case Grant.Window window -> window(window);
        case Grant.Data data -> data(data.symbol(), data.owner(), data.to(), word(data.write()));
        case Grant.Memory memory -> memory(memory);
      }
    }
    references(lesson, bare);
    for (Uncovered uncovered : lesson.uncovered()) {
      text.append('\n');
      comment(
          "Not covered, since %s: %s. %s."
              .formatted(
                  uncovered.reason(),
                  wording.first(uncovered.observation()),
                  Wording.counted(uncovered.observation().count(), "access")
                      .replace("accesss", "accesses")));
    }
  }

  private static String word(boolean write) {
    return write ? "write" : "read";
  }

  private void reasons(Grant grant) {
    final Set<String> told = new HashSet<>();
    for (Observation reason : grant.reasons()) {
      // Of each cubicle the first access that reads and the first that writes.
      if (told.add(reason.subject().accessor() + " " + reason.subject().write())) {
        final long count =
            grant.reasons().stream()
                .filter(o -> o.subject().accessor() == reason.subject().accessor())
                .filter(o -> o.subject().write() == reason.subject().write())
                .mapToLong(Observation::count)
                .sum();
        comment("%s; %s.".formatted(wording.first(reason), times(count)));
      }
    }
    if (grant instanceof Grant.Window window) {
      copy(window);
    }
    final String exposure = wording.exposure(grant);
    if (!exposure.isEmpty()) {
      comment(exposure + ".");
    }
  }

  /**
   * A copy opens the least, but only a person knows whether the callee keeps the address or hands
   * it back: then it would go on with a copy that is gone.
   */
  private void copy(Grant.Window window) {
    final long extent =
        window.reasons().stream().mapToLong(Observation::extent).max().orElse(Long.MAX_VALUE);
    if (!window.deep() && extent <= LARGEST_COPY) {
      comment(
          "No more than %s of it were touched: if its address is not kept or handed back, map ="
                  .formatted(Wording.counted(extent, "byte"))
              + " \"copy\" is enough, and opens nothing beside them.");
    }
  }

  private static String times(long count) {
    return count == 1 ? "once" : Wording.counted(count, "time");
  }

  private void window(Grant.Window window) {
    text.append("[[functions.%s.windows]]\n".formatted(key(window.function())))
        .append("parameter = %d\n".formatted(window.parameter()))
        .append("size = %s\n".formatted(window.size()));
    if (window.write()) {
      text.append("access = \"write\"\n");
    }
    if (window.deep()) {
      text.append("for = \"callees\"\n");
    }
  }

  /** Bare keys of TOML have no dots. */
  private static String key(String name) {
    return name.matches("[A-Za-z0-9_-]+") ? name : '"' + name + '"';
  }

  private void data(String symbol, String owner, Collection<String> to, String access) {
    text.append("[[data]]\n")
        .append("symbol = \"%s\"\n".formatted(symbol))
        .append("owner = \"%s\"\n".formatted(owner))
        .append("to = %s\n".formatted(list(to)));
    if (!access.equals("read")) {
      text.append("access = \"%s\"\n".formatted(access));
    }
  }

  private void memory(Grant.Memory memory) {
    text.append("[[memory]]\n")
        .append("owner = \"%s\"\n".formatted(memory.owner()))
        .append("part = \"%s\"\n".formatted(memory.part().word()))
        .append("to = %s\n".formatted(list(memory.to())));
    if (memory.write()) {
      text.append("access = \"write\"\n");
    }
  }

  private static String list(Collection<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  /** Named in code, but never touched in the run: the image can be built, and shows it if it is. */
  private void references(Lesson lesson, Collection<BareReference> bare) {
    final List<String> entries = new ArrayList<>();
    for (BareReference reference : bare) {
      final Set<String> granted = new HashSet<>();
      for (Grant grant : lesson.grants()) {
        if (grant instanceof Grant.Data data
            && data.owner().equals(reference.owner())
            && data.symbol().equals(reference.symbol())) {
          granted.addAll(data.to());
        }
      }
      final Set<String> left = new TreeSet<>(users(reference, granted));
      left.removeAll(granted);
      left.remove(reference.owner());
      if (!left.isEmpty()) {
        final int before = text.length();
        data(reference.symbol(), reference.owner(), left, "none");
        entries.add(text.substring(before));
        text.setLength(before);
      }
    }
    if (entries.isEmpty()) {
      return;
    }
    text.append('\n');
    comment(
        "Named in code, but not used in the run. Nothing is open: whoever uses it is stopped, and"
            + " then needs access = \"read\" or \"write\".");
    entries.stream().sorted().forEach(entry -> text.append(entry).append('\n'));
    text.setLength(text.length() - 1);
  }

  /** All cubicles by their names, where some of them have a grant already. */
  private Collection<String> users(BareReference reference, Set<String> granted) {
    return granted.isEmpty() || !reference.users().contains("*")
        ? reference.users()
        : wording.isolated();
  }

  private void comment(String sentence) {
    final StringBuilder line = new StringBuilder("#");
    for (String word : sentence.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append('#');
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }
}
