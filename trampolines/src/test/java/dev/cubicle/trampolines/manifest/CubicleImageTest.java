package dev.cubicle.trampolines.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.policy.Policy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CubicleImageTest {
  private static final byte[] IMAGE = HandmadeImage.bytes();

  @Test
  void readsEveryTable() throws BadInputException {
    Manifest manifest = CubicleImage.read(ByteBuffer.wrap(IMAGE)).manifest();
    assertEquals(0x400000, manifest.imageStart());
    assertEquals(0x411000, manifest.imageEnd());
    assertEquals(0x600000, manifest.arenaStart());
    assertEquals(0x400000, manifest.arenaSize());
    assertEquals(0x400000, manifest.gateStart());
    assertEquals(0x4000a0, manifest.gateEnd());
    assertEquals(8, manifest.maxThreads());
    assertEquals(0, manifest.entry());
    assertEquals(new Manifest.ThreadLocalImage(0, 0, 0), manifest.threadLocal());
    assertEquals(
        List.of("monitor", "left", "right", "common"),
        manifest.cubicles().stream().map(Manifest.Cubicle::name).toList());
    assertEquals(
        new Manifest.Cubicle(
            2, "right", Policy.Kind.ISOLATED, false, 0x8000, 0x200000, IndexSet.of(8)),
        manifest.cubicles().get(2));
    assertEquals(11, manifest.segments().size());
    assertEquals(
        new Manifest.Segment(0x408000, 0x40b000, 1, 3, Manifest.Sharing.PRIVATE, false),
        manifest.segments().get(6));
    assertEquals(
        new Manifest.Function(
            1,
            "right_sum",
            0x40c000,
            2,
            new Signature(2, 0, 0, false, new Signature.Result(1, 0, false)),
            false,
            false,
            List.of(
                new Manifest.ArgumentWindow(
                    OptionalInt.of(0),
                    OptionalInt.of(1),
                    OptionalInt.empty(),
                    0,
                    4,
                    true,
                    true,
                    BufferMapping.FAULT,
                    false)),
            IndexSet.of(4, 1)),
        manifest.functions().get(1));
    assertEquals(
        List.of(
            new Manifest.Grant(
                Manifest.GrantPart.RANGE, 0x407000, 0x408000, 1, 0, false, IndexSet.of(4, 2))),
        manifest.grants());
    assertEquals(List.of(new Manifest.Trap(0x406012, 2)), manifest.traps());
  }

  @Test
  void namesAddresses() throws BadInputException {
    CubicleImage image = CubicleImage.read(ByteBuffer.wrap(IMAGE));
    assertEquals("left_main+0xa", image.describe(0x40600a));
    assertEquals("left_state", image.describe(0x408000));
    assertEquals("left_state+0x7", image.describe(0x408007));
    assertEquals("0x10", image.describe(0x10));
    assertEquals(0x400000, image.symbols().named("cubicle_image_start").getFirst().address());
  }

  @Test
  void loadedBytesAreThoseOfOneSegment() throws BadInputException {
    CubicleImage image = CubicleImage.read(ByteBuffer.wrap(IMAGE));
    assertEquals(0x8877665544332211L, image.loaded(0x407000, 8).orElseThrow().getLong());
    assertTrue(image.loaded(0x407000, 9).isEmpty());
    assertTrue(image.loaded(0x406fff, 2).isEmpty());
    assertTrue(image.loaded(0x407000, -1).isEmpty());
    assertTrue(image.loaded(Long.MIN_VALUE, 1).isEmpty());
    assertTrue(image.loaded(Long.MAX_VALUE, Long.MAX_VALUE).isEmpty());
  }

  @Test
  void recognisesImages(@TempDir Path directory) throws Exception {
    Path image = Files.write(directory.resolve("image"), IMAGE);
    assertTrue(CubicleImage.isCubicleImage(image));
    assertFalse(CubicleImage.isCubicleImage(Path.of("/bin/true")));
    assertFalse(CubicleImage.isCubicleImage(directory));
    assertFalse(CubicleImage.isCubicleImage(directory.resolve("absent")));
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(IMAGE, 1000));
    assertFalse(CubicleImage.isCubicleImage(cut));
  }

  @Test
  void refusesWhatIsNoImage(@TempDir Path directory) throws Exception {
    assertRefused(directory, "is not a file");
    assertRefused(
        Files.writeString(directory.resolve("text"), "#!/bin/sh\n"), "is not an ELF file");
    Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(IMAGE, 20_000));
    assertRefused(cut, "ends behind the end of the file");
  }

  private static void assertRefused(Path file, String text) {
    var refused = assertThrows(BadInputException.class, () -> CubicleImage.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
  }

  /** One field of the manifest changed; offsets as in struct manifest and its tables. */
  @ParameterizedTest
  @CsvSource({
    "0,        8, 1,                  does not begin with the magic number",
    "8,        4, 2,                  has version 2",
    "12,       4, 100,                and 100 bytes",
    "16,       8, 0x400001,           image_start is 0x400001: amid a page",
    "32,       8, 0x601000,           arena_start is 0x601000: not 2 MiB-aligned",
    "40,       8, 0x7ffffffff000,     arena leaves the address space",
    "48,       8, -1,                 gate_start is 0xffffffffffffffff",
    "64,       4, 257,                has 257 cubicles; 256 are possible",
    "64,       4, 0,                  has no cubicles",
    "68,       4, 0x7fffffff,         segments; 4096 are possible",
    "72,       4, 60000,              60000 functions at 0x",
    "88,       4, 4,                  names do not end with a NUL",
    "104,      8, 0x7fffffffffffffff, segments at 0x7fffffffffffffff are not in a loaded",
    "104,      8, -8,                 segments at 0xfffffffffffffff8 are not in a loaded",
    "168,      8, -1,                 tls_memory_size is 0xffffffffffffffff",
    "160,      8, 8,                  TLS block is smaller than its initialised part",
    "176,      4, 3,                  entry is none of its 3 functions",
    "176,      4, -1,                 entry is none of its 3 functions",
    "184,      4, 0,                  no name at 0",
    "184,      4, -1,                 no name at 4294967295",
    "188,      1, 0,                  the monitor, is not a trusted one",
    "188,      1, 3,                  cubicle 0 is of an unknown kind",
    "189,      1, 2,                  cubicle 0 has unknown flags",
    "280,      8, 1,                  cubicle 1 has a stack of 0x1 bytes",
    "536,      8, 0x402000,           is not a range of addresses",
    "536,      8, 0x400004,           is not made of whole pages",
    "552,      2, 4,                  segment 0 is of cubicle 4; there are 4",
    "554,      1, 8,                  segment 0 has an unknown protection",
    "555,      1, 3,                  segment 0 has an unknown sharing",
    "556,      4, 2,                  segment 0 has unknown flags",
    "800,      8, -1,                 function 0 is nowhere",
    "808,      2, 77,                 function 0 is of cubicle 77",
    "812,      1, 7,                  function 0 has 7 integer arguments",
    "813,      1, 9,                  function 0 has 9 vector arguments",
    "814,      1, 2,                  function 0 returns in unknown registers",
    "815,      1, 8,                  function 0 has unknown flags",
    "820,      4, 2,                  function 0 has argument windows that are not there",
    "824,      2, 2,                  function 0 has argument windows that are not there",
    "832,      8, 16,                 function 0 is open to cubicle 4; there are 4",
    "992,      1, 255,                argument window 0 has no pointer",
    "995,      1, 64,                 argument window 0 has unknown flags",
    "995,      1, 35,                 argument window 0 is of the stack and of a pointer",
    "992,      4, 0x23ff01ff,         'argument window 0 is of the stack, and has a size of a buffer'",
    "992,      4, 0x28ffffff,         'argument window 0 is of the stack, and has a size of a buffer'",
    "995,      1, 20,                 argument window 0 has unknown flags",
    "1008,     8, 0x408000,           grant 0",
    "1027,     1, 4,                  grant 0 is of an unknown part",
    "1027,     1, 1,                  grant 0 is of a part that has no addresses",
    "1028,     1, 64,                 grant 0 has window 64 of 64",
    "1024,     2, 4,                  grant 0 is of cubicle 4",
    "1064,     8, -1,                 trap 0 is out of order",
    "1072,     4, 3,                  trap 0 calls a function that is not there",
  })
  void refusesDamagedManifests(int offset, int size, String value, String text)
      throws BadInputException {
    long start = CubicleImage.read(ByteBuffer.wrap(IMAGE)).manifestAddress();
    byte[] image = IMAGE.clone();
    // The image is linked so that the file is the memory, behind one page of headers.
    int at = (int) (start - 0x400000) + 4096 + offset;
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    long number = Long.decode(value);
    switch (size) {
      case 1 -> bytes.put(at, (byte) number);
      case 2 -> bytes.putShort(at, (short) number);
      case 4 -> bytes.putInt(at, (int) number);
      default -> bytes.putLong(at, number);
    }
    var refused =
        assertThrows(BadInputException.class, () -> CubicleImage.read(ByteBuffer.wrap(image)));
    assertTrue(refused.getMessage().startsWith("image: "), refused.getMessage());
    assertTrue(refused.getMessage().contains(text), refused.getMessage());
    assertFalse(refused.getMessage().contains("\n"));
  }
}
