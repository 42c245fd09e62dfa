package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run --record} and {@code replay}: the same run, from what was written down alone. */
class ReplayTest {

  @TempDir private Path directory;

  private Path record() {
    return directory.resolve("record");
  }

  private Session record(byte[] input, String... arguments) {
    final List<String> all = new ArrayList<>(List.of("run", "--record", record().toString()));
    all.addAll(List.of(arguments));
    return Session.with(input, all.toArray(String[]::new));
  }

  private Session replay() {
    return Session.of("replay", record().toString());
  }

  private static void same(Session recorded, Session replayed) {
    assertArrayEquals(recorded.output(), replayed.output(), replayed::error);
    assertEquals(recorded.error(), replayed.error());
    assertEquals(recorded.status(), replayed.status());
  }

  /** Threads, signals, self-modifying code, keys, shared memory, timers; a report at the end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys",
        "violation",
        "threads",
        "signals",
        "code",
        "memory",
        "pkey-arch",
        "pkey-tst",
        "system",
        "two-threads",
        "intruder",
        "many-cubicles"
      })
  void aGuestRunsAgain(String guest) {
    final Session recorded = record(new byte[0], guest);
    assertTrue(recorded.text().length() + recorded.error().length() > 0);
    same(recorded, replay());
  }

  /** Stopped where nothing but the host's clock said so: it computes until its timer comes. */
  @Test
  void aStopAnywhereIsFoundAgain() {
    final Session recorded = record(new byte[0], "linuxu");
    assertEquals(0, recorded.status(), recorded::error);
    same(recorded, replay());
  }

  @Test
  void inputIsInTheRecord() {
    final byte[] input = "some words of input\n".getBytes(StandardCharsets.UTF_8);
    final Session recorded = record(input, "streams");
    final Session replayed = replay();
    same(recorded, replayed);
    assertTrue(recorded.text().contains("some words of input"), recorded::text);
  }

  @Test
  void aRunThatWasStoppedIsStoppedAtTheSamePlace() {
    final Session recorded = record(new byte[0], "--time-limit", "1", "hostile", "spin");
    assertEquals(ExitStatus.TIME_LIMIT, recorded.status());
    same(recorded, replay());
  }

  @Test
  void aDirectoryThatHoldsSomethingIsLeftAlone() throws IOException {
    Files.createDirectory(record());
    final Path precious = Files.writeString(record().resolve("precious"), "data");
    final Session refused = record(new byte[0], "hello");
    assertEquals(1, refused.status());
    assertEquals(1, refused.error().lines().count(), refused::error);
    assertEquals("data", Files.readString(precious));
  }

  @Test
  void whatIsNoRecordIsRefusedInOneLine() throws IOException {
    Files.createDirectory(record());
    final Session refused = replay();
    assertEquals(2, refused.status());
    assertTrue(refused.error().contains("is no record"), refused::error);
    assertEquals(1, refused.error().lines().count(), refused::error);
  }

  @Test
  void aRecordThatWasCutShortGoesAsFarAsItCan() throws IOException {
    record(new byte[0], "many-cubicles");
    final Path log = record().resolve("log");
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    final Session replayed = replay();
    assertTrue(replayed.status() == 1 || replayed.status() == 2, replayed::error);
    assertEquals(1, replayed.error().lines().count(), replayed::error);
  }

  @Test
  void damageIsToldInOneLine() throws IOException {
    record(new byte[0], "keys");
    final SplittableRandom random = new SplittableRandom(7);
    for (String name : List.of("log", "memory", "record.properties")) {
      final Path file = record().resolve(name);
      final byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < 25; i++) {
        final byte[] bytes = whole.clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, bytes);
        final Session replayed = replay();
        assertTrue(replayed.error().lines().count() <= 1, replayed::error);
        assertTrue(!replayed.error().contains("internal error"), replayed::error);
      }
      Files.write(file, whole);
    }
    assertEquals(0, replay().status());
  }
}
