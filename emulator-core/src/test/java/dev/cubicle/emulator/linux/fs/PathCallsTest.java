package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paths, links and names, with the error numbers that Linux gives. */
final class PathCallsTest {

  private static final long EPERM = -1;
  private static final long ENOENT = -2;
  private static final long EBADF = -9;
  private static final long EFAULT = -14;
  private static final long EBUSY = -16;
  private static final long EEXIST = -17;
  private static final long EXDEV = -18;
  private static final long ENOTDIR = -20;
  private static final long EISDIR = -21;
  private static final long EINVAL = -22;
  private static final long EMFILE = -24;
  private static final long ERANGE = -34;
  private static final long ENAMETOOLONG = -36;
  private static final long ENOTEMPTY = -39;
  private static final long ELOOP = -40;

  private static final int CREAT = 0x40;
  private static final int EXCL = 0x80;
  private static final int DIRECTORY = 0x10000;
  private static final int NOFOLLOW = 0x20000;
  private static final int PATH = 0x200000;
  private static final int TMPFILE = 0x410000;

  private final FileHarness guest = new FileHarness();

  @BeforeEach
  void enterScratch() {
    assertEquals(0, mkdir("/tmp/w"));
    assertEquals(0, guest.call(80, guest.text("/tmp/w")));
  }

  private long mkdir(String path) {
    return guest.call(83, guest.text(path), 0777);
  }

  private long rmdir(String path) {
    return guest.call(84, guest.text(path));
  }

  private long unlink(String path) {
    return guest.call(87, guest.text(path));
  }

  private long symlink(String target, String path) {
    return guest.call(88, guest.text(target), guest.text(path));
  }

  private long link(String from, String to) {
    return guest.call(86, guest.text(from), guest.text(to));
  }

  private long rename(String from, String to) {
    return guest.call(82, guest.text(from), guest.text(to));
  }

  private long stat(String path) {
    return guest.call(4, guest.text(path), guest.buffer());
  }

  private long lstat(String path) {
    return guest.call(6, guest.text(path), guest.buffer());
  }

  private long inode(String path) {
    assertEquals(0, lstat(path));
    return guest.memory.readLong(guest.buffer() + 8);
  }

  private int mode(String path) {
    assertEquals(0, lstat(path));
    return guest.memory.readInt(guest.buffer() + 24);
  }

  private long links(String path) {
    assertEquals(0, lstat(path));
    return guest.memory.readLong(guest.buffer() + 16);
  }

  @Test
  void openingSaysWhatIsWrong() {
    guest.put("f", "x");
    assertEquals(ENOENT, guest.open("", 0, 0));
    assertEquals(ENOENT, guest.open("none", 0, 0));
    assertEquals(ENOENT, guest.open("none/f", CREAT, 0644));
    assertEquals(ENOTDIR, guest.open("f/x", 0, 0));
    assertEquals(ENOTDIR, guest.open("f/", 0, 0));
    assertEquals(ENOTDIR, guest.open("f", DIRECTORY, 0));
    assertEquals(EISDIR, guest.open("new/", CREAT, 0644));
    assertEquals(EISDIR, guest.open("/tmp", CREAT, 0644));
    assertEquals(EEXIST, guest.open("f", CREAT | EXCL, 0644));
    assertEquals(EEXIST, guest.open("/tmp", CREAT | EXCL, 0644));
    assertEquals(ENAMETOOLONG, guest.open("n".repeat(256), 0, 0));
    assertEquals(ENOENT, guest.open("n".repeat(255), 0, 0));
    assertEquals(ENAMETOOLONG, guest.open("./".repeat(2048), 0, 0));
    assertEquals(EFAULT, guest.call(2, 0, 0, 0));
    assertEquals(ENOTDIR, guest.call(257, guest.open("f", 0, 0), guest.text("g"), 0));
    assertEquals(EBADF, guest.call(257, 99, guest.text("g"), 0));
    assertTrue(guest.call(257, 99, guest.text("/tmp/w/f"), 0) > 0, "absolute: no descriptor used");
  }

  @Test
  void linksAreFollowedUpToFortyTimes() {
    guest.put("f", "found");
    String target = "f";
    for (int i = 0; i < 41; i++) {
      assertEquals(0, symlink(target, "l" + i));
      target = "l" + i;
    }
    assertEquals("found", guest.get("l39"));
    assertEquals(ELOOP, guest.open("l40", 0, 0));
    symlink("loop", "loop");
    assertEquals(ELOOP, stat("loop"));
    assertEquals(0, lstat("loop"));
    assertEquals(ELOOP, guest.open("l0", NOFOLLOW, 0));
    assertEquals(ENOTDIR, guest.open("l0", NOFOLLOW | DIRECTORY, 0));
    assertTrue(guest.open("l0", NOFOLLOW | PATH, 0) > 0);
  }

