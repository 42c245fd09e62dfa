package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared host directories: what works in them, and that nothing leads out of them. */
final class ShareTest {

  private static final String SECRET = "the host's secret";

  private static final long EPERM = -1;
  private static final long ENOENT = -2;
  private static final long ENXIO = -6;
  private static final long EBUSY = -16;
  private static final long EXDEV = -18;
  private static final long ENOTDIR = -20;
  private static final long EROFS = -30;

  @TempDir private Path host;
  private Path shared;
  private Path outside;
  private FileHarness guest;

  @BeforeEach
  void prepare() throws IOException {
    shared = Files.createDirectory(host.resolve("shared"));
    outside = Files.createDirectory(host.resolve("outside"));
    Files.writeString(outside.resolve("secret"), SECRET);
    Files.writeString(shared.resolve("file"), "visible");
    guest = new FileHarness();
    guest.files.share(new Share(shared, "/mnt/share", false));
  }

  /** The control of every test about escaping: what was shared would be read. */
  private void assertSecretIsReadableWhenShared() throws IOException {
    final FileHarness control = new FileHarness();
    control.files.share(new Share(outside, "/outside", false));
    assertEquals(SECRET, control.get("/outside/secret"));
  }

  private long open(String path) {
    return guest.open("/mnt/share/" + path, 0, 0);
  }

  @Test
  void filesOfTheHostAreReadAndWritten() throws IOException {
    assertEquals("visible", guest.get("/mnt/share/file"));
    assertEquals(0, guest.put("/mnt/share/new", "from the guest"));
    assertEquals("from the guest", Files.readString(shared.resolve("new")));
    assertEquals(0, guest.call(83, guest.text("/mnt/share/dir"), 0750));
    assertEquals(0, guest.put("/mnt/share/dir/inner", "deep"));
    assertEquals("deep", Files.readString(shared.resolve("dir/inner")));
    assertEquals(
        0,
        guest.call(82, guest.text("/mnt/share/dir/inner"), guest.text("/mnt/share/dir/renamed")));
    assertEquals("deep", Files.readString(shared.resolve("dir/renamed")));
    assertEquals(0, guest.call(76, guest.text("/mnt/share/dir/renamed"), 2));
    assertEquals("de", Files.readString(shared.resolve("dir/renamed")));
    assertEquals(0, guest.call(76, guest.text("/mnt/share/dir/renamed"), 4));
    assertEquals("de\0\0", guest.get("/mnt/share/dir/renamed"));
    assertEquals(0, guest.call(90, guest.text("/mnt/share/dir/renamed"), 0640));
    assertEquals(0, guest.call(4, guest.text("/mnt/share/dir/renamed"), guest.buffer()));
    assertEquals(0100640, guest.memory.readInt(guest.buffer() + 24));
    assertEquals(4, guest.memory.readLong(guest.buffer() + 48));
    assertEquals(List.of(".", "..", "renamed"), guest.list("/mnt/share/dir"));
    assertEquals(-39, guest.call(84, guest.text("/mnt/share/dir")), "ENOTEMPTY");
    assertEquals(0, guest.call(87, guest.text("/mnt/share/dir/renamed")));
    assertEquals(0, guest.call(84, guest.text("/mnt/share/dir")));
    assertFalse(Files.exists(shared.resolve("dir")));
    try (var left = Files.list(shared)) {
      assertEquals(2, left.count(), "nothing temporary is left behind");
    }
  }

  @Test
  void linksAreMadeAndCounted() throws IOException {
    assertEquals(0, guest.call(86, guest.text("/mnt/share/file"), guest.text("/mnt/share/second")));
    assertTrue(Files.isSameFile(shared.resolve("file"), shared.resolve("second")));
    assertEquals(0, guest.call(4, guest.text("/mnt/share/second"), guest.buffer()));
    assertEquals(2, guest.memory.readLong(guest.buffer() + 16));
    assertEquals(0, guest.call(88, guest.text("file"), guest.text("/mnt/share/link")));
    assertEquals(Path.of("file"), Files.readSymbolicLink(shared.resolve("link")));
    assertEquals("visible", guest.get("/mnt/share/link"));
    assertEquals(-17, guest.call(88, guest.text("file"), guest.text("/mnt/share/link")), "EEXIST");
    assertEquals(EXDEV, guest.call(86, guest.text("/mnt/share/file"), guest.text("/tmp/x")));
    assertEquals(EXDEV, guest.call(82, guest.text("/mnt/share/file"), guest.text("/tmp/x")));
  }

