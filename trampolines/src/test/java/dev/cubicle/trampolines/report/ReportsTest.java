package dev.cubicle.trampolines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The image has 4 cubicles and 3 functions. */
final class ReportsTest {
  private static final Manifest MANIFEST = manifest();
  private static final int STATISTICS_SIZE = 160 + 8 * (3 * 4 + 3 * 4);

  private static Manifest manifest() {
    try {
      return CubicleImage.read(ByteBuffer.wrap(HandmadeImage.bytes())).manifest();
    } catch (BadInputException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteBuffer statistics() {
    ByteBuffer block = ByteBuffer.allocate(STATISTICS_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    block.put("CUBSTAT1".getBytes(StandardCharsets.US_ASCII));
    block.putInt(1).putInt(160).putLong(STATISTICS_SIZE).putInt(4).putInt(3);
    for (long count = 1; count <= 11; count++) {
      block.putLong(100 * count);
    }
    block.position(160);
    block.putLong(0).putLong(3).putLong(4).putLong(2); // Keys.
    block.putLong(0).putLong(5).putLong(6).putLong(0); // Faults.
    block.putLong(9).putLong(8).putLong(7).putLong(0); // Pages.
    block.putLong(1).position(block.position() + 3 * 8); // left_main, by the monitor.
    block.putLong(0).putLong(42); // right_sum, by left.
    return block.rewind();
  }

  private static ByteBuffer violation() {
    ByteBuffer block = ByteBuffer.allocate(344).order(ByteOrder.LITTLE_ENDIAN);
    block.put("CUBSVIO1".getBytes(StandardCharsets.US_ASCII));
    block.putInt(1).putInt(1).putInt(2).putInt(1).putInt(1).putInt(-1).putInt(2).putInt(5);
    block.putLong(0x407000).putLong(0x40c001).putLong(0xfffffff3L).putLong(0);
    block.putInt(11).putInt(4).putInt(2).putInt(0);
    block.putInt(1).putInt(1).putLong(0x40600f);
    block.putInt(0).putInt(0).putLong(0x403010);
    return block.rewind();
  }

  @Test
  void statisticsAreReadFieldByField() throws BadInputException {
    StatisticsBlock read = StatisticsBlock.read(statistics(), MANIFEST);
    assertEquals(
        new StatisticsBlock(
            100,
            200,
            300,
            400,
            500,
            600,
            700,
            800,
            900,
            1000,
            1100,
            List.of(
                new StatisticsBlock.CubicleCounts(0, 0, 0, 9),
                new StatisticsBlock.CubicleCounts(1, 3, 5, 8),
                new StatisticsBlock.CubicleCounts(2, 4, 6, 7),
                new StatisticsBlock.CubicleCounts(3, 2, 0, 0)),
            List.of(
                new StatisticsBlock.CallCount(0, 0, 1), new StatisticsBlock.CallCount(1, 1, 42))),
        read);
  }

  @Test
  void violationsAreReadFieldByField() throws BadInputException {
    assertEquals(
        Optional.of(
            new Violation(
                Violation.Kind.ACCESS,
                2,
                OptionalInt.of(1),
                OptionalInt.of(1),
                OptionalInt.empty(),
                Optional.of(Violation.Access.WRITE),
                5,
                0x407000,
                0x40c001,
                0xfffffff3L,
                0,
                11,
                4,
                List.of(
                    new Violation.Frame(1, OptionalInt.of(1), 0x40600f),
                    new Violation.Frame(0, OptionalInt.of(0), 0x403010)))),
        Violation.read(violation(), MANIFEST));
    assertEquals(Optional.empty(), Violation.read(ByteBuffer.allocate(344), MANIFEST));
  }

  @Test
  void whatDoesNotFitTheImageIsRefused() {
    assertStatisticsRefused(statistics().putInt(24, 5), "do not fit the image");
    assertStatisticsRefused(statistics().putInt(28, 1 << 30), "do not fit the image");
    assertStatisticsRefused(statistics().putLong(16, -1), "do not fit the image");
    assertStatisticsRefused(statistics().limit(STATISTICS_SIZE - 1), "do not fit the image");
    assertStatisticsRefused(ByteBuffer.allocate(0), "missing or damaged");
    assertStatisticsRefused(statistics().putLong(40, -1), "count 18446744073709551615");
    assertStatisticsRefused(statistics().putLong(160, 16), "cubicle 0 the key 16");
    assertViolationRefused(violation().putInt(12, 6), "kind 6");
    assertViolationRefused(violation().putInt(16, 4), "cubicle 4 of 4");
    assertViolationRefused(violation().putInt(20, 3), "function 3 of 3");
    assertViolationRefused(violation().putInt(32, 3), "access 3");
    assertViolationRefused(violation().putInt(36, 16), "key 16");
    assertViolationRefused(violation().putInt(80, 17), "depth 17");
    assertViolationRefused(violation().putInt(88, -1), "caller 4294967295 of 4");
    assertViolationRefused(violation().limit(343), "343 bytes");
  }

  @Property(tries = 5_000)
  void mutationsAreReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    for (ByteBuffer block : List.of(statistics(), violation())) {
      for (int i = 0; i < 2; i++) {
        block.put(random.nextInt(block.limit()), (byte) random.nextInt());
      }
      try {
        if (block.limit() == STATISTICS_SIZE) {
          assertEquals(4, StatisticsBlock.read(block, MANIFEST).cubicles().size());
        } else {
          assertTrue(Violation.read(block, MANIFEST).stream().allMatch(v -> v.cubicle() < 4));
        }
      } catch (BadInputException e) {
        assertEquals(1, e.getMessage().lines().count());
      }
    }
  }

  private static void assertStatisticsRefused(ByteBuffer block, String text) {
    var refused =
        assertThrows(BadInputException.class, () -> StatisticsBlock.read(block, MANIFEST));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }

  private static void assertViolationRefused(ByteBuffer block, String text) {
    var refused = assertThrows(BadInputException.class, () -> Violation.read(block, MANIFEST));
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }
}
