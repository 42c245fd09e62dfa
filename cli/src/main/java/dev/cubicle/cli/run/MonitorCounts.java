package dev.cubicle.cli.run;

import dev.cubicle.tracing.statistics.CubicleStatistics;
import dev.cubicle.tracing.statistics.CubicleStatistics.Call;
import dev.cubicle.tracing.statistics.CubicleStatistics.Cubicle;
import dev.cubicle.tracing.statistics.CubicleStatistics.Total;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.report.StatisticsBlock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Gives the numbers of a monitor's statistics the names that the manifest has for them. */
final class MonitorCounts {

  private MonitorCounts() {}

  static CubicleStatistics of(StatisticsBlock block, Manifest manifest) {
    final List<Cubicle> cubicles =
        block.cubicles().stream()
            .map(
                counts -> {
                  final Manifest.Cubicle cubicle = manifest.cubicles().get(counts.cubicle());
                  return new Cubicle(
                      cubicle.name(),
                      cubicle.kind().name().toLowerCase(Locale.ROOT),
                      counts.key(),
                      counts.faults(),
                      counts.pages());
                })
            .toList();
    final List<Call> calls =
        block.callCounts().stream()
            .sorted(Comparator.comparingLong(StatisticsBlock.CallCount::count).reversed())
            .map(
                call -> {
                  final Manifest.Function function = manifest.functions().get(call.function());
                  return new Call(
                      cubicles.get(call.caller()).name(),
                      cubicles.get(function.cubicle()).name(),
                      function.name(),
                      call.count());
                })
            .toList();
    return new CubicleStatistics(cubicles, calls, totals(block));
  }

  private static List<Total> totals(StatisticsBlock block) {
    return List.of(
        new Total("calls", "calls between cubicles", block.calls()),
        new Total("monitorCalls", "of them into the monitor", block.monitorCalls()),
        new Total("switches", "WRPKRU instructions", block.switches()),
        new Total("faults", "faults on keys", block.faults()),
        new Total("retags", "pages given another key", block.retags()),
        new Total("retagCalls", "system calls for them", block.retagCalls()),
        new Total("windowOperations", "window operations", block.windowOperations()),
        new Total("argumentWindows", "argument windows", block.argumentWindows()),
        new Total("systemCalls", "system calls for cubicles", block.systemCalls()),
        new Total("evictions", "keys taken for others", block.evictions()),
        new Total("traps", "system calls that trapped", block.traps()));
  }
}