  @Test
  void aLinkToNowhereIsWhereANewFileGoes() {
    symlink("target", "l");
    assertEquals(ENOENT, stat("l"));
    assertEquals(EEXIST, guest.open("l", CREAT | EXCL, 0644));
    assertEquals(0, guest.put("l", "made"));
    assertEquals("made", guest.get("target"));
    assertEquals(EEXIST, mkdir("l"));
  }

  @Test
  void linksLeadOnFromWhereTheyStand() {
    mkdir("d");
    mkdir("d/e");
    guest.put("d/f", "here");
    symlink("../f", "d/e/up");
    symlink("/tmp/w/d", "abs");
    assertEquals("here", guest.get("d/e/up"));
    assertEquals("here", guest.get("abs/e/../f"));
    assertEquals("here", guest.get("abs/e/../e/up"));
    assertEquals(0, stat("abs/"));
    assertEquals(0x4000, mode("abs/") & 0xf000);
    assertEquals(0xa000, mode("abs") & 0xf000);
    assertEquals(2, guest.call(89, guest.text("abs"), guest.buffer(), 2));
    assertEquals("/t", guest.string(guest.buffer(), 2));
    assertEquals(EINVAL, guest.call(89, guest.text("d"), guest.buffer(), 10));
    assertEquals(EINVAL, guest.call(89, guest.text("abs"), guest.buffer(), 0));
  }

  @Test
  void theRootIsItsOwnParent() {
    assertEquals(inode("/"), inode("/../../.."));
    guest.call(80, guest.text("/.."));
    assertEquals(2, guest.call(79, guest.buffer(), 100));
    assertEquals("/\0", guest.string(guest.buffer(), 2));
  }

  @Test
  void theWorkingDirectoryIsKnownByItsName() {
    mkdir("d");
    guest.call(80, guest.text("d"));
    assertEquals(0, rename("/tmp/w/d", "/tmp/moved"));
    assertEquals(11, guest.call(79, guest.buffer(), 100));
    assertEquals("/tmp/moved\0", guest.string(guest.buffer(), 11));
    assertEquals(ERANGE, guest.call(79, guest.buffer(), 10));
    assertEquals(0, rmdir("/tmp/moved"));
    assertEquals(ENOENT, guest.call(79, guest.buffer(), 100));
    assertEquals(ENOENT, guest.put("x", ""), "nothing can be made in a removed directory");
    assertEquals(0, stat(".."));
  }

  @Test
  void removingKnowsFilesFromDirectories() {
    mkdir("d");
    guest.put("d/f", "");
    guest.put("f", "");
    assertEquals(ENOTEMPTY, rmdir("d"));
    assertEquals(ENOTDIR, rmdir("f"));
    assertEquals(EISDIR, unlink("d"));
    assertEquals(EISDIR, unlink("."));
    assertEquals(EINVAL, rmdir("d/."));
    assertEquals(ENOTEMPTY, rmdir("d/.."));
    assertEquals(EBUSY, rmdir("/"));
    assertEquals(EBUSY, rmdir("/sys"));
    assertEquals(ENOENT, unlink("none"));
    assertEquals(ENOTDIR, unlink("f/"));
    assertEquals(EINVAL, guest.call(263, -100, guest.text("f"), 1));
    assertEquals(0, guest.call(263, -100, guest.text("d/f"), 0));
    assertEquals(0, guest.call(263, -100, guest.text("d"), 0x200));
    assertEquals(List.of(".", "..", "f"), guest.list("."));
  }

  @Test
  void makingNeedsAFreeName() {
    assertEquals(EEXIST, mkdir("/"));
    assertEquals(EEXIST, mkdir("."));
    assertEquals(0, mkdir("slash/"));
    assertEquals(ENOENT, symlink("x", "slash2/"));
    assertEquals(ENOENT, symlink("", "l"));
    assertEquals(EEXIST, symlink("x", "slash"));
    assertEquals(3, links("."));
    guest.call(95, 077);
    mkdir("private");
    assertEquals(040700, mode("private"));
    assertEquals(077, guest.call(95, 022));
  }

  @Test
  void hardLinksAreOneFile() {
    guest.put("a", "one");
    assertEquals(0, link("a", "b"));
    assertEquals(2, links("a"));
    assertEquals(inode("a"), inode("b"));
    guest.put("b", "two");
    assertEquals("two", guest.get("a"));
    assertEquals(EEXIST, link("a", "b"));
    assertEquals(EPERM, link("/tmp", "d"));
    assertEquals(EXDEV, link("/sys/devices/system/cpu/online", "c"));
    // Both names are the same file already: nothing happens.
    assertEquals(0, rename("a", "b"));
    assertEquals(2, links("a"));
    symlink("a", "l");
    assertEquals(0, link("l", "l2"));
    assertEquals(0xa000, mode("l2") & 0xf000);
  }

