package dev.cubicle.cli.image;

import dev.cubicle.trampolines.build.BuildResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a build came to, in a few lines. */
final class BuildSummary {

  private static final int MOST_NAMES = 5;

  private BuildSummary() {}

  static String of(BuildResult result) {
    final StringBuilder text = new StringBuilder();
    line(text, "%s: %,d KiB", result.image(), (result.size() + 1023) >> 10);
    for (BuildResult.Cubicle cubicle : result.cubicles()) {
      line(text, "  %-20s %s", cubicle.name(), plural(cubicle.objects(), "object"));
    }
    code(text, result);
    for (BuildResult.Grant grant : result.grants()) {
      line(
          text,
          "%s of %s is open to others%s",
          grant.symbol(),
          grant.owner(),
          grant.others().isEmpty() ? "" : ", and on its pages: " + some(grant.others()));
    }
    tables(text, result.tables());
    return text.toString();
  }

  /** What became of functions and instructions. */
  static void code(StringBuilder text, BuildResult result) {
    line(
        text,
        "%s called across cubicles, %s whose address escapes",
        plural(result.callTrampolines(), "function"),
        result.pointerTrampolines());
    if (!result.unknownSignatures().isEmpty()) {
      line(
          text,
          "%s without debug information: called by the conservative rule (%s)",
          plural(result.unknownSignatures().size(), "function"),
          some(result.unknownSignatures()));
    }
    if (result.systemCalls() + result.traps() > 0) {
      line(
          text,
          "%s: %,d became calls, %,d traps",
          plural(result.systemCalls() + result.traps(), "SYSCALL instruction"),
          result.systemCalls(),
          result.traps());
    }
    result
        .legacyStates()
        .forEach(
            (component, count) ->
                line(
                    text,
                    "%s of %s became FXSAVE and FXRSTOR: upper halves of AVX registers are not kept",
                    plural(count, "XSAVE and XRSTOR instruction"),
                    component));
  }

  /** Those that are not what their objects say, or that everyone may write. */
  private static void tables(StringBuilder text, List<BuildResult.Table> tables) {
    for (BuildResult.Table table : tables) {
      if (table.open()) {
        line(text, "table %s: everyone may read and write it", table.section());
      } else if (table.flaggedWritable() && table.cubicle().isEmpty()) {
        line(
            text,
            "table %s: everyone may read it, nobody may write it, though its objects could",
            table.section());
      }
    }
  }

  static String some(List<String> names) {
    return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? ", ..." : "");
  }

  static String plural(int count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
