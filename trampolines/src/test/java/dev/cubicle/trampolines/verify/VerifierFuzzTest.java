package dev.cubicle.trampolines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Damaged images are refused or have findings; nothing else comes out. */
final class VerifierFuzzTest {
  private static final byte[] IMAGE = HandmadeImage.bytes();
  private static final long[] INTERESTING = {
    0, 1, -1, 0x1000, 0x400000, 0x406000, 0x40c000, 0x7fff_f000L, 1L << 46, Long.MAX_VALUE
  };

  @Property(tries = 1_500)
  void mutatedImages(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int changes) {
    Random random = new Random(seed);
    byte[] image = IMAGE.clone();
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < changes; i++) {
      int at =
          switch (random.nextInt(4)) {
            case 0 -> 24 + random.nextInt(40);
            case 1 -> 64 + random.nextInt(12 * 56);
            case 2 -> 0x2000 + random.nextInt(0x480);
            default -> random.nextInt(image.length - 8);
          };
      if (random.nextBoolean()) {
        image[at] ^= (byte) (1 << random.nextInt(8));
      } else {
        bytes.putLong(at & ~7, INTERESTING[random.nextInt(INTERESTING.length)]);
      }
    }
    try {
      List<Finding> findings = new Verifier().verify(CubicleImage.read(ByteBuffer.wrap(image)));
      for (Finding finding : findings) {
        assertEquals(1, finding.line().lines().count());
      }
    } catch (BadInputException e) {
      assertEquals(1, e.getMessage().lines().count());
    }
  }

  /** A byte of a stub is never anything else; neither is one of the gate's check. */
  @Property(tries = 300)
  void everyChangedBitOfTheTrampolinesIsFound(
      @ForAll @IntRange(min = 0x400020, max = 0x40009f) int address,
      @ForAll @IntRange(max = 7) int bit)
      throws BadInputException {
    byte old = CubicleImage.read(ByteBuffer.wrap(IMAGE)).loaded(address, 1).orElseThrow().get();
    byte[] image = HandmadeImage.patched(IMAGE, address, (byte) (old ^ 1 << bit));
    List<Finding> findings = new Verifier().verify(CubicleImage.read(ByteBuffer.wrap(image)));
    assertTrue(
        findings.stream().anyMatch(finding -> finding.kind() == Finding.Kind.TRAMPOLINE),
        findings::toString);
  }
}
