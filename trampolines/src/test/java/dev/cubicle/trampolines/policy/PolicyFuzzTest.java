package dev.cubicle.trampolines.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes are: a policy, or one line. */
class PolicyFuzzTest {

  private static final String DOCUMENTED = PolicyFiles.documented();
  private static final Path FILE = Path.of("/nowhere/policy.toml");

  /** Files are not the subject: every component gets one that exists. */
  private static final Map<String, List<String>> FILES =
      Map.of(
          "main", List.of("pom.xml"),
          "parser", List.of("pom.xml"),
          "store", List.of("pom.xml"),
          "libc", List.of("pom.xml"));

  private static boolean read(byte[] bytes) {
    try {
      assertNotNull(PolicyReader.policy(PolicySource.of(FILE, bytes), FILES));
      return true;
    } catch (BadInputException e) {
      final String message = e.getMessage();
      assertEquals(1, message.lines().count(), message);
      assertTrue(message.length() < 1500, message);
      assertFalse(message.chars().anyMatch(Character::isISOControl), message);
      return false;
    }
  }

  @Property(tries = 1)
  void theDocumentedExampleIsRead() {
    assertTrue(read(DOCUMENTED.getBytes(StandardCharsets.UTF_8)));
  }

  @Property(tries = 400)
  void anyBytes(@ForAll @Size(max = 300) byte[] bytes) {
    read(bytes);
  }

  @Property(tries = 400)
  void anyText(@ForAll String text) {
    read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of the example overwritten, dropped and doubled. */
  @Property(tries = 1500)
  void damagedExample(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
    final Random random = new Random(seed);
    final List<Byte> bytes = new ArrayList<>();
    for (byte one : DOCUMENTED.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(one);
    }
    for (int i = 0; i < changes; i++) {
      final int place = random.nextInt(bytes.size());
      switch (random.nextInt(4)) {
        case 0 -> bytes.set(place, (byte) random.nextInt(128));
        case 1 -> bytes.remove(place);
        case 2 -> bytes.add(place, (byte) "\"'[]{}=.#\n0-*".charAt(random.nextInt(13)));
        default -> bytes.add(place, bytes.get(random.nextInt(bytes.size())));
      }
    }
    final byte[] damaged = new byte[bytes.size()];
    for (int i = 0; i < damaged.length; i++) {
      damaged[i] = bytes.get(i);
    }
    read(damaged);
  }

  /** Lines of the example left out, doubled and in another order. */
  @Property(tries = 600)
  void shuffledExample(@ForAll long seed) {
    final Random random = new Random(seed);
    final List<String> lines = new ArrayList<>(DOCUMENTED.lines().toList());
    for (int i = random.nextInt(4); i >= 0; i--) {
      switch (random.nextInt(3)) {
        case 0 -> lines.remove(random.nextInt(lines.size()));
        case 1 -> lines.add(random.nextInt(lines.size()), lines.get(random.nextInt(lines.size())));
        default ->
            Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
      }
    }
    read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }
}