  @Test
  void namesAreBytesInTheGuestAndTextOnTheHost() throws IOException {
    Files.writeString(shared.resolve("gr\u00fcn"), "umlaut");
    assertTrue(guest.list("/mnt/share").contains("gr\u00c3\u00bcn"));
    assertEquals("umlaut", guest.get("/mnt/share/gr\u00c3\u00bcn"));
    assertEquals(ENOENT, open("gr\u00fcn"));
    assertEquals(-22, guest.put("/mnt/share/\u00ff\u00fe", ""), "EINVAL: not UTF-8");
    assertEquals(0, guest.put("/tmp/\u00ff\u00fe", ""), "in memory any bytes will do");
  }

  @Test
  void anOpenFileSurvivesItsNames() throws IOException {
    final long file = guest.open("/mnt/share/file", 2, 0);
    assertEquals(0, guest.call(82, guest.text("/mnt/share/file"), guest.text("/mnt/share/moved")));
    assertEquals(0, guest.call(5, file, guest.buffer()));
    assertEquals(1, guest.memory.readLong(guest.buffer() + 16));
    Files.delete(shared.resolve("moved"));
    Files.writeString(shared.resolve("moved"), "another file altogether");
    assertEquals("visible", guest.read(file, 100));
    guest.write(file, "!");
    assertEquals(0, guest.call(5, file, guest.buffer()));
    assertEquals(0, guest.memory.readLong(guest.buffer() + 16), "no links");
    assertEquals(8, guest.memory.readLong(guest.buffer() + 48), "its own size");
  }

  @Test
  void anOpenDirectorySurvivesItsName() {
    guest.call(83, guest.text("/mnt/share/dir"), 0755);
    final long directory = guest.open("/mnt/share/dir", 0x10000, 0);
    assertEquals(0, guest.call(84, guest.text("/mnt/share/dir")));
    assertEquals(0, guest.call(5, directory, guest.buffer()));
    assertEquals(0, guest.memory.readLong(guest.buffer() + 16), "no links");
    assertEquals(ENOENT, guest.call(258, directory, guest.text("x"), 0755));
  }

  @Test
  void theParentOfAShareIsTheGuests() throws IOException {
    assertSecretIsReadableWhenShared();
    assertEquals(ENOENT, open("../outside/secret"));
    assertEquals(ENOENT, open("../../outside/secret"));
    assertEquals(ENOENT, open("../shared/file"));
    assertEquals(List.of(".", "..", "share"), guest.list("/mnt/share/.."));
    guest.call(80, guest.text("/mnt/share"));
    guest.call(80, guest.text(".."));
    final long length = guest.call(79, guest.buffer(), 100);
    assertEquals("/mnt\0", guest.string(guest.buffer(), (int) length));
  }

  @Test
  void linksInAShareAreGuestPaths() throws IOException {
    assertSecretIsReadableWhenShared();
    Files.createSymbolicLink(shared.resolve("absolute"), outside.resolve("secret"));
    Files.createSymbolicLink(shared.resolve("relative"), Path.of("../outside/secret"));
    Files.createSymbolicLink(shared.resolve("directory"), outside);
    assertEquals(SECRET, Files.readString(shared.resolve("absolute")), "the link works outside");
    assertEquals(SECRET, Files.readString(shared.resolve("relative")));
    assertEquals(ENOENT, open("absolute"));
    assertEquals(ENOENT, open("relative"));
    assertEquals(ENOENT, open("directory/secret"));
    assertEquals(ENOENT, guest.put("/mnt/share/directory/new", "x"));
    assertFalse(Files.exists(outside.resolve("new")));
    // The guest's own file at that path is what the link means to the guest.
    String made = "";
    for (Path part : outside) {
      made += "/" + part;
      guest.call(83, guest.text(made), 0755);
    }
    assertEquals(0, guest.put(outside + "/secret", "the guest's"));
    assertEquals("the guest's", guest.get("/mnt/share/absolute"));
    assertEquals(SECRET, Files.readString(outside.resolve("secret")));
  }

