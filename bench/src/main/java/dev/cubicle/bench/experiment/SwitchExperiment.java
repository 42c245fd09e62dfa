package dev.cubicle.bench.experiment;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;

import com.google.common.math.Quantiles;
import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.place.QemuPlace;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Aim.Bound;
import dev.cubicle.bench.report.Comparison;
import dev.cubicle.bench.report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one WRPKRU costs once all is warm, with a number of pages touched between two of them. The
 * guest measures the same loop without WRPKRU and takes that off; its own clock counts.
 *
 * @param iterations of the guest's loop, each of which has two switches
 */
public record SwitchExperiment(long iterations) implements Experiment {
  private static final List<Integer> PAGES = List.of(1, 16, 64);
  private static final int PAGES_OF_THE_AIM = 16;
  private static final double LEAST_RATIO = 10;
  private static final double MOST_NANOSECONDS = 1000;

  /**
   * Repetitions within a run. The first of them show how the emulators warm up: code is translated,
   * and Java code compiled. The median of the others is the run's figure.
   */
  private static final int REPETITIONS = 8;

  private static final int WARM_UP = 4;

  private static final Pattern LINE =
      Pattern.compile(
          "pages=(?<pages>\\d+) iterations=\\d+ with=[-\\d.]+ without=(?<without>[-\\d.]+)"
              + " wrpkru=(?<wrpkru>[-\\d.]+)");

  private static final Comparison OURS_CHEAPER = new Comparison(QemuPlace.NAME, EMULATED);

  @Override
  public String name() {
    return "switch";
  }

  @Override
  public String title() {
    return "The cost of one WRPKRU, by the number of pages touched between two of them";
  }

  @Override
  public String unit() {
    return "ns";
  }

  @Override
  public List<GuestCommand> commands() {
    return PAGES.stream()
        .map(
            pages ->
                GuestCommand.of(
                    "wrpkru-switch",
                    Integer.toString(pages),
                    Long.toString(iterations),
                    Integer.toString(REPETITIONS)))
        .toList();
  }

  @Override
  public Map<String, Double> figures(List<GuestRun> runs) throws BenchException {
    Map<String, Double> switching = new LinkedHashMap<>();
    Map<String, Double> touching = new LinkedHashMap<>();
    for (int i = 0; i < PAGES.size(); i++) {
      List<Matcher> lines = lines(runs.get(i), PAGES.get(i));
      switching.put(rowName(PAGES.get(i)), median(lines, "wrpkru"));
      touching.put("touching alone, " + count(PAGES.get(i)), median(lines, "without"));
    }
    switching.putAll(touching);
    return switching;
  }

  private static List<Matcher> lines(GuestRun run, int pages) throws BenchException {
    List<Matcher> lines = new ArrayList<>();
    for (String line : run.output().lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || Integer.parseInt(matcher.group("pages")) != pages) {
        throw BenchException.failed(run.command() + ": not understood: " + line);
      }
      lines.add(matcher);
    }
    if (lines.size() != REPETITIONS) {
      throw BenchException.failed(
          "%s: %d lines instead of %d".formatted(run.command(), lines.size(), REPETITIONS));
    }
    return lines.subList(WARM_UP, REPETITIONS);
  }

  private static double median(List<Matcher> lines, String group) {
    return Quantiles.median()
        .compute(lines.stream().map(line -> Double.parseDouble(line.group(group))).toList());
  }

  private static String rowName(int pages) {
    return "WRPKRU, " + count(pages);
  }

  private static String count(int pages) {
    return pages == 1 ? "1 page" : pages + " pages";
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(OURS_CHEAPER);
  }

  @Override
  public List<Aim> aims(List<Row> rows) {
    List<Row> switching = rows.subList(0, PAGES.size());
    Row judged = switching.get(PAGES.indexOf(PAGES_OF_THE_AIM));
    double dearest =
        switching.stream().mapToDouble(row -> row.median(EMULATED)).max().orElse(Double.NaN);
    return List.of(
        new Aim(
            judged.name() + ", " + OURS_CHEAPER.name(),
            "×",
            judged.ratio(OURS_CHEAPER).orElse(Double.NaN),
            Bound.AT_LEAST,
            LEAST_RATIO),
        new Aim("the dearest WRPKRU of ours", "ns", dearest, Bound.AT_MOST, MOST_NANOSECONDS));
  }
}
