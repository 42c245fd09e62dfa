package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of two cubicles from the builder to their end: emulated and native, whole and damaged. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class CubicleRunTest {

  private static final String WORDS =
      """
      int count_words(const char *text, unsigned long size)
      {
        int words = 0;
        for (unsigned long i = 0; i < size; i++)
          words += text[i] == ' ';
        return words + 1;
      }
      """;

  private static final String APP =
      """
      #include <cubicle/cubicle.h>
      int count_words(const char *text, unsigned long size);
      static char text[] = "each component has a room of its own";
      int app_main(int argc, char **argv, char **envp)
      {
        char line[] = "0 words\\n";
        line[0] += count_words(text, sizeof text - 1);
        cubicle_syscall(1, 1, (long)line, sizeof line - 1, 0, 0);
        return 7;
      }
      """;

  private static final String POLICY =
      """
      entry = "app_main"
      [cubicles.app]
      system-calls = ["write"]
      [cubicles.words]
      [components.app]
      files = ["app.o"]
      [components.words]
      files = ["words.o"]
      """;

  private static final String WINDOW =
      """
      [[functions.count_words.windows]]
      parameter = 1
      size = "parameter 2"
      """;

  /** MOV ECX, 0xef010f: harmless where it stands, WRPKRU one byte further. */
  private static final byte[] HIDDEN_WRPKRU = {(byte) 0xb9, 0x0f, 0x01, (byte) 0xef, 0};

  @TempDir private static Path directory;
  private static Path whole;
  private static Path windowless;

  @BeforeAll
  static void build() throws Exception {
    compile("words", WORDS);
    compile("app", APP);
    whole = image("whole", POLICY + WINDOW);
    windowless = image("windowless", POLICY);
  }

  private static void compile(String name, String source) throws Exception {
    final Path file = Files.writeString(directory.resolve(name + ".c"), source);
    final Process compiler =
        new ProcessBuilder(
                "cc",
                "-g",
                "-O2",
                "-ffreestanding",
                "-fno-stack-protector",
                "-I../libos-guest/src/main/guest/include",
                "-c",
                file.toString(),
                "-o",
                directory.resolve(name + ".o").toString())
            .redirectErrorStream(true)
            .start();
    final String said = ProcessTest.text(compiler.getInputStream());
    assertEquals(0, compiler.waitFor(), said);
  }

  private static Path image(String name, String policy) throws IOException {
    final Path file = Files.writeString(directory.resolve(name + ".toml"), policy);
    final Path image = directory.resolve(name);
    final Session session =
        Session.of("build", "--policy", file.toString(), "-o", image.toString());
    assertEquals(0, session.status(), session::error);
    return image;
  }

  /** Run with these words behind {@code run}, as a process: native guests take its streams. */
  private record Ended(int status, String output, String error) {
    static Ended of(String... words) throws Exception {
      final List<String> command = new ArrayList<>(List.of("run"));
      command.addAll(List.of(words));
      final Process process = ProcessTest.start(Map.of(), command.toArray(String[]::new));
      process.getOutputStream().close();
      final String output = ProcessTest.text(process.getInputStream());
      final String error = ProcessTest.text(process.getErrorStream());
      return new Ended(process.waitFor(), output, error);
    }
  }

  @Test
  void keysAreEnforced() {
    final Session allowed = Session.of("run", whole.toString());
    assertEquals("8 words\n", allowed.text());
    assertEquals(7, allowed.status(), allowed::error);
    final Session stopped = Session.of("run", windowless.toString());
    assertEquals("", stopped.text());
    assertEquals(139, stopped.status(), stopped::error);
    assertTrue(stopped.error().contains("cubicle 2 'words'"), stopped::error);
    assertTrue(stopped.error().lines().anyMatch(line -> line.matches("  at +count_words\\+0x.*")));
    assertTrue(
        stopped.error().lines().anyMatch(line -> line.matches(" +r.. is 0x.*, text of 'app'")));
    assertTrue(
        stopped.error().lines().anyMatch(line -> line.matches("  called by app_main\\+0x.*")));
  }

  @Test
  void withoutKeysNothingIsEnforced() {
    final Session session = Session.of("run", "--mpk", "off", windowless.toString());
    assertEquals("8 words\n", session.text());
    assertEquals(7, session.status(), session::error);
  }

  @Test
  void theMonitorsCountsAreInTheStatistics() throws IOException {
    final Path file = directory.resolve("counts.json");
    final Session session = Session.of("run", "--stats=" + file, whole.toString());
    assertEquals(7, session.status(), session::error);
    final JsonNode json = new ObjectMapper().readTree(file.toFile());
    checkCalls(json);
    assertEquals("emulated", json.path("engine").textValue());
    final List<Integer> keys =
        IntStream.range(0, 3).mapToObj(i -> json.at("/cubicles/" + i + "/key").intValue()).toList();
    assertEquals(3, keys.stream().distinct().count(), keys::toString);
    assertEquals(1, json.at("/monitor/faults").intValue(), "the window's page, once");
    assertTrue(json.at("/monitor/switches").intValue() >= 8, json::toString);
    assertTrue(json.at("/machine/handOffs").intValue() >= 8, json::toString);
  }

  private static void checkCalls(JsonNode json) {
    assertEquals("monitor", json.at("/cubicles/0/name").textValue());
    assertEquals("trusted", json.at("/cubicles/0/kind").textValue());
    assertEquals("words", json.at("/cubicles/2/name").textValue());
    assertEquals("isolated", json.at("/cubicles/2/kind").textValue());
    assertTrue(
        IntStream.range(0, 3)
            .mapToObj(i -> json.at("/calls/" + i))
            .anyMatch(
                call ->
                    call.path("from").asText().equals("app")
                        && call.path("to").asText().equals("words")
                        && call.path("function").asText().equals("count_words")
                        && call.path("count").intValue() == 1),
        json::toString);
  }

  @Test
  void nativeRunHasTheSameOutputStatusAndCalls() throws Exception {
    final Path file = directory.resolve("native.json");
    final Ended ended =
        Ended.of("--engine", "native", "--mpk", "off", "--stats=" + file, whole.toString());
    assertEquals("8 words\n", ended.output());
    assertEquals(7, ended.status(), ended.error());
    final JsonNode json = new ObjectMapper().readTree(file.toFile());
    checkCalls(json);
    assertEquals("native", json.path("engine").textValue());
    assertTrue(json.path("machine").isMissingNode());
  }

  @Test
  void nativeRunWithKeysNeedsAProcessorThatHasThem() throws Exception {
    final boolean keys = Files.readString(Path.of("/proc/cpuinfo")).contains(" ospke");
    final Ended ended = Ended.of("--engine", "native", whole.toString());
    if (keys) {
      assertEquals(7, ended.status(), ended.error());
      assertEquals("8 words\n", ended.output());
    } else {
      assertEquals(ExitStatus.NO_KEYS, ended.status(), ended.error());
      assertEquals(1, ended.error().lines().count(), ended.error());
      assertTrue(ended.error().contains("--mpk off"), ended.error());
      assertTrue(ended.error().contains("--engine emulated"), ended.error());
    }
  }

  @Test
  void plainProgramsRunNativelyToo() throws Exception {
    final String streams = Guests.image("streams").toString();
    final Ended ended = Ended.of("--engine", "native", "--env", "A=1", streams, "41", "x y");
    assertEquals(41, ended.status(), ended.error());
    assertTrue(ended.output().endsWith("argument 1: 41\nargument 2: x y\n"), ended.output());
    assertTrue(ended.error().contains("variable: A=1\n"), ended.error());
    final String hostile = Guests.image("hostile").toString();
    assertEquals(134, Ended.of("--engine", "native", hostile, "abort").status());
    final Ended limited = Ended.of("--engine", "native", "--time-limit", "0.3", hostile, "spin");
    assertEquals(ExitStatus.TIME_LIMIT, limited.status());
    assertTrue(limited.error().contains("stopped by the time limit of 0.3 s"), limited.error());
  }

  @Test
  void whatOnlyTheEmulatorHasIsRefusedNatively() {
    for (List<String> option :
        List.of(
            List.of("--memory", "1G"),
            List.of("--share", "/tmp:/tmp"),
            List.of("--cfi", "tag-nx"))) {
      final Session session =
          Session.of("run", "--engine", "native", option.get(0), option.get(1), whole.toString());
      assertEquals(ExitStatus.USAGE, session.status());
      assertTrue(session.complaint().contains(option.get(0)), session.complaint());
    }
    assertEquals(
        "--engine fast: it is emulated or native",
        Session.of("run", "--engine", "fast", whole.toString()).complaint());
    assertEquals(
        "--mpk maybe: it is on or off",
        Session.of("run", "--mpk", "maybe", whole.toString()).complaint());
  }

  @Test
  void theVerifierRefusesAnImageAndCanBeOverruled() throws Exception {
    final byte[] bytes = Files.readAllBytes(whole);
    hideInAPageEnd(bytes);
    final Path damaged = Files.write(directory.resolve("damaged"), bytes);
    final Session refused = Session.of("run", damaged.toString());
    assertEquals(ExitStatus.REFUSED, refused.status(), refused::error);
    assertEquals("", refused.text());
    assertTrue(refused.error().contains("WRPKRU"), refused::error);
    assertTrue(refused.error().contains("refused by the verifier"), refused::error);
    final Session overruled = Session.of("run", "--unverified", damaged.toString());
    assertEquals("8 words\n", overruled.text());
    assertEquals(7, overruled.status(), overruled::error);
  }

  /** At the end of the code of the cubicle 'words', behind its only function. */
  private static void hideInAPageEnd(byte[] bytes) throws BadInputException {
    final CubicleImage image = CubicleImage.read(whole);
    final Manifest.Segment code =
        image.manifest().segments().stream()
            .filter(segment -> segment.cubicle() == 2 && segment.executable())
            .findFirst()
            .orElseThrow();
    final int end = fileOffset(image, code.end() - 1) + 1 - HIDDEN_WRPKRU.length;
    System.arraycopy(HIDDEN_WRPKRU, 0, bytes, end, HIDDEN_WRPKRU.length);
  }

  private static int fileOffset(CubicleImage image, long address) {
    return image.loads().stream()
        .filter(load -> address >= load.address() && address < load.address() + load.fileSize())
        .mapToInt(load -> (int) (load.offset() + address - load.address()))
        .findFirst()
        .orElseThrow();
  }

  /** One bit of the gate, and of a function of the monitor. */
  @ParameterizedTest
  @ValueSource(strings = {"cubicle_gate_return", "gate_prepare"})
  void anotherGateOrMonitorIsRefusedByName(String function) throws Exception {
    final byte[] bytes = Files.readAllBytes(whole);
    final CubicleImage image = CubicleImage.read(whole);
    final long address = image.symbols().named(function).getFirst().address();
    bytes[fileOffset(image, address + 1)] ^= 1;
    final Path damaged = Files.write(directory.resolve("changed-" + function), bytes);
    final String line = "monitor: %s+0x1 (0x%x): ".formatted(function, address + 1);

    final Session run = Session.of("run", damaged.toString());
    assertEquals(ExitStatus.REFUSED, run.status(), run::error);
    assertEquals("", run.text());
    assertTrue(run.error().startsWith(line), run::error);
    assertTrue(run.error().contains("is not in the image as it was shipped"), run::error);
    assertEquals(2, run.error().lines().count(), run::error);

    final Session verify = Session.of("verify", damaged.toString());
    assertEquals(ExitStatus.FINDINGS, verify.status(), verify::error);
    assertTrue(verify.text().startsWith(line), verify::text);

    // The bit is put back: nothing else has been objected to.
    bytes[fileOffset(image, address + 1)] ^= 1;
    Files.write(damaged, bytes);
    assertEquals(ExitStatus.OK, Session.of("verify", damaged.toString()).status());
  }

  @Test
  void aDamagedManifestIsOneLine() throws IOException {
    final byte[] bytes = Files.readAllBytes(whole);
    final int magic = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("CUBICLE1");
    assertTrue(magic > 0, "the manifest is in the image");
    bytes[magic] = 'X';
    final Path damaged = Files.write(directory.resolve("without-magic"), bytes);
    final Session session = Session.of("run", "--unverified", damaged.toString());
    assertEquals(ExitStatus.USAGE, session.status(), session::error);
    assertTrue(session.complaint().startsWith(damaged.toString()), session.complaint());
  }
}