  @Test
  void aLinkTheGuestMakesLeadsNowhereElse() throws IOException {
    assertSecretIsReadableWhenShared();
    assertEquals(0, guest.call(88, guest.text(outside.toString()), guest.text("/mnt/share/out")));
    assertTrue(Files.exists(shared.resolve("out/secret")), "on the host it leads outside");
    assertEquals(ENOENT, open("out/secret"));
    assertEquals(ENOENT, guest.call(83, guest.text("/mnt/share/out/made"), 0755));
    assertEquals(ENOENT, guest.call(87, guest.text("/mnt/share/out/secret")));
    assertTrue(Files.exists(outside.resolve("secret")));
  }

  @Test
  void magicLinksStayInside() throws IOException {
    guest.showProcess();
    assertSecretIsReadableWhenShared();
    assertEquals(ENOENT, guest.open("/proc/self/root" + outside + "/secret", 0, 0));
    assertEquals("visible", guest.get("/proc/self/root/mnt/share/file"));
    final long directory = guest.open("/mnt/share", 0x10000, 0);
    assertEquals(ENOENT, guest.open("/proc/self/fd/" + directory + "/../../outside/secret", 0, 0));
    assertEquals("visible", guest.get("/proc/self/fd/" + directory + "/file"));
    assertEquals(ENOENT, guest.open("/proc/1/root/etc/passwd", 0, 0));
  }

  @Test
  void aDirectorySwappedForALinkIsNotEntered() throws IOException {
    assertSecretIsReadableWhenShared();
    final Path inner = Files.createDirectory(shared.resolve("inner"));
    Files.writeString(inner.resolve("secret"), "harmless");
    assertEquals("harmless", guest.get("/mnt/share/inner/secret"));
    guest.call(80, guest.text("/mnt/share/inner"));
    final long directory = guest.open(".", 0x10000, 0);
    Files.move(inner, shared.resolve("away"));
    Files.createSymbolicLink(inner, outside);
    assertEquals(SECRET, Files.readString(inner.resolve("secret")), "on the host it leads out");
    assertTrue(guest.open("secret", 0, 0) < 0);
    assertTrue(guest.call(257, directory, guest.text("secret"), 0) < 0);
    assertTrue(guest.call(257, directory, guest.text("made"), 0x41, 0644) < 0);
    assertTrue(guest.call(83, guest.text("made"), 0755) < 0);
    assertTrue(guest.call(87, guest.text("secret")) < 0);
    assertTrue(guest.call(82, guest.text("secret"), guest.text("/mnt/share/stolen")) < 0);
    assertEquals(SECRET, Files.readString(outside.resolve("secret")));
    assertFalse(Files.exists(outside.resolve("made")));
  }

  @Test
  void aRaceOnTheHostDoesNotLeadOut() throws Exception {
    final Path inner = Files.createDirectory(shared.resolve("inner"));
    final Path link = Files.createSymbolicLink(shared.resolve("link"), outside);
    final Path parked = shared.resolve("parked");
    Files.writeString(inner.resolve("secret"), "harmless");
    final AtomicBoolean stop = new AtomicBoolean();
    final Thread swapper =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!stop.get()) {
                      Files.move(inner, parked);
                      Files.move(link, inner);
                      Files.move(inner, link);
                      Files.move(parked, inner, StandardCopyOption.ATOMIC_MOVE);
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    int opened = 0;
    for (int i = 0; i < 3000; i++) {
      final long file = open("inner/secret");
      if (file >= 0) {
        assertEquals("harmless", guest.read(file, 100));
        guest.call(3, file);
        opened++;
      }
      guest.call(83, guest.text("/mnt/share/inner/made"), 0755);
      guest.call(84, guest.text("/mnt/share/inner/made"));
    }
    stop.set(true);
    swapper.join();
    assertTrue(opened > 0, "some opens hit the real directory");
    try (var list = Files.list(outside)) {
      assertEquals(1, list.count(), "nothing was made outside");
    }
  }

