package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.manifest.Manifest.Function;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An overview as text of 80 columns, for a terminal. */
public final class OverviewText {

  private static final int WIDTH = 80;

  /** Of lists that are there to be looked at; JSON has everything. */
  private static final int MOST_LINES = 4;

  private final Overview overview;
  private final StringBuilder text = new StringBuilder();

  private OverviewText(Overview overview) {
    this.overview = overview;
  }

  /** Lines, each ended by a newline. */
  public static String of(Overview overview) {
    return new OverviewText(overview).render();
  }

  private String render() {
    head();
    cubicles();
    line("");
    line("Cubicles, callers above callees (-> cubicle and number of functions it calls by");
    line("name; <- everyone: functions that shared code calls, or whose address escapes)");
    text.append(BoxDrawing.of(overview));
    calls();
    entries();
    sights();
    windows();
    systemCalls();
    traps();
    return text.toString();
  }

  private void head() {
    line(
        "%s: %s besides the monitor, %s, at most %s",
        overview.name(),
        Words.plural(overview.cubicles().size() - 1L, "cubicle"),
        Words.plural(overview.manifest().functions().size(), "crossing function"),
        Words.plural(overview.manifest().maxThreads(), "thread"));
    line(
        "Runs %s of %s first. Arena: %s at 0x%x.",
        Words.cut(overview.entry().name(), 40),
        Words.cut(overview.nameOf(overview.entry().cubicle()), 20),
        Words.size(overview.manifest().arenaSize()),
        overview.manifest().arenaStart());
  }

  private void cubicles() {
    line("");
    line(
        "%3s %-18s %-8s %6s %6s %6s %6s %5s %6s %6s",
        "#", "cubicle", "kind", "key", "code", "const", "data", "TLS", "stack", "heap");
    for (Overview.Cubicle cubicle : overview.cubicles()) {
      line(
          "%3d %-18s %-8s %6s %6s %6s %6s %5s %6s %6s%s%s",
          cubicle.number(),
          Words.cut(cubicle.name(), 18),
          Words.kind(cubicle),
          Words.key(cubicle),
          Words.size(cubicle.code()),
          Words.size(cubicle.constants()),
          Words.size(cubicle.data()),
          Words.size(cubicle.threadLocal()),
          Words.size(cubicle.row().stackSize()),
          Words.size(cubicle.row().heapLimit()),
          cubicle.row().executeOnly() ? " x" : "",
          overview.constantsForEveryone(cubicle) ? " c" : "");
    }
    line("Key 1 is on what all may read: trampolines, manifest, shared code and constants.");
    if (overview.virtualKeys()) {
      line("There are more isolated cubicles than keys: keys change hands while it runs.");
    }
    if (overview.cubicles().stream().anyMatch(cubicle -> cubicle.row().executeOnly())) {
      line("x: execute-only; nobody reads its code.");
    }
    if (overview.cubicles().stream().anyMatch(overview::constantsForEveryone)) {
      line("c: everyone reads its constants, which have key 1.");
    }
  }

  private List<Overview.Cubicle> runners(boolean withMonitor) {
    return overview.cubicles().stream()
        .filter(Overview.Cubicle::callable)
        .filter(cubicle -> withMonitor || cubicle.number() != 0)
        .toList();
  }

  private void calls() {
    line("");
    line("Who may call whom: rows call columns (number of functions by name, + for 10 and");
    line("more; i: through shared code or by pointer alone)");
    text.append(Matrix.of(runners(false), runners(true), (from, to) -> callLetter(from, to)));
    line("");
    line("Calls, by name");
    for (Overview.Call call : overview.calls()) {
      if (!call.byName().isEmpty() && call.to() != 0) {
        list(
            "  %s -> %s"
                .formatted(
                    Words.cut(overview.nameOf(call.from()), 20),
                    Words.cut(overview.nameOf(call.to()), 20)),
            call.byName().stream().map(Function::name).toList());
      }
    }
  }

  private String callLetter(Overview.Cubicle from, Overview.Cubicle to) {
    return overview.calls().stream()
        .filter(call -> call.from() == from.number() && call.to() == to.number())
        .findFirst()
        .map(
            call ->
                call.byName().isEmpty()
                    ? "i"
                    : call.byName().size() > 9 ? "+" : Integer.toString(call.byName().size()))
        .orElse(".");
  }

