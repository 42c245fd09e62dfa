package dev.cubicle.bench.unikraft;

import static dev.cubicle.bench.place.ProcessPlace.EMULATED;
import static dev.cubicle.bench.place.ProcessPlace.NATIVE;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.experiment.Progress;
import dev.cubicle.bench.place.RunCounts;
import dev.cubicle.bench.report.Aim;
import dev.cubicle.bench.report.Comparison;
import dev.cubicle.bench.report.Report;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images of a tree, by turns in rounds: what disturbs the machine for a while then falls on all
 * of them alike.
 */
public final class UnikraftExperiment {
  private static final String NAME = "unikraft";
  private static final double MOST_SLOWDOWN = 3;

  private final Variants variants;
  private final Workload workload;
  private final int rounds;
  private final ImageRunner runner;
  private final ListMultimap<String, Double> emulated = ArrayListMultimap.create();
  private final List<Double> natively = new ArrayList<>();
  private final Map<String, RunCounts> counts = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Variant> running;
  private boolean runsNatively = true;
  private ImageRun expected;

  /**
   * @param variants built
   * @param launcher the {@code cubicle} command
   * @param limit after this long a run has failed
   */
  public UnikraftExperiment(
      Variants variants, Workload workload, int rounds, Path launcher, Duration limit) {
    this.variants = variants;
    this.workload = workload;
    this.rounds = rounds;
    this.runner = new ImageRunner(launcher, variants.directory(), limit);
    this.failures.addAll(variants.failures());
    this.running = new ArrayList<>(variants.all());
  }

  /** How many turns there are in all, if every image does what the stock image does. */
  public int turns() {
    return rounds * (variants.all().size() + 1);
  }

  /**
   * Measures.
   *
   * @throws BenchException if the tree's own image fails, or a run takes too long
   */
  public Outcome measure(Progress progress, Map<String, String> environment)
      throws BenchException, InterruptedException {
    Variant stock = running.removeFirst();
    for (int round = 0; round < rounds; round++) {
      progress.starting(stock.name());
      stock(stock);
      progress.done();
      progress.starting(stock.name() + ", natively");
      natively(stock);
      progress.done();
      for (Variant variant : List.copyOf(running)) {
        progress.starting(variant.name());
        inCubicles(variant);
        progress.done();
      }
    }
    List<Measured> measured =
        variants.all().stream()
            .filter(variant -> variant == stock || running.contains(variant))
            .map(this::measured)
            .toList();
    Report report =
        new Report(
            NAME,
            variants.words() + ", " + workload.words(),
            rounds,
            measured.stream().map(Measured::row).toList(),
            aims(measured),
            environment);
    return new Outcome(report, measured, failures, notes);
  }

  private void stock(Variant stock) throws BenchException, InterruptedException {
    ImageRun run = runner.emulated(stock, workload.arguments());
    boolean right =
        run.seconds().isPresent()
            && workload
                .lastLine()
                .map(line -> run.status() == 0 && run.lastLines().contains(line))
                .orElse(true);
    if (!right || expected != null && !run.isLike(expected)) {
      throw BenchException.failed("the stock image ended with " + run.ending());
    }
    expected = run;
    emulated.put(stock.name(), run.seconds().getAsDouble());
  }

  private void natively(Variant stock) throws BenchException, InterruptedException {
    if (!runsNatively) {
      return;
    }
    ImageRun run = runner.natively(stock, workload.arguments());
    if (run.isLike(expected)) {
      natively.add(run.seconds().getAsDouble());
      return;
    }
    runsNatively = false;
    natively.clear();
    notes.add(
        "natively the stock image is not measured: it ends otherwise there, as linuxu's images do"
            + " without a terminal ("
            + run.ending()
            + ")");
  }

  private void inCubicles(Variant variant) throws BenchException, InterruptedException {
    ImageRun run = runner.emulated(variant, workload.arguments());
    if (run.isLike(expected)) {
      emulated.put(variant.name(), run.seconds().getAsDouble());
      run.counts().ifPresent(found -> counts.put(variant.name(), found));
      return;
    }
    running.remove(variant);
    failures.add(
        "%s: does not do what the stock image does: %s, where that has %s"
            .formatted(variant.name(), run.ending(), expected.ending()));
  }

  private Measured measured(Variant variant) {
    Map<String, Samples> samples = new LinkedHashMap<>();
    samples.put(EMULATED, new Samples(emulated.get(variant.name())));
    if (variant.isolation().isEmpty() && !natively.isEmpty()) {
      samples.put(NATIVE, new Samples(natively));
    }
    return new Measured(
        new Row(variant.name(), "s", samples, List.of(new Comparison(EMULATED, NATIVE))),
        variant.isolation(),
        Optional.ofNullable(counts.get(variant.name())));
  }

  /** For SQLite; what failed misses its aim. */
  private List<Aim> aims(List<Measured> measured) {
    return variants.sqliteRow().stream()
        .map(
            name ->
                new Aim(
                    name + " by stock image",
                    "×",
                    measured.stream()
                        .map(Measured::row)
                        .filter(row -> row.name().equals(name))
                        .mapToDouble(row -> Outcome.slowdown(row, measured.getFirst().row()))
                        .findFirst()
                        .orElse(Double.NaN),
                    Aim.Bound.AT_MOST,
                    MOST_SLOWDOWN))
        .toList();
  }
}
