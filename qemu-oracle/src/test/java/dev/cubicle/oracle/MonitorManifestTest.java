package dev.cubicle.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.manifest.CubicleImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Manifests that the monitor cannot boot from: it says so and ends with status 125, whoever started
 * the image. The tools, which look closer, are tested elsewhere. Offsets are those of {@code
 * cubicle/manifest.h}.
 */
final class MonitorManifestTest {

  private static final String REFUSED = new Ending.Exited(125).toString();
  private static final int MANIFEST_SIZE = 184;
  private static final int CUBICLES = 96;
  private static final int SEGMENTS = 104;
  private static final int FUNCTIONS = 112;
  private static final int ARGUMENTS = 120;

  @TempDir static Path directory;

  private static byte[] whole;
  private static int manifest;

  @BeforeAll
  static void build() throws Exception {
    whole = Files.readAllBytes(TestImage.of("features", directory));
    manifest = new String(whole, StandardCharsets.ISO_8859_1).indexOf("CUBICLE1");
  }

  private static ByteBuffer copy() {
    return ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where in the file a table is whose address the manifest holds. */
  private static int table(ByteBuffer image, int pointer) throws Exception {
    long address = image.getLong(manifest + pointer);
    return CubicleImage.read(ByteBuffer.wrap(whole)).loads().stream()
        .filter(load -> address >= load.address() && address - load.address() < load.fileSize())
        .mapToInt(load -> (int) (address - load.address() + load.offset()))
        .findFirst()
        .orElseThrow();
  }

  private static EmulatedRun run(ByteBuffer image) throws Exception {
    Path file = Files.write(directory.resolve("damaged"), image.array());
    return EmulatedRun.of(TestImage.program(file, List.of("exit"), ""));
  }

  private static void assertRefused(String message, ByteBuffer image) throws Exception {
    EmulatedRun run = run(image);
    assertEquals("cubicle: " + message + "\n", run.error());
    assertEquals(REFUSED, run.ending());
    assertEquals("", run.output());
  }

  private static void put(ByteBuffer image, int at, int bytes, long value) {
    switch (bytes) {
      case 1 -> image.put(at, (byte) value);
      case 2 -> image.putShort(at, (short) value);
      case 4 -> image.putInt(at, (int) value);
      default -> image.putLong(at, value);
    }
  }

  @Test
  void theImageIsFineAsItIs() throws Exception {
    assertEquals(new Ending.Exited(77).toString(), run(copy()).ending());
  }

  @ParameterizedTest
  @CsvSource({
    "magic, 0, 8, 0x31454c4349425542, it has another version",
    "version, 8, 4, 2, it has another version",
    "size, 12, 4, 192, it has another version",
    "image start not aligned, 16, 8, 0x400001, image and arena do not lie right",
    "image end before its start, 24, 8, 0x3ff000, image and arena do not lie right",
    "arena inside the image, 32, 8, 0x200000, image and arena do not lie right",
    "arena not aligned, 32, 8, 0x10001000, image and arena do not lie right",
    "arena at the end of all addresses, 32, 8, 0xffffffffffe00000, "
        + "image and arena do not lie right",
    "arena of odd size, 40, 8, 0x1001, image and arena do not lie right",
    "arena of all memory, 40, 8, 0xfffffffffffff000, image and arena do not lie right",
    "one cubicle, 64, 4, 1, it has no cubicles or no entry",
    "too many cubicles, 64, 4, 257, it has no cubicles or no entry",
    "so many cubicles that sizes wrap, 64, 4, 0xffffffff, it has no cubicles or no entry",
    "no functions, 72, 4, 0, it has no cubicles or no entry",
    "entry, 176, 4, 0xffffffff, it has no cubicles or no entry",
    "more segments than there is room, 68, 4, 0xffffffff, a table lies outside the image",
    "more functions, 72, 4, 0x7fffffff, a table lies outside the image",
    "more arguments, 76, 4, 0xffffffff, a table lies outside the image",
    "more grants, 80, 4, 0xffffffff, a table lies outside the image",
    "more traps, 84, 4, 0xffffffff, a table lies outside the image",
    "no strings, 88, 4, 0, a table lies outside the image",
    "strings without an end, 88, 4, 1, ''",
    "cubicles at 0, 96, 8, 0, a table lies outside the image",
    "segments at the end of all addresses, 104, 8, 0xfffffffffffffff8, "
        + "a table lies outside the image",
    "functions at a non-canonical address, 112, 8, 0x8000000000000000, "
        + "a table lies outside the image",
    "arguments elsewhere, 120, 8, 0x1000, a table lies outside the image",
    "grants elsewhere, 128, 8, 0x1000, a table lies outside the image",
    "traps elsewhere, 136, 8, 0x1000, a table lies outside the image",
    "strings elsewhere, 144, 8, 0x1000, a table lies outside the image",
    "more thread-local data in the file than in memory, 160, 8, 0x10000000, "
        + "its thread-local storage is damaged",
    "thread-local data of all memory, 168, 8, 0x7fffffffffffffff, "
        + "its thread-local storage is damaged",
  })
  void aDamagedHeaderIsRefused(String what, int at, int bytes, String value, String message)
      throws Exception {
    ByteBuffer image = copy();
    put(image, manifest + at, bytes, number(value));
    if (message.isEmpty()) {
      assertEquals(REFUSED, run(image).ending(), what);
    } else {
      assertRefused("the image's manifest cannot be used: " + message, image);
    }
  }

  private static long number(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }

  /** Field of the manifest that leads to the table, row's size, row, offset in it. */
  @ParameterizedTest
  @CsvSource({
    "96, 88, 1, 0, 4, 0x7fffffff, a cubicle's row is damaged",
    "96, 88, 2, 4, 1, 3, a cubicle's row is damaged",
    "96, 88, 1, 8, 8, 0x1001, a cubicle's row is damaged",
    "96, 88, 1, 8, 8, 0xfffffffffffff000, a cubicle's row is damaged",
    "104, 24, 0, 0, 8, 0x1000, a segment lies outside the image",
    "104, 24, 1, 8, 8, 0xfffffffffffff000, a segment lies outside the image",
    "104, 24, 1, 8, 8, 0x400000, a segment lies outside the image",
    "104, 24, 1, 16, 2, 200, a segment lies outside the image",
    "104, 24, 1, 18, 1, 7, a segment is writable and executable",
    "104, 24, 1, 19, 1, 3, a segment lies outside the image",
    "112, 64, 0, 0, 8, 0x1000, a function's row is damaged",
    "112, 64, 1, 8, 2, 99, a function's row is damaged",
    "112, 64, 1, 10, 2, 257, a function's row is damaged",
    "112, 64, 1, 16, 4, 0xffffffff, a function's row is damaged",
    "112, 64, 1, 24, 2, 65535, a function's argument windows lie outside their table",
    "120, 16, 0, 0, 1, 250, an argument window names a parameter that is not there",
    "120, 16, 0, 1, 1, 254, an argument window names a parameter that is not there",
    "120, 16, 0, 2, 1, 254, an argument window names a parameter that is not there",
  })
  void aDamagedRowIsRefused(
      int pointer, int size, int row, int at, int bytes, String value, String message)
      throws Exception {
    ByteBuffer image = copy();
    put(image, table(image, pointer) + row * size + at, bytes, number(value));
    assertRefused("the image's manifest cannot be used: " + message, image);
  }

  /** Rows of one kind taken for another's. */
  @ParameterizedTest
  @CsvSource({
    "80, 128, 'a grant lies outside the image, or is none'",
    "84, 136, the trap table is damaged",
  })
  void tablesThatHoldSomethingElse(int count, int pointer, String message) throws Exception {
    ByteBuffer image = copy();
    image.putInt(manifest + count, 2);
    image.putLong(manifest + pointer, image.getLong(manifest + FUNCTIONS));
    assertRefused("the image's manifest cannot be used: " + message, image);
  }

  @Test
  void whatDoesNotFitTheArena() throws Exception {
    ByteBuffer small = copy();
    small.putLong(manifest + 40, 0x40000);
    assertRefused("the arena is too small for the stacks", small);
    ByteBuffer threads = copy();
    threads.putInt(manifest + 92, -1);
    assertRefused("the image's manifest cannot be used: it has too many threads", threads);
    ByteBuffer many = copy();
    many.putInt(manifest + 92, 64);
    assertRefused("the arena is too small for the stacks", many);
  }

  /**
   * Whatever else is in there: a status of its own, or the monitor's, or a report; never a signal
   * that nobody handled, nor a run without an end.
   */
  @Test
  void randomDamageDoesNotKillTheMonitor() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      ByteBuffer image = copy();
      int start = manifest;
      int length = MANIFEST_SIZE;
      if (random.nextBoolean()) {
        int pointer = List.of(CUBICLES, SEGMENTS, FUNCTIONS, ARGUMENTS).get(random.nextInt(4));
        start = table(image, pointer);
        length = 16 * 5;
      }
      image.put(start + random.nextInt(length), (byte) random.nextInt(256));
      EmulatedRun run = run(image);
      assertTrue(run.ending().startsWith("exit "), "seed " + seed + ": " + run);
    }
  }
}
