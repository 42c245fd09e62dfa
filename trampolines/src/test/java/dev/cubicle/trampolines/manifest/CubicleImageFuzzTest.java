package dev.cubicle.trampolines.manifest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Mutated images are read, or refused in one line; there is no third way. */
final class CubicleImageFuzzTest {
  private static final byte[] IMAGE = HandmadeImage.bytes();
  private static final long[] INTERESTING = {
    0, 1, -1, 4096, 0x7fff_ffffL, 0xffff_ffffL, 1L << 47, Long.MAX_VALUE, Long.MIN_VALUE
  };

  /** Where what is read lies: the ELF header, the manifest's page, the tables at the end. */
  private static int somewhere(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(64);
      case 1 -> 64 + random.nextInt(12 * 56);
      case 2 -> 0x2000 + random.nextInt(0x500);
      default -> 0xd000 + random.nextInt(IMAGE.length - 0xd000);
    };
  }

  @Property(tries = 5_000)
  void mutatedFields(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
    Random random = new Random(seed);
    byte[] image = IMAGE.clone();
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < changes; i++) {
      int at = somewhere(random);
      long value = INTERESTING[random.nextInt(INTERESTING.length)];
      if (random.nextBoolean()) {
        image[at] ^= (byte) (1 << random.nextInt(8));
      } else if (random.nextBoolean()) {
        bytes.putInt(Math.min(at & ~3, image.length - 4), (int) value);
      } else {
        bytes.putLong(Math.min(at & ~7, image.length - 8), value);
      }
    }
    readOrRefuse(image);
  }

  @Property(tries = 500)
  void cutFiles(@ForAll @IntRange(max = 56_000) int length) {
    assertFalse(readOrRefuse(Arrays.copyOf(IMAGE, length)));
  }

  @Property(tries = 500)
  void anyBytes(@ForAll byte[] bytes) {
    assertFalse(readOrRefuse(bytes));
  }

  private static boolean readOrRefuse(byte[] image) {
    try {
      CubicleImage read = CubicleImage.read(ByteBuffer.wrap(image));
      // What was accepted answers every question.
      read.manifest().functions().forEach(function -> read.describe(function.target()));
      read.loads().forEach(load -> read.fileBytes(load.offset(), load.memorySize()));
      return true;
    } catch (BadInputException e) {
      assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
      return false;
    }
  }
}
