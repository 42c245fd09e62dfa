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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of the policy over everything of a kind that a cubicle has. */
final class MonitorGrantsTest {

  @TempDir static Path directory;

  private static Path image;

  @BeforeAll
  static void build() throws Exception {
    image = TestImage.of("grants", directory);
  }

  private static EmulatedRun run(String arguments) throws Exception {
    return EmulatedRun.of(TestImage.program(image, List.of(arguments.split(" ")), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "heap",
        "stack",
        "data",
        "zero",
        "constant",
        "thread-local",
        "thread-stack",
        "thread-thread-local",
        "name",
        "received",
        "strangers-constant",
      })
  void whoMayReadReads(String what) throws Exception {
    EmulatedRun run = run("reader reads " + what);
    assertEquals("k\n", run.output(), run.error());
    assertEquals(new Ending.Exited(0).toString(), run.ending());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "heap",
        "stack",
        "data",
        "zero",
        "thread-local",
        "thread-stack",
        "thread-thread-local",
        "received",
      })
  void whoMayWriteWrites(String what) throws Exception {
    EmulatedRun run = run("writer writes " + what);
    assertEquals("w\n", run.output(), run.error());
    assertEquals(new Ending.Exited(0).toString(), run.ending());
  }

  @ParameterizedTest
  @CsvSource({
    "stranger reads heap",
    "stranger reads stack",
    "stranger reads data",
    "stranger reads zero",
    "stranger reads constant",
    "stranger reads thread-local",
    "stranger reads thread-stack",
    "stranger reads received",
    "reader writes heap",
    "reader writes stack",
    "reader writes data",
    "reader writes thread-local",
    "reader writes thread-stack",
    "reader reads freed",
    "writer writes freed",
    "reader reads given",
    "writer writes given",
  })
  void othersAreStopped(String what) throws Exception {
    EmulatedRun run = run(what);
    assertEquals(new Ending.Exited(139).toString(), run.ending(), run.error());
    assertEquals("", run.output());
    assertTrue(
        run.error().contains("breaking isolation: access to a page of another cubicle"),
        run.error());
  }

  /** They are its own then, and the way there leads past nothing that would have been stopped. */
  @ParameterizedTest
  @CsvSource({"stranger reads given, k", "stranger writes freed, w"})
  void pagesThatWentAwayAreTheirNewOwners(String what, String found) throws Exception {
    EmulatedRun run = run(what);
    assertEquals(found + "\n", run.output(), run.error());
  }

  /** Rows that the builder writes for nobody: the offset in the first row, its size, the value. */
  @ParameterizedTest
  @CsvSource({
    "0, 8, 0x1000",
    "8, 8, 0x400001",
    "8, 8, 0x7ffffffff000",
    "16, 2, 99",
    "19, 1, 4",
    "19, 1, 255",
    "20, 1, 64",
  })
  void aHostileRowIsRefused(int at, int bytes, String value) throws Exception {
    var file = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
    int manifest = new String(file.array(), StandardCharsets.ISO_8859_1).indexOf("CUBICLE1");
    // Manifest and tables are in one segment.
    int row = (int) (manifest + file.getLong(manifest + 128) - manifestAddress());
    for (; file.get(row + 19) != 0; row += 56) {}
    long number = Long.decode(value);
    switch (bytes) {
      case 1 -> file.put(row + at, (byte) number);
      case 2 -> file.putShort(row + at, (short) number);
      default -> file.putLong(row + at, number);
    }
    Path damaged = Files.write(directory.resolve("damaged"), file.array());
    EmulatedRun run =
        EmulatedRun.of(TestImage.program(damaged, List.of("reader", "reads", "data"), ""));
    assertEquals(
        "cubicle: the image's manifest cannot be used: a grant lies outside the image, or is none\n",
        run.error());
    assertEquals(new Ending.Exited(125).toString(), run.ending());
  }

  private static long manifestAddress() throws Exception {
    return CubicleImage.read(image).symbols().named("cubicle_manifest").getFirst().address();
  }

  /** What the callee found, and what the caller finds there afterwards. */
  @ParameterizedTest
  @CsvSource({"near, k, k", "change, w, w", "pass, k, k"})
  void theCallersStack(String what, char seen, char left) throws Exception {
    EmulatedRun run = run("reader links " + what);
    assertEquals(seen + "\n" + left + "\n", run.output(), run.error());
    assertEquals(new Ending.Exited(0).toString(), run.ending());
  }

  @ParameterizedTest
  @CsvSource({"far, reader", "beyond, reader", "keep, stranger", "closed, reader"})
  void noMoreOfTheCallersStack(String what, String who) throws Exception {
    EmulatedRun run = run("reader links " + what);
    assertEquals(new Ending.Exited(139).toString(), run.ending(), run.error());
    assertTrue(
        run.error().contains("breaking isolation: access to a page of another cubicle"),
        run.error());
    assertTrue(run.error().contains("'" + who + "', in a call of"), run.error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reader writes constant",
        "writer writes constant",
        "reader writes strangers-constant"
      })
  void nobodyWritesConstants(String what) throws Exception {
    assertEquals(new Ending.Exited(139).toString(), run(what).ending());
  }
}
