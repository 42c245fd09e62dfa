package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.report.StatisticsBlock;
import dev.cubicle.trampolines.report.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code statistics=FD} and {@code report=FD} write, held against what the guest's sources say
 * that it did.
 */
final class MonitorBlocksTest {

  private static final int STATISTICS = 8;
  private static final int REPORT = 9;
  private static final int APP = 1;
  private static final int STORE = 2;
  private static final int VAULT = 3;
  private static final int SIGSEGV = 11;
  private static final int SEGV_PKUERR = 4;

  @TempDir static Path directory;

  private static CubicleImage image;

  @BeforeAll
  static void build() throws Exception {
    image =
        CubicleImage.read(
            TestImage.of("options", Files.createDirectory(directory.resolve("options"))));
  }

  /** Both blocks of a run, and how many WRPKRU instructions the processor saw in it. */
  private record Blocks(StatisticsBlock statistics, Optional<Violation> violation, int writes) {

    static Blocks of(String argument, String options, FetchPolicy policy) throws Exception {
      var statistics = new ByteArrayOutputStream();
      var report = new ByteArrayOutputStream();
      var writes = new AtomicInteger();
      String all = "statistics=%d,report=%d%s".formatted(STATISTICS, REPORT, options);
      EmulatedRun run =
          EmulatedRun.of(
              TestImage.program(directory.resolve("options/image"), List.of(argument), all),
              builder ->
                  builder
                      .output(STATISTICS, statistics)
                      .output(REPORT, report)
                      .fetchPolicy(policy)
                      .listener(
                          event -> {
                            if (event instanceof Event.PkruWritten) {
                              writes.incrementAndGet();
                            }
                          }));
      Optional<Violation> violation =
          Violation.read(ByteBuffer.wrap(report.toByteArray()), image.manifest());
      assertEquals(
          new Ending.Exited(violation.isPresent() ? 139 : 0).toString(), run.ending(), run::error);
      return new Blocks(
          StatisticsBlock.read(ByteBuffer.wrap(statistics.toByteArray()), image.manifest()),
          violation,
          writes.get());
    }

    static Blocks of(String argument, String options) throws Exception {
      return of(argument, options, FetchPolicy.NONE);
    }

    Violation broken() {
      return violation.orElseThrow();
    }

    /** "function &lt; caller", and how often. */
    Map<String, Long> calls() {
      Map<String, Long> calls = new TreeMap<>();
      for (StatisticsBlock.CallCount call : statistics.callCounts()) {
        calls.put(
            "%s < %s"
                .formatted(
                    image.manifest().functions().get(call.function()).name(),
                    image.manifest().cubicles().get(call.caller()).name()),
            call.count());
      }
      return calls;
    }
  }

  private static String place(long address) {
    return image.symbols().at(address).orElseThrow().text();
  }

  @Test
  void everyCallIsCounted() throws Exception {
    Map<String, Long> expected =
        new TreeMap<>(
            Map.of(
                "app_main < monitor", 1L,
                "store_add < app", 5L,
                "vault_add < store", 10L,
                "store_write < app", 2L,
                "store_fill < app", 1L,
                "cubicle_find < app", 1L,
                "cubicle_syscall < app", 5L,
                "cubicle_pages_alloc < app", 1L));
    for (String operation : List.of("init", "add", "open", "close", "destroy")) {
      expected.put("cubicle_window_" + operation + " < app", 1L);
    }
    Blocks blocks = Blocks.of("count", "");
    assertEquals(expected, blocks.calls());
    assertEquals(expected, Blocks.of("count", ",mpk=off").calls());
    assertEquals(31, blocks.statistics().calls());
    assertEquals(12, blocks.statistics().monitorCalls());
  }

  @Test
  void whatWindowsAndSystemCallsDidIsCounted() throws Exception {
    StatisticsBlock block = Blocks.of("count", "").statistics();
    assertEquals(5, block.windowOperations());
    assertEquals(1, block.argumentWindows());
    assertEquals(5, block.systemCalls(), "the refused one included");
    assertEquals(0, block.evictions());
    assertEquals(0, block.traps());
    // store takes the window's page, and three for the argument; app takes one back.
    assertEquals(5, block.faults());
    assertEquals(
        List.of(0L, 1L, 4L, 0L),
        block.cubicles().stream().map(StatisticsBlock.CubicleCounts::faults).toList());
    // And three come home when store_fill returns; what pages_alloc hands out gets app's key.
    assertEquals(5 + 3 + 3, block.retags());
    assertEquals(5 + 1 + 1, block.retagCalls(), "neighbours go together");
  }

