package dev.cubicle.bench.experiment;

import dev.cubicle.bench.BenchException;
import dev.cubicle.bench.place.Place;
import dev.cubicle.bench.report.Row;
import dev.cubicle.bench.report.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures an experiment in several places by turns: what disturbs the machine for a while then
 * falls on all of them alike.
 */
public final class Alternation {
  private final Experiment experiment;
  private final List<Place> places;
  private final int rounds;

  /**
   * @param places in the order in which they take turns
   * @param rounds how often each has its turn; at least 1
   */
  public Alternation(Experiment experiment, List<Place> places, int rounds) {
    this.experiment = experiment;
    this.places = List.copyOf(places);
    this.rounds = rounds;
  }

  /** How many turns there are in all. */
  public int turns() {
    return rounds * places.size();
  }

  /** Measures; the rows are in the order in which the experiment names them. */
  public List<Row> measure(Progress progress) throws BenchException, InterruptedException {
    // By row, then by place.
    Map<String, Map<String, List<Double>>> samples = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Place place : places) {
        progress.starting(place.name());
        experiment
            .figures(place.run(experiment.commands(place.name())))
            .forEach(
                (row, figure) ->
                    samples
                        .computeIfAbsent(row, name -> new LinkedHashMap<>())
                        .computeIfAbsent(place.name(), name -> new ArrayList<>())
                        .add(figure));
        progress.done();
      }
    }
    List<Row> rows = new ArrayList<>();
    samples.forEach((name, byPlace) -> rows.add(row(name, byPlace)));
    return rows;
  }

  private Row row(String name, Map<String, List<Double>> byPlace) {
    Map<String, Samples> samples = new LinkedHashMap<>();
    byPlace.forEach((place, values) -> samples.put(place, new Samples(values)));
    return new Row(name, experiment.unit(), samples, experiment.comparisons());
  }
}