  @Test
  void renamingReplacesWhatFits() {
    guest.put("a", "a");
    guest.put("b", "b");
    mkdir("d");
    mkdir("e");
    guest.put("e/f", "");
    assertEquals(0, rename("a", "b"));
    assertEquals("a", guest.get("b"));
    assertEquals(ENOENT, rename("a", "b"));
    assertEquals(EISDIR, rename("b", "d"));
    assertEquals(ENOTDIR, rename("d", "b"));
    assertEquals(ENOTEMPTY, rename("d", "e"));
    assertEquals(ENOTEMPTY, rename("e/f", "e"));
    assertEquals(EINVAL, rename("e", "e/sub"));
    assertEquals(ENOTDIR, rename("b", "c/"));
    assertEquals(EBUSY, rename(".", "x"));
    assertEquals(EXDEV, rename("b", "/sys/b"));
    assertEquals(0, rename("e", "d"));
    assertEquals(List.of(".", "..", "f"), guest.list("d"));
    assertEquals(EEXIST, guest.call(316, -100, guest.text("b"), -100, guest.text("d"), 1));
    assertEquals(0, guest.call(316, -100, guest.text("b"), -100, guest.text("d"), 2));
    assertEquals("a", guest.get("d"));
    assertEquals(List.of(".", "..", "f"), guest.list("b"));
    assertEquals(EINVAL, guest.call(316, -100, guest.text("b"), -100, guest.text("d"), 3));
  }

  @Test
  void anUnlinkedFileLivesOn() {
    final long file = guest.open("f", CREAT | 2, 0644);
    guest.write(file, "still here");
    unlink("f");
    guest.call(8, file, 0, 0);
    assertEquals("still here", guest.read(file, 100));
    assertEquals(0, guest.call(5, file, guest.buffer()));
    assertEquals(0, guest.memory.readLong(guest.buffer() + 16), "links");
    final long unnamed = guest.open(".", TMPFILE | 2, 0600);
    assertEquals(1, guest.write(unnamed, "x"));
    assertEquals(List.of(".", ".."), guest.list("."));
    assertEquals(EINVAL, guest.open(".", TMPFILE, 0600), "must be writable");
  }

  @Test
  void descriptorsAreTheLowestFree() {
    assertEquals(3, guest.open("/dev/null", 0, 0));
    assertEquals(4, guest.call(32, 3));
    assertEquals(0, guest.call(3, 3));
    assertEquals(EBADF, guest.call(3, 3));
    assertEquals(3, guest.call(32, 4));
    assertEquals(9, guest.call(33, 4, 9));
    assertEquals(10, guest.call(72, 4, 0, 9));
    assertEquals(EINVAL, guest.call(292, 4, 4, 0));
    assertEquals(EBADF, guest.call(33, 4, 1024));
    assertEquals(0, guest.call(72, 9, 1));
    assertEquals(12, guest.call(292, 4, 12, 0x80000));
    assertEquals(1, guest.call(72, 12, 1));
    assertEquals(0, guest.call(436, 9, -1, 0));
    assertEquals(EBADF, guest.call(72, 12, 1));
    int opened = 5;
    while (guest.open("/dev/null", 0, 0) >= 0) {
      opened++;
    }
    assertEquals(1024, opened);
    assertEquals(EMFILE, guest.open("/dev/null", 0, 0));
    assertEquals(EMFILE, guest.call(32, 0));
    assertEquals(EMFILE, guest.open("untouched", CREAT, 0644));
    assertEquals(ENOENT, stat("untouched"));
  }

  @Test
  void statTellsEverythingAtItsOffset() {
    guest.put("f", "hello");
    assertEquals(0, guest.call(90, guest.text("f"), 04751));
    final long times = guest.buffer();
    guest.memory.writeLong(times, 11);
    guest.memory.writeLong(times + 8, 12);
    guest.memory.writeLong(times + 16, 13);
    guest.memory.writeLong(times + 24, 14);
    assertEquals(0, guest.call(280, -100, guest.text("f"), times, 0));
    assertEquals(0, guest.call(92, guest.text("f"), 5, 6));
    assertEquals(0100751, mode("f"), "a new owner's file is not set-user-ID");
    assertEquals(0, guest.call(90, guest.text("f"), 04751));
    assertEquals(0, stat("f"));
    final long at = guest.buffer();
    assertEquals(0104751, guest.memory.readInt(at + 24));
    assertEquals(5, guest.memory.readInt(at + 28));
    assertEquals(6, guest.memory.readInt(at + 32));
    assertEquals(5, guest.memory.readLong(at + 48));
    assertEquals(4096, guest.memory.readLong(at + 56));
    assertEquals(11, guest.memory.readLong(at + 72));
    assertEquals(12, guest.memory.readLong(at + 80));
    assertEquals(13, guest.memory.readLong(at + 88));
    assertEquals(14, guest.memory.readLong(at + 96));
    assertEquals(0, guest.call(332, -100, guest.text("f"), 0, 0x7ff, at));
    assertEquals(0x7ff, guest.memory.readInt(at));
    assertEquals(5, guest.memory.readInt(at + 20), "stx_uid");
    assertEquals((short) 0104751, guest.memory.readShort(at + 28), "stx_mode");
    assertEquals(5, guest.memory.readLong(at + 40), "stx_size");
    assertEquals(13, guest.memory.readLong(at + 112), "stx_mtime");
    assertEquals(0, stat("/dev/null"));
    assertEquals(0x103, guest.memory.readLong(at + 40), "st_rdev 1:3");
  }