  @Test
  void pagesAreTheirOwners() throws Exception {
    StatisticsBlock idle = Blocks.of("nothing", "").statistics();
    StatisticsBlock count = Blocks.of("count", "").statistics();
    for (int cubicle : List.of(APP, STORE, VAULT)) {
      long more = cubicle == APP ? 3 : 0;
      assertEquals(
          idle.cubicles().get(cubicle).pages() + more,
          count.cubicles().get(cubicle).pages(),
          "cubicle " + cubicle);
    }
    assertEquals(0, idle.faults());
    assertEquals(0, idle.retags());
    assertEquals(1, idle.calls());
  }

  @Test
  void keysAreThoseOfTheProcess() throws Exception {
    List<Integer> keys =
        Blocks.of("count", "").statistics().cubicles().stream()
            .map(StatisticsBlock.CubicleCounts::key)
            .toList();
    assertEquals(0, keys.getFirst());
    assertEquals(4, keys.stream().distinct().count(), keys::toString);
    StatisticsBlock without = Blocks.of("count", ",mpk=off").statistics();
    assertEquals(0, without.faults());
    assertEquals(0, without.switches());
    assertTrue(without.cubicles().stream().allMatch(cubicle -> cubicle.key() == 0));
  }

  /** By what 100 calls more make, faults and boot aside: the processor has counted as well. */
  @Test
  void switchesAreWhatTheProcessorSaw() throws Exception {
    Blocks idle = Blocks.of("nothing", "");
    Blocks more = Blocks.of("more", "");
    long counted = more.statistics().switches() - idle.statistics().switches();
    assertEquals(300, more.statistics().calls() - idle.statistics().calls());
    assertEquals(4 * 300, counted, "two there, two back");
    assertEquals(counted, more.writes() - idle.writes());
  }

  @Test
  void aRunWithoutAViolationSaysSo() throws Exception {
    assertFalse(Blocks.of("count", "").violation().isPresent());
  }

  @Test
  void anAccessIsReported() throws Exception {
    Blocks blocks = Blocks.of("read", "");
    Violation violation = blocks.broken();
    assertEquals(Violation.Kind.ACCESS, violation.kind());
    assertEquals(STORE, violation.cubicle());
    assertEquals(OptionalInt.of(VAULT), violation.owner());
    assertEquals(OptionalInt.of(VAULT), violation.holder());
    assertEquals(Optional.of(Violation.Access.READ), violation.access());
    assertEquals(blocks.statistics().cubicles().get(VAULT).key(), violation.key());
    assertEquals("vault_page", place(violation.address()));
    assertTrue(place(violation.instruction()).startsWith("store_read"));
    assertEquals(SIGSEGV, violation.signal());
    assertEquals(SEGV_PKUERR, violation.code());
    assertEquals(1, violation.pkru() >> 2 * violation.key() & 1, "its key was closed");
    assertEquals(
        0, violation.pkru() >> 2 * blocks.statistics().cubicles().get(STORE).key() & 3, "its own");
  }

  @Test
  void callsThatLedThereAreReported() throws Exception {
    Violation violation = Blocks.of("write", "").broken();
    assertEquals(Optional.of(Violation.Access.WRITE), violation.access());
    int row = violation.function().orElseThrow();
    assertEquals("store_write", image.manifest().functions().get(row).name());
    assertEquals(1, violation.calls().size());
    Violation.Frame frame = violation.calls().getFirst();
    assertEquals(APP, frame.caller());
    assertEquals(OptionalInt.of(row), frame.function());
    assertTrue(place(frame.address()).startsWith("app_main+"), place(frame.address()));
    // What was counted until then is written as well.
    Map<String, Long> calls = Blocks.of("write", "").calls();
    assertEquals(1, calls.get("store_write < app"));
  }

  @Test
  void aJumpIsReported() throws Exception {
    Violation violation = Blocks.of("jump", ",cfi=tag-nx", FetchPolicy.TAG_NX).broken();
    assertEquals(Violation.Kind.CONTROL_FLOW, violation.kind());
    assertEquals(APP, violation.cubicle());
    assertEquals(OptionalInt.of(STORE), violation.owner());
    assertEquals(Optional.of(Violation.Access.EXECUTE), violation.access());
    assertTrue(place(violation.address()).startsWith("store_inside+"));
    assertEquals(violation.address(), violation.instruction());
    assertEquals(SEGV_PKUERR, violation.code());
    assertEquals(List.of(), violation.calls());
  }
}
