package dev.cubicle.bench.experiment;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.GuestRun;
import dev.cubicle.bench.place.QemuPlace;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Aim.Bound;
import dev.cubicle.bench.report.Comparison;
import dev.cubicle.bench.report.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call to another cubicle that does nothing there, and back; the guest's own clock counts.
 *
 * @param calls in the loop; 1 to 100 million
 */
public record CallExperiment(long calls) implements Experiment {
  private static final double MOST_NANOSECONDS = 3000;
  private static final String ACROSS = "empty call to another cubicle";
  private static final String WITHOUT_KEYS = "the same without keys";

  private static final String FEW = "many cubicles, 8 of them in turn";
  private static final String ALL = "64 cubicles in turn: each takes another's key";

  private static final Pattern LINE =
      Pattern.compile("picoseconds a call to another cubicle (?<time>\\d+)");

  private static final Pattern FEW_LINE = Pattern.compile("8 cubicles in turn (?<time>\\d+)");
  private static final Pattern ALL_LINE = Pattern.compile("64 cubicles in turn (?<time>\\d+)");

  /** A round goes to 64 cubicles, and taking a key costs as much as some 15 calls. */
  private static final long CALLS_PER_ROUND = 1000;

  private static final Comparison OURS_CHEAPER = new Comparison(QemuPlace.NAME, EMULATED);

  @Override
  public String name() {
    return "call";
  }

  @Override
  public String title() {
    return "The cost of a call to another cubicle and back, with nothing in it";
  }

  @Override
  public String unit() {
    return "ns";
  }

  @Override
  public List<GuestCommand> commands() {
    GuestCommand command = GuestCommand.of("empty-call", Long.toString(calls));
    long rounds = Math.max(1, calls / CALLS_PER_ROUND);
    return List.of(
        command,
        command.withMonitor("mpk=off"),
        GuestCommand.of("many-cubicles", Long.toString(rounds)));
  }

  @Override
  public Map<String, Double> figures(List<GuestRun> runs) throws BenchException {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(ACROSS, nanoseconds(runs.getFirst(), LINE));
    figures.put(WITHOUT_KEYS, nanoseconds(runs.get(1), LINE));
    figures.put(FEW, nanoseconds(runs.getLast(), FEW_LINE));
    figures.put(ALL, nanoseconds(runs.getLast(), ALL_LINE));
    return figures;
  }

  private static double nanoseconds(GuestRun run, Pattern pattern) throws BenchException {
    Matcher line = pattern.matcher(run.output());
    if (!line.find()) {
      throw BenchException.failed(run.command() + ": no time in its output");
    }
    return Double.parseDouble(line.group("time")) / 1000;
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(OURS_CHEAPER);
  }

  @Override
  public List<Aim> aims(List<Row> rows) {
    return List.of(
        new Aim(
            ACROSS + ", emulated",
            "ns",
            rows.getFirst().median(EMULATED),
            Bound.AT_MOST,
            MOST_NANOSECONDS));
  }
}