  @Test
  void aReadOnlyShareStaysAsItIs() throws IOException {
    final FileHarness reader = new FileHarness();
    reader.files.share(Share.parse(shared + ":/ro:ro"));
    assertEquals("visible", reader.get("/ro/file"));
    assertEquals(EROFS, reader.open("/ro/file", 1, 0));
    assertEquals(EROFS, reader.open("/ro/file", 0x200, 0));
    assertEquals(EROFS, reader.put("/ro/new", ""));
    assertEquals(EROFS, reader.call(83, reader.text("/ro/d"), 0755));
    assertEquals(EROFS, reader.call(87, reader.text("/ro/file")));
    assertEquals(EROFS, reader.call(82, reader.text("/ro/file"), reader.text("/ro/g")));
    assertEquals(EROFS, reader.call(90, reader.text("/ro/file"), 0));
    assertEquals(EROFS, reader.call(76, reader.text("/ro/file"), 0));
    assertEquals(EROFS, reader.call(88, reader.text("x"), reader.text("/ro/l")));
    assertEquals(EROFS, reader.call(86, reader.text("/ro/file"), reader.text("/ro/l")));
    assertEquals(EROFS, reader.call(280, -100, reader.text("/ro/file"), 0, 0));
    assertEquals("visible", Files.readString(shared.resolve("file")));
  }

  @Test
  void oneFileIsSharedWithoutItsNeighbours() throws IOException {
    final FileHarness reader = new FileHarness();
    reader.files.share(new Share(outside.resolve("secret"), "/etc/one", false));
    assertEquals(SECRET, reader.get("/etc/one"));
    assertEquals(0, reader.put("/etc/one", "changed"));
    assertEquals("changed", Files.readString(outside.resolve("secret")));
    assertEquals(ENOTDIR, reader.open("/etc/one/../secret", 0, 0));
    assertEquals(EBUSY, reader.call(87, reader.text("/etc/one")));
    assertEquals(EBUSY, reader.call(82, reader.text("/etc/one"), reader.text("/etc/two")));
    assertTrue(Files.exists(outside.resolve("secret"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void specialFilesAreSeenAndNotOpened() throws Exception {
    final Path fifo = shared.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertEquals(ENXIO, open("fifo"));
    assertEquals(0, guest.call(6, guest.text("/mnt/share/fifo"), guest.buffer()));
    assertEquals(0x1000, guest.memory.readInt(guest.buffer() + 24) & 0xf000);
    assertEquals(EPERM, guest.call(133, guest.text("/mnt/share/node"), 0x2000 | 0644, 0x103));
  }

  @Test
  void sharesThatOverlapAreRefused() throws IOException {
    final Path inner = Files.createDirectory(shared.resolve("inner"));
    final var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> guest.files.share(new Share(inner, "/inner", true)));
    assertTrue(refused.getMessage().contains("shared for writing"));
    final FileHarness reader = new FileHarness();
    reader.files.share(new Share(shared, "/outer", true));
    reader.files.share(new Share(inner, "/outer/inner", false));
    assertEquals(0, reader.put("/outer/inner/x", "nested"));
    assertEquals("nested", Files.readString(inner.resolve("x")));
    assertThrows(
        IllegalArgumentException.class,
        () -> reader.files.share(new Share(outside, "/outer/inner", false)));
    assertThrows(
        IllegalArgumentException.class, () -> reader.files.share(new Share(outside, "/", false)));
    assertThrows(
        IOException.class, () -> reader.files.share(new Share(host.resolve("none"), "/x", false)));
  }

  @Test
  void argumentsAreParsed() {
    assertEquals(new Share(Path.of("/a:b"), "/c", false), Share.parse("/a:b:/c"));
    assertEquals(new Share(Path.of("d"), "/c", true), Share.parse("d:/c:ro"));
    for (String wrong : List.of("", "x", "x:", ":/y", "x:y", "x:y:ro")) {
      assertThrows(IllegalArgumentException.class, () -> Share.parse(wrong), wrong);
    }
  }
}
