package dev.cubicle.trampolines.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {

  @Test
  void calleesAreBelowAllTheirCallers() {
    final List<List<Integer>> layers =
        Layers.of(SampleOverviews.of(9)).stream()
            .map(layer -> layer.stream().map(Overview.Cubicle::number).toList())
            .toList();
    assertEquals(List.of(List.of(1), List.of(2, 3), List.of(4, 5, 6, 7)), layers);
  }

  @Test
  void callsInACircleEnd() {
    final Overview sample = SampleOverviews.of(6);
    final List<Overview.Call> circle =
        List.of(call(sample, 1, 2), call(sample, 2, 3), call(sample, 3, 1), call(sample, 1, 4));
    final Overview overview =
        new Overview(
            "circle", sample.manifest(), sample.cubicles(), circle, List.of(), List.of(), false);
    assertEquals(
        List.of(List.of(1), List.of(2, 4), List.of(3)),
        Layers.of(overview).stream()
            .map(layer -> layer.stream().map(Overview.Cubicle::number).toList())
            .toList());
  }

  private static Overview.Call call(Overview overview, int from, int to) {
    return new Overview.Call(
        from, to, List.of(overview.manifest().functions().getFirst()), List.of());
  }
}