  private void entries() {
    line("");
    line("Entry points and their callers");
    for (Overview.Cubicle cubicle : runners(false)) {
      final List<Function> named =
          cubicle.entries().stream().filter(function -> !function.escapes()).toList();
      final long pointers = cubicle.entries().size() - (long) named.size();
      line(
          "  %s: %s%s",
          Words.cut(cubicle.name(), 40),
          named.isEmpty() ? "none by name" : Words.plural(named.size(), "function"),
          pointers == 0 ? "" : ", and " + pointers + " whose address escapes");
      for (Function function : named) {
        line(
            "    %-30s %s%s",
            Words.cut(function.name(), 30),
            Words.cut(callers(function), 43),
            function.unknown() ? " (signature unknown)" : "");
        function.windows().forEach(window -> line("      window %s", Words.window(window)));
      }
    }
  }

  private String callers(Function function) {
    if (overview.isOpenToAll(function)) {
      return "everyone";
    }
    final List<String> names = function.callers().members().mapToObj(overview::nameOf).toList();
    return names.isEmpty() ? "nobody" : String.join(", ", names);
  }

  private void sights() {
    line("");
    line("What each sees of the others' memory: rows see columns (w, r: window for writing,");
    line("for reading, open for ever; a, b: buffers for writing, for reading, during calls)");
    text.append(
        Matrix.of(
            runners(false),
            runners(false),
            (viewer, owner) ->
                switch (overview.sight(viewer.number(), owner.number())) {
                  case NOTHING -> ".";
                  case READ_DURING_CALLS -> "b";
                  case WRITE_DURING_CALLS -> "a";
                  case READ -> "r";
                  case WRITE -> "w";
                }));
    line("Windows that cubicles open while they run are not known before.");
  }

  private void windows() {
    if (overview.grants().isEmpty()) {
      return;
    }
    line("");
    line("Windows that are open for ever");
    for (Overview.Grant grant : overview.grants()) {
      final String owner = Words.cut(overview.nameOf(grant.row().owner()), 20);
      final String place =
          grant.hasAddress()
              ? "0x%x %s of %s (%s)"
                  .formatted(
                      grant.row().start(),
                      Words.size(grant.row().end() - grant.row().start()),
                      owner,
                      Words.cut(grant.symbol(), 30))
              : "%s of %s".formatted(grant.symbol(), owner);
      list(
          "  %s, %s".formatted(place, grant.row().write() ? "writable by" : "readable by"),
          grant.row().to().members().mapToObj(overview::nameOf).toList());
    }
  }

  private void systemCalls() {
    line("");
    line("System calls through the monitor");
    for (Overview.Cubicle cubicle : overview.cubicles()) {
      if (!cubicle.systemCalls().isEmpty()) {
        list("  " + Words.cut(cubicle.name(), 20), cubicle.systemCalls());
      }
    }
    if (overview.cubicles().stream().allMatch(cubicle -> cubicle.systemCalls().isEmpty())) {
      line("  none");
    }
  }

  private void traps() {
    if (overview.traps().isEmpty()) {
      return;
    }
    line("");
    line("SYSCALL instructions that became calls");
    overview.traps().stream()
        .collect(
            Collectors.groupingBy(
                trap -> "  %s, to %s".formatted(overview.nameOf(trap.cubicle()), trap.handler()),
                LinkedHashMap::new,
                Collectors.mapping(Overview.Trap::place, Collectors.toList())))
        .forEach(this::list);
  }

  /** {@code head: item, item, …}, wrapped, cut after a few lines. */
  private void list(String head, List<String> items) {
    final String first = head + ": ";
    final List<String> lines = new ArrayList<>(Words.wrap(items, ", ", WIDTH - 6));
    if (lines.size() == 1 && first.length() + lines.getFirst().length() <= WIDTH) {
      line("%s%s", first, lines.getFirst());
      return;
    }
    line("%s", first.stripTrailing());
    lines.stream().limit(MOST_LINES).forEach(line -> line("      %s", line));
    if (lines.size() > MOST_LINES) {
      line("      (%s in all)", Words.plural(items.size(), "name"));
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
