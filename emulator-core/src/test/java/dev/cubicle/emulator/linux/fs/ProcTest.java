package dev.cubicle.emulator.linux.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /proc}, {@code /dev} and {@code /etc} as programs look at them. */
final class ProcTest {

  private final FileHarness guest = new FileHarness();

  @BeforeEach
  void show() {
    guest.showProcess();
  }

  private String readlink(String path) {
    final long count = guest.call(89, guest.text(path), guest.buffer(), 200);
    return guest.string(guest.buffer(), (int) count);
  }

  @Test
  void theProcessIsDescribed() {
    assertEquals("sample\0-x\0", guest.get("/proc/self/cmdline"));
    assertEquals("HOME=/root\0", guest.get("/proc/42/environ"));
    assertEquals("/bin/sample", readlink("/proc/self/exe"));
    assertEquals("ELF?", guest.get("/proc/self/exe"));
    assertEquals("42", readlink("/proc/self"));
    assertEquals("/", readlink("/proc/self/root"));
    assertTrue(guest.get("/proc/self/status").contains("Threads:\t2\n"));
    assertTrue(guest.get("/proc/self/maps").contains("r-xp"));
    assertTrue(guest.get("/proc/meminfo").contains("MemTotal:           1024 kB\n"));
    final String[] stat = guest.get("/proc/self/stat").split(" ");
    assertEquals("6.12.3-sample\n", guest.get("/proc/sys/kernel/osrelease"));
    assertTrue(guest.get("/proc/version").startsWith("Linux version 6.12.3-sample "));
    assertEquals(52, stat.length);
    assertEquals("(sample)", stat[1]);
    assertEquals("2", stat[19]);
    assertTrue(guest.get("/proc/mounts").startsWith("tmpfs / tmpfs rw"));
    assertTrue(guest.get("/proc/uptime").matches("\\d+\\.\\d\\d 0\\.00\n"));
  }

  @Test
  void nothingIsMadeOrChangedThere() {
    assertEquals(-26, guest.open("/bin/sample", 1, 0), "ETXTBSY");
    assertEquals(-13, guest.open("/proc/self/maps", 1, 0), "EACCES");
    assertEquals(-13, guest.open("/proc/new", 0x41, 0644), "EACCES");
    assertEquals(-1, guest.call(83, guest.text("/proc/new"), 0755), "EPERM");
    assertEquals(-1, guest.call(87, guest.text("/proc/self/maps")), "EPERM");
    assertEquals(-16, guest.call(84, guest.text("/proc")), "EBUSY");
  }

  @Test
  void descriptorsAreLinksToTheirFiles() {
    guest.put("/tmp/f", "content");
    final long file = guest.open("/tmp/f", 0, 0);
    assertEquals("/tmp/f", readlink("/proc/self/fd/" + file));
    assertTrue(readlink("/dev/stdout").equals("/proc/self/fd/1"));
    assertTrue(readlink("/proc/self/fd/1").startsWith("pipe:["));
    guest.call(87, guest.text("/tmp/f"));
    assertEquals("content", guest.get("/proc/self/fd/" + file), "straight to the file");
    final long out = guest.open("/dev/stdout", 1, 0);
    guest.write(out, "through the link");
    assertEquals("through the link", guest.output.toString());
    assertTrue(guest.list("/dev/fd").containsAll(List.of("0", "1", "2")));
    assertEquals(-2, guest.open("/proc/self/fd/99", 0, 0));
    assertEquals(-2, guest.open("/proc/self/fd/01", 0, 0));
  }

  @Test
  void usersHaveNames() {
    assertTrue(guest.get("/etc/passwd").startsWith("root:x:0:0:"));
    assertTrue(guest.get("/etc/group").startsWith("root:x:0:"));
    assertEquals("cubicle\n", guest.get("/etc/hostname"));
  }
}
