package dev.cubicle.cli.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.trampolines.dwarf.LineTable;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Symbols;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Source lines of built images, held against binutils. */
class LineTableTest {
  private static final int STEP = 5;

  private static Path file(String guest) {
    return GuestCatalogue.installed().image(guest).orElseThrow();
  }

  @Test
  void linesAreThoseOfAddr2line() throws Exception {
    final CubicleImage image = CubicleImage.read(file("sqlite"));
    final List<Long> addresses = new ArrayList<>();
    for (Symbols.Symbol function : image.symbols().functions()) {
      for (long offset = 0; offset < Math.max(function.size(), 1); offset += STEP) {
        addresses.add(function.address() + offset);
      }
    }
    final List<String> expected = addr2line(file("sqlite"), addresses);
    final LineTable table = LineTable.of(image);
    int known = 0;
    int other = 0;
    String example = "";
    for (int i = 0; i < addresses.size(); i++) {
      final String ours = table.at(addresses.get(i)).map(Object::toString).orElse("??:0");
      final String theirs = expected.get(i);
      if (!theirs.startsWith("??")) {
        known++;
      }
      if (!ours.equals(theirs)) {
        other++;
        example = "0x%x: %s, not %s".formatted(addresses.get(i), theirs, ours);
      }
    }
    assertTrue(
        known > 10_000, "only %d of %d addresses have lines".formatted(known, addresses.size()));
    // Where two rows have one address binutils takes the other at times.
    assertTrue(
        other <= known / 200, "%d of %d lines differ, as %s".formatted(other, known, example));
  }

  private static List<String> addr2line(Path image, List<Long> addresses) throws Exception {
    final Path asked = Files.createTempFile("addresses", ".txt");
    try {
      Files.write(asked, addresses.stream().map(Long::toHexString).toList());
      final Process process =
          new ProcessBuilder("addr2line", "-s", "-e", image.toString())
              .redirectInput(asked.toFile())
              .start();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        return reader
            .lines()
            .map(line -> line.replaceFirst(" \\(discriminator \\d+\\)", ""))
            // Of what has no line binutils knows the file from the symbol table.
            .map(line -> line.replaceFirst("^.*:[?0]$", "??:0"))
            .toList();
      }
    } finally {
      Files.delete(asked);
    }
  }

  @Test
  void aLineIsFoundByItsFile() throws Exception {
    final CubicleImage image = CubicleImage.read(file("intruder"));
    final LineTable table = LineTable.of(image);
    final long start = image.symbols().named("bank_guess").getFirst().address();
    final int line = table.at(start).orElseThrow().line();
    assertTrue(table.addresses("bank.c", line).anyMatch(address -> address == start));
    assertTrue(table.addresses("intruder/bank.c", line).anyMatch(address -> address == start));
    assertEquals(0, table.addresses("ank.c", line).count());
    assertEquals(0, table.addresses("bank.c", 100_000).count());
  }

  /** Whatever the bytes are, there is an answer, and soon. */
  @Test
  void damagedDebugInformationIsLeftOut() throws Exception {
    final byte[] whole = Files.readAllBytes(file("intruder"));
    final CubicleImage image = CubicleImage.read(ByteBuffer.wrap(whole));
    final byte[] lines = image.section(".debug_line").orElseThrow();
    final int at = indexOf(whole, lines);
    final Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      final byte[] damaged = whole.clone();
      for (int i = 0; i < 20; i++) {
        damaged[at + random.nextInt(lines.length)] = (byte) random.nextInt();
      }
      final LineTable table = LineTable.of(CubicleImage.read(ByteBuffer.wrap(damaged)));
      table.at(image.manifest().imageStart());
      assertTrue(table.addresses("main.c", 1).count() < 1000);
    }
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int at = 0; at < whole.length - part.length; at++) {
      if (java.util.Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("the section is not in the file");
  }
}
