package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with the arguments: one line that helps, and status 2. */
class UsageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                              | say what to do: ./cubicle --help lists the commands",
        "rn hello                      | there is no command rn; did you mean run?;",
        "--hlp                         | there is no option --hlp; did you mean --help?;",
        "run                           | Missing required parameter: 'GUEST'; see ./cubicle run",
        "run --bogus hello             | there is no option --bogus; see ./cubicle run --help",
        "run --stat hello              | there is no option --stat; did you mean --stats?;",
        "run --engine fast hello       | --engine fast: it is emulated or native",
        "run --engine native /etc/passwd | --engine native: /etc/passwd is not executable",
        "run --mpk maybe hello         | --mpk maybe: it is on or off",
        "run --memory                  | Missing required parameter for option '--memory' (SIZE)",
        "run --memory lots hello       | --memory lots: expected a size such as 256M or 2G",
        "run --memory 0 hello          | --memory 0: expected 4K to 4T",
        "run --memory 5T hello         | --memory 5T: expected 4K to 4T",
        "run --memory 99999999999999999999G hello | --memory 99999999999999999999G: expected 4K",
        "run --memory -1 hello         | --memory -1: expected a size",
        "run --memory 4K hello         | ",
        "run --memory 64K hello        | ",
        "run --gdb soon hello          | --gdb soon: it is a port, 1 to 65535, or 0",
        "run --gdb 65536 hello         | --gdb 65536: it is a port",
        "run --gdb 0 --gdb-stdio hello | --gdb and --gdb-stdio: there can be one debugger",
        "run --gdb 0 --engine native hello | --gdb works with the emulator",
        "run --time-limit 0 hello      | --time-limit 0: expected seconds, such as 10 or 0.5",
        "run --time-limit soon hello   | --time-limit soon: expected seconds",
        "run --time-limit 1.2.3 hello  | --time-limit 1.2.3: expected seconds",
        "run --time-limit 1e9 hello    | --time-limit 1e9: expected seconds",
        "run --cfi some hello          | --cfi some: it is none or tag-nx",
        "run --env NAME hello          | --env NAME: expected NAME=VALUE",
        "run --env =x hello            | --env =x: expected NAME=VALUE",
        "run --share /tmp hello        | --share /tmp: expected HOST:GUEST",
        "run --share /tmp:data hello   | --share /tmp:data: expected HOST:GUEST",
        "run --share /no/where:/data hello | --share /no/where:/data: there is no /no/where on",
        "run --share /tmp:/dev/null/x hello | /dev/null/x: no directory null on the way there",
        "run --stats=/no/where/s.json hello | --stats=/no/where/s.json: there is no such file",
        "run --memory 1M --memory 2M hello | option '--memory' (SIZE) should be specified only once",
        "run helo                      | no guest \"helo\": did you mean hello?;",
        "run keys-glib                 | no guest \"keys-glib\": did you mean keys-glibc",
        "run qqqqqqqqqqqq              | no guest \"qqqqqqqqqqqq\"; ./cubicle guests lists all",
        "run /no/such/program          | /no/such/program: there is no such file or directory",
        "run --engine native /no/such | /no/such: there is no such file or directory",
        "run /etc                      | /etc: this is a directory; name a program",
        "run /etc/passwd               | /etc/passwd: is not an ELF file",
        "build                        | a build needs --policy FILE or --unikraft DIR, and -o IMAGE; see ./cubicle build --help",
        "build --policy x             | a build needs --policy FILE or --unikraft DIR, and -o IMAGE",
        "build --unikraft x           | a build needs --policy FILE or --unikraft DIR, and -o IMAGE",
        "build --policy x --application y -o z | --application chooses among the images of --unikraft",
        "build --polcy x -o y         | there is no option --polcy; did you mean --policy?;",
        "build --policy /no/such.toml -o y | /no/such.toml: there is no such file",
        "build --policy /etc -o y     | /etc: is not a file; name a policy",
        "build --policy /etc/passwd -o y | /etc/passwd:1: ",
        "build --policy x --component a -o y | --component a: expected NAME=FILE or NAME=FILE,FILE",
        "build --policy x --component =a -o y | --component =a: expected NAME=FILE",
        "build --policy x --component a= -o y | --component a=: expected NAME=FILE",
        "build --policy x --component a=b,,c -o y | --component a=b,,c: expected NAME=FILE",
        "build --policy x -o y z      | z: one word too many; see ./cubicle build --help",
        "inspect                      | Missing required parameter: 'IMAGE'; see ./cubicle inspect",
        "inspect helo                 | no guest \"helo\": did you mean hello?;",
        "inspect --jso x hello        | there is no option --jso; did you mean --json?;",
        "inspect --json               | Missing required parameter for option '--json' (FILE)",
        "inspect /etc/passwd          | /etc/passwd: is not an ELF file; expected a cubicle image",
        "inspect /etc                 | /etc: is not a file",
        "inspect /no/such/image       | /no/such/image: is not a file",
        "verify                       | Missing required parameter: 'IMAGE'; see ./cubicle verify",
        "verify /etc/passwd           | /etc/passwd: is not an ELF file; expected a cubicle image",
        "verify --all x               | there is no option --all; see ./cubicle verify --help",
        "guests extra                  | extra: one word too many; see ./cubicle guests --help",
        "guest --help                  | there is no command guest; did you mean guests?;",
      })
  void oneLineThatHelps(String arguments, String expected) {
    final Session session = Session.of(arguments == null ? new String[0] : arguments.split(" +"));
    assertEquals(ExitStatus.USAGE, session.status(), session::error);
    assertTrue(
        session.complaint().startsWith(expected == null ? "" : expected), session::complaint);
    assertEquals("", session.text());
  }

  @Test
  void aProgramWithoutCubicles() {
    for (String command : new String[] {"inspect", "verify"}) {
      final Session session = Session.of(command, "hello");
      assertEquals(ExitStatus.USAGE, session.status(), session::error);
      assertTrue(
          session.complaint().contains("hello: has no section .cubicle.manifest: it is not a"),
          session::complaint);
    }
  }

  @Test
  void truncatedImage(@TempDir Path directory) throws IOException {
    final byte[] hello = Files.readAllBytes(Guests.image("hello"));
    final Path cut = directory.resolve("cut");
    Files.write(cut, java.util.Arrays.copyOf(hello, 100));
    final Session session = Session.of("run", cut.toString());
    assertEquals(ExitStatus.USAGE, session.status(), session::error);
    assertTrue(session.complaint().startsWith(cut + ": "), session::complaint);
  }

  @Test
  void hostilePathsDoNotSteerTheTerminal() {
    final Session session = Session.of("run", "/no\u001b[2J\n/such");
    assertEquals(ExitStatus.USAGE, session.status());
    assertTrue(session.complaint().chars().noneMatch(Character::isISOControl), session::complaint);
  }

  @Test
  void helpTeachesWithExamples() {
    for (String[] arguments :
        new String[][] {
          {"--help"},
          {"run", "--help"},
          {"run", "-h"},
          {"guests", "--help"},
          {"build", "--help"},
          {"learn", "--help"},
          {"inspect", "--help"},
          {"verify", "--help"},
          {"attacks", "--help"},
        }) {
      final String command = arguments.length == 1 ? "run " : arguments[0] + " ";
      final Session session = Session.of(arguments);
      assertEquals(ExitStatus.OK, session.status());
      assertTrue(session.text().startsWith("Usage: ./cubicle "), session::text);
      assertTrue(
          session.text().contains("  ./cubicle " + command)
              || session.text().contains(": ./cubicle run "),
          session::text);
      assertTrue(session.text().lines().allMatch(line -> line.length() <= 80), session::text);
      assertEquals("", session.error());
    }
  }

  @Test
  void theListSaysInASentenceWhatACommandDoes() {
    final List<String> lines =
        Session.of("--help")
            .text()
            .lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .skip(1)
            .takeWhile(line -> !line.isEmpty())
            .toList();
    assertEquals(10, lines.size(), lines::toString);
    assertTrue(
        lines.stream().allMatch(line -> line.matches("  [a-z]+ +[A-Z].*\\.")), lines::toString);
  }

  @Test
  void version() {
    final Session session = Session.of("--version");
    assertEquals(ExitStatus.OK, session.status());
    assertTrue(session.text().matches("cubicle \\d+\\.\\d+\\.\\S+, Java 25.*\\R"), session::text);
  }
}