  @Test
  void listingFitsTheBufferAndCanBeRepeated() {
    for (int i = 0; i < 300; i++) {
      guest.put("file" + i, "");
    }
    final long directory = guest.open(".", DIRECTORY, 0);
    int found = 0;
    long count;
    while ((count = guest.call(217, directory, guest.buffer(), 200)) > 0) {
      assertTrue(count <= 200);
      for (long at = 0; at < count; at += guest.memory.readShort(guest.buffer() + at + 16)) {
        found++;
      }
    }
    assertEquals(302, found);
    assertEquals(0, guest.call(8, directory, 0, 0));
    assertEquals(EINVAL, guest.call(217, directory, guest.buffer(), 10));
    assertTrue(guest.call(78, directory, guest.buffer(), 100) > 0);
    assertEquals(4, guest.memory.readByte(guest.buffer() + 23), "DT_DIR behind the name");
    assertEquals(ENOTDIR, guest.call(217, 1, guest.buffer(), 100));
  }

  @Test
  void openat2KeepsInside() {
    mkdir("d");
    guest.put("d/f", "in");
    guest.put("out", "out");
    symlink("../out", "d/up");
    symlink("/tmp/w/out", "d/abs");
    final long directory = guest.open("d", DIRECTORY | PATH, 0);
    assertTrue(openat2(directory, "f", 8) > 0);
    assertEquals(EXDEV, openat2(directory, "../out", 8));
    assertEquals(EXDEV, openat2(directory, "up", 8));
    assertEquals(EXDEV, openat2(directory, "abs", 8));
    assertEquals(EXDEV, openat2(directory, "/tmp/w/d/f", 8));
    assertEquals(ENOENT, openat2(directory, "up", 16), "the root is d");
    assertTrue(openat2(directory, "/../f", 16) > 0);
    assertEquals(ELOOP, openat2(directory, "up", 4));
    assertEquals(EINVAL, openat2(directory, "f", 64));
  }

  private long openat2(long directory, String path, long resolve) {
    final long how = guest.buffer();
    guest.memory.writeLong(how, 0);
    guest.memory.writeLong(how + 8, 0);
    guest.memory.writeLong(how + 16, resolve);
    return guest.call(437, directory, guest.text(path), how, 24);
  }

  @Test
  void flagsOfDescriptorsAreThoseOfTheirOpening() {
    guest.put("f", "");
    final long file = guest.open("f", 2 | 0x400 | 0x80000, 0);
    assertEquals(0x8402, guest.call(72, file, 3), "O_RDWR, O_APPEND and O_LARGEFILE");
    assertEquals(0, guest.call(72, file, 4, 0x800));
    assertEquals(0x8802, guest.call(72, file, 3));
    assertEquals(1, guest.call(72, file, 1), "FD_CLOEXEC");
    final long place = guest.open("f", PATH | 2, 0);
    assertEquals(PATH, guest.call(72, place, 3));
    assertEquals(EBADF, guest.call(72, place, 4, 0));
    assertEquals(EBADF, guest.call(0, place, guest.buffer(), 1));
    assertEquals(EBADF, guest.call(91, place, 0600));
    assertEquals(0, guest.call(5, place, guest.buffer()));
  }

  @Test
  void accessIsForRoot() {
    guest.put("f", "");
    assertEquals(-13, guest.call(21, guest.text("f"), 1), "EACCES: nobody may execute it");
    assertEquals(0, guest.call(21, guest.text("f"), 6));
    guest.call(90, guest.text("f"), 0);
    assertEquals(0, guest.call(21, guest.text("f"), 6));
    guest.call(90, guest.text("f"), 0100);
    assertEquals(0, guest.call(439, -100, guest.text("f"), 1, 0x200));
    assertEquals(EINVAL, guest.call(21, guest.text("f"), 8));
    assertEquals(EINVAL, guest.call(439, -100, guest.text("f"), 1, 0x8000));
  }
}
