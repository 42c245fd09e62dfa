package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.ObjectName;
import dev.cubicle.trampolines.object.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Damaged objects are refused in one line, or rewritten so that nothing is left. */
final class RewriterFuzzTest {
  private static final byte[] OBJECT = object();
  private static final byte[][] PIECES = {
    {0x0f, 0x05},
    {(byte) 0xcd, (byte) 0x80},
    {0x0f, 0x01, (byte) 0xef},
    {0x0f, (byte) 0xae, 0x2f},
    {0x0f, (byte) 0xae, 0x67},
    {0x0f, (byte) 0xc7, 0x27},
    {(byte) 0xb8, 1, 0, 0, 0, 0x0f, 0x05},
    {(byte) 0xf3, 0x0f, (byte) 0xae, (byte) 0xd8},
    {0x0f, (byte) 0x84, 0x0f, 0x05},
    {(byte) 0xff, (byte) 0xe0},
  };

  private static byte[] object() {
    try {
      Path directory = Files.createTempDirectory("rewriter");
      Path source = directory.resolve("cases.s");
      Path object = directory.resolve("cases.o");
      try (InputStream stream =
          RewriterFuzzTest.class.getResourceAsStream("/dev/cubicle/trampolines/rewrite/cases.s")) {
        // Without the large distances, mutations hit something more often.
        String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        Files.writeString(source, text.replace("0xfaed - 5", "16"));
      }
      int status =
          new ProcessBuilder("as", "--64", "-o", object.toString(), source.toString())
              .inheritIO()
              .start()
              .waitFor();
      assertEquals(0, status);
      byte[] bytes = Files.readAllBytes(object);
      Files.delete(source);
      Files.delete(object);
      Files.delete(directory);
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Property(tries = 100)
  void damagedObjects(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
    Random random = new Random(seed);
    byte[] bytes = OBJECT.clone();
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length - 8);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        default -> {
          byte[] piece = PIECES[random.nextInt(PIECES.length)];
          System.arraycopy(piece, 0, bytes, at, piece.length);
        }
      }
    }
    try {
      ObjectFile object =
          ObjectFile.parse(new ObjectName(Path.of("fuzz.o"), Optional.empty()), bytes);
      ObjectFile rewritten =
          new Rewriter("fuzz", Optional.of("handler"), random.nextBoolean(), random.nextBoolean())
              .rewrite(object)
              .object();
      for (Section section : rewritten.sections()) {
        if (section.isCode() && section.type() == Section.SHT_PROGBITS) {
          assertEquals(0, new SectionCode(rewritten, section).hits().size());
        }
      }
    } catch (BadInputException e) {
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }
}
