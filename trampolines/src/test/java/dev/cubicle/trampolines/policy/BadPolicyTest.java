package dev.cubicle.trampolines.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a policy: one line with file, line, key, and what is the matter. */
class BadPolicyTest {

  /** Lines 1 to 5 of most policies here. */
  private static final String GOOD =
      "entry = 'main'\n[components.a]\nfiles = ['a.o']\n[components.b]\nfiles = ['a.o']\n";

  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    PolicyFiles.touch(directory, "a.o", "empty/notes.txt");
  }

  private String complaint(String text) {
    final BadInputException complaint =
        assertThrows(BadInputException.class, () -> PolicyFiles.read(directory, text));
    final String message = complaint.getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.length() < 500, message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    final String file = directory.resolve("policy.toml").toString();
    assertTrue(message.startsWith(file + ":"), message);
    return message.substring(file.length() + 1);
  }

  /** A "/" stands for the end of a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[entri]                     | 6: there is no key \"entri\" here; did you mean entry?",
        "[limit]                     | 6: there is no key \"limit\" here; did you mean limits?",
        "[limits]/thread = 1         | 7: limits: there is no key \"thread\" here; did you mean threads?",
        "[cubicles.a]/colour = 1     | 7: cubicles.a: there is no key \"colour\" here; known are callbacks, code,",
        "[cubicles.a]/stak = 1       | 7: cubicles.a: there is no key \"stak\" here; did you mean stack?",
        "[components.a.x]            | 6: components.a: there is no key \"x\" here",
        "[[functions.f.windows]]/parametre = 1 | 7: functions.f.windows.#1: there is no key \"parametre\" here; did you mean parameter?",
        "[[data]]/symbol = 'x'/[[data]]/ovner = 'a' | 9: data.#2: there is no key \"ovner\" here; did you mean owner?",
        "x =                         | 6: ",
        "[limits]/threads = 1/threads = 2 | 8: Duplicate key",
        "[limits]/threads = 0        | 7: limits.threads: 0: expected 1 to 64",
        "[limits]/threads = 65       | 7: limits.threads: 65: expected 1 to 64",
        "[limits]/threads = 'two'    | 7: limits.threads: expected a whole number",
        "[limits]/threads = 1.5      | 7: limits.threads: expected a whole number",
        "[limits]/threads = 99999999999 | 7: limits.threads: ",
        "[limits]/pool = 'much'      | 7: limits.pool: \"much\" is not a size; write bytes, or text such as",
        "[limits]/pool = '64 MB'     | 7: limits.pool: \"64 MB\" is not a size",
        "[limits]/pool = 0           | 7: limits.pool: 0 bytes are too few",
        "[limits]/pool = -4096       | 7: limits.pool: \"-4096\" is not a size",
        "[limits]/pool = '17 GiB'    | 7: limits.pool: \"17 GiB\" is more than 16384 MiB",
        "[limits]/pool = 99999999999999999999999 | 7: limits.pool: \"99999999999999999999999\" is more than",
        "[limits]/pool = '999999999999999 GiB' | 7: limits.pool: \"999999999999999 GiB\" is more than",
        "[limits]/pool = [1]         | 7: limits.pool: this is not a size",
        "[limits]/pool = true        | 7: limits.pool: \"true\" is not a size",
        "[[cubicles]]                | 6: cubicles: expected a table",
        "[cubicles]/a = 'x'          | 7: cubicles.a: expected a table",
        "[cubicles.a]/kind = 'islated' | 7: cubicles.a.kind: \"islated\": expected isolated or shared or trusted",
        "[cubicles.a]/kind = 3       | 7: cubicles.a.kind: expected text in quotes",
        "[cubicles.a]/code = 'none'  | 7: cubicles.a.code: \"none\": expected read-execute or execute-only",
        "[cubicles.a]/constants = 'all' | 7: cubicles.a.constants: \"all\": expected own or everyone",
        "[cubicles.a]/[cubicles.b]/kind = 'shared'/constants = 'own' | 9: cubicles.b.constants: cubicle b is shared: everyone may read",
        "[cubicles.a]/[cubicles.b]/kind = 'trusted'/constants = 'own' | 9: cubicles.b.constants: cubicle b is trusted: what it has",
        "[cubicles.a]/components = 'a' | 7: cubicles.a.components: expected a list",
        "[cubicles.a]/components = [1] | 7: cubicles.a.components.#1: expected text in quotes",
        "[cubicles.a]/components = [] | 7: cubicles.a.components: a cubicle without components",
        "[cubicles.a]/components = ['a', 'a'] | 7: cubicles.a.components: component a is named twice",
        "[cubicles.a]/stack = '300 MiB' | 7: cubicles.a.stack: \"300 MiB\" is more than 256 MiB",
        "[cubicles.a]/heap = '65 MiB' | 7: cubicles.a.heap: 68157440 bytes are more than the pool",
        "[cubicles.a]/system-calls = ['fork'] | 7: cubicles.a.system-calls: the monitor has no filter for a system call \"fork\"",
        "[cubicles.a]/system-calls = ['wrote'] | 7: cubicles.a.system-calls: the monitor has no filter for a system call \"wrote\"; did you mean write?",
        "[cubicles.a]/callbacks = ['c']/[cubicles.b] | 7: cubicles.a.callbacks: there is no cubicle \"c\"; did you mean a or b?",
        "[cubicles.a]/callbacks = ['b']/[cubicles.b]/kind = 'shared' | 7: cubicles.a.callbacks: cubicle b is shared: its code runs as whoever calls it",
        "[cubicles.a]/[cubicles.b]/kind = 'shared'/stack = 4096 | 9: cubicles.b.stack: cubicle b is shared (kind = \"shared\")",
        "[cubicles.a]/[cubicles.b]/kind = 'shared'/system-calls = [] | 9: cubicles.b.system-calls: cubicle b is shared",
        "[cubicles.a]/[cubicles.b]/kind = 'shared'/code = 'execute-only' | 9: cubicles.b.code: cubicle b is shared",
        "[cubicles.monitor]          | 6: cubicles.monitor: the name monitor is taken",
        "[cubicles.'a b']            | 6: cubicles.\"a b\": \"a b\" is not a C identifier",
        "[cubicles.\"a\\n\\u001b\"]  | 0: cubicles.\"a..\": \"a..\" is not",
        "[cubicles.'']               | 6: cubicles.\"\": \"\" is not a C identifier",
        "[cubicles.'../x']           | 6: cubicles.\"../x\": \"../x\" is not a C identifier",
        "[cubicles.1a]               | 6: cubicles.1a: \"1a\" is not a C identifier",
        "[cubicles.a]/[cubicles.a]   | 7: ",
        "[cubicles.a]                | 4: components.b: component b is in no cubicle",
        "[cubicles.a]/[cubicles.b]/[cubicles.c] | 8: cubicles.c: component c has no files: add [components.c]",
        "[cubicles.a]/[cubicles.b]/components = ['b', 'a'] | 8: cubicles.b.components: component a is in cubicle a already",
        "[cubicles.a]/components = ['a', 'b']/[cubicles.b] | 8: cubicles.b.components: component b is in cubicle a already",
        "[cubicles.a]/components = ['b']/[cubicles.b]/components = ['a'] | 7: cubicles.a.components: cyclic merge: a takes b takes a; keep one",
        "[cubicles.a]/kind = 'shared'/[cubicles.b]/kind = 'trusted' | 6: cubicles: there is no isolated cubicle",
        "[cubicles.a]/[cubicles.b]/[functions.'f g']           | 8: functions.\"f g\": \"f g\" is not a C identifier",
        "[cubicles.a]/[cubicles.b]/[functions.f]/stack-words = 300 | 9: functions.f.stack-words: 300: expected 0 to 256",
        "[cubicles.a]/[cubicles.b]/[functions.f]/stack-words = -1 | 9: functions.f.stack-words: -1: expected 0 to 256",
      })
  void oneLineThatHelps(String text, String expected) {
    final String message = complaint(GOOD + lines(text));
    // No line: the key is written with escapes, which are not looked for.
    final String start = expected.startsWith("0: ") ? expected.substring(2) : expected;
    assertStarts(start, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "size = 1                    | parameter: the key is missing: which parameter",
        "parameter = 0/size = 1      | parameter: 0: expected 1 to 127",
        "parameter = 128/size = 1    | parameter: 128: expected 1 to 127",
        "parameter = 1               | size: the key is missing: how large",
        "parameter = 1/size = 0      | size: a window of 0 bytes opens nothing",
        "parameter = 1/size = -1     | size: \"-1\" is not a size",
        "parameter = 1/size = 1.5    | size: \"1.5\" is not a size",
        "parameter = 1/size = '2 GiB' | size: \"2 GiB\" is not a size",
        "parameter = 1/size = 2147483648 | size: a window has at most 1 GiB",
        "parameter = 1/size = '4294967297 * parameter 2' | size: a window has at most 1 GiB",
        "parameter = 1/size = '0 * parameter 2' | size: 0 times a parameter is 0 bytes",
        "parameter = 1/size = 'parameter 0' | size: parameter 0: parameters are counted from 1",
        "parameter = 1/size = 'parameter 999' | size: parameter 999: parameters are counted from 1",
        "parameter = 1/size = 'parameter 1' | size: parameter 1 is the pointer",
        "parameter = 1/size = 'parameter' | size: \"parameter\" is not a size",
        "parameter = 1/size = 'parameter 2 + parameter 3' | size: \"parameter 2 + parameter 3\" is not a size",
        "parameter = 1/size = '1 + 2'  | size: \"1 + 2\" is not a size",
        "parameter = 1/size = '2 * 2'  | size: \"2 * 2\" is not a size",
        "parameter = 1/size = '1 + 2 + parameter 3' | size: \"1 + 2 + parameter 3\" is not a size",
        "parameter = 1/size = 'parameter 2 * parameter 3 * parameter 4' | size: \"parameter 2 * par",
        "parameter = 1/size = ''     | size: \"\" is not a size",
        "parameter = 1/size = []     | size: this is not a size",
        "stack = 4096/parameter = 1  | stack: the caller's stack is no parameter",
        "stack = 4096/size = 16      | stack: the caller's stack is no parameter",
        "stack = 0                   | stack: \"0\" is no size of 1 byte to 1 GiB",
        "stack = '2 GiB'             | stack: \"2 GiB\" is no size of 1 byte to 1 GiB",
        "stack = 'all'               | stack: \"all\" is no size of 1 byte to 1 GiB",
        "stack = []                  | stack: this is no size of 1 byte to 1 GiB",
        "stack = 4096/map = 'copy'   | map: what points into the stack would point past a copy",
        "stack = 4096/access = 'all' | access: \"all\": expected read or write",
        "parameter = 1/size = 1/access = 'execute' | access: \"execute\": expected read or write",
        "parameter = 1/size = 1/for = 'all' | for: \"all\": expected callee or callees",
        "parameter = 1/size = 1/map = 'now' | map: \"now\": expected fault or call",
      })
  void windows(String text, String expected) {
    final String message =
        complaint(GOOD + "[cubicles.a]\n[cubicles.b]\n[[functions.f.windows]]\n" + lines(text));
    final String after = message.substring(message.indexOf(' ') + 1);
    assertTrue(after.startsWith("functions.f.windows.#1." + expected), message);
  }

  @Test
  void twoWindowsOnOneParameter() {
    final String window = "[[functions.f.windows]]\nparameter = 1\nsize = 8\n";
    assertEquals(
        "11: functions.f.windows.#2: parameter 1 of f has a window already",
        complaint(GOOD + "[cubicles.a]\n[cubicles.b]\n" + window + window));
  }

  @Test
  void theStackOfTheCallersTwice() {
    final String window = "[[functions.f.windows]]\nstack = '4 KiB'\n";
    assertEquals(
        "10: functions.f.windows.#2: the stack of the callers of f has a window already",
        complaint(GOOD + "[cubicles.a]\n[cubicles.b]\n" + window + window));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "owner = 'a'/to = ['b']      | symbol: the key is missing",
        "symbol = 'x;y'/owner = 'a'  | symbol: \"x;y\" is not a C identifier of at most 1024 characters, nor such as",
        "symbol = 'a/b.c:x'/owner = 'a' | symbol: \"a/b.c:x\" is not a C identifier",
        "symbol = 'b.c:'/owner = 'a' | symbol: \"b.c:\" is not a C identifier",
        "symbols = ['x', 'y z']/owner = 'a'/to = ['b'] | symbols: \"y z\" is not a C identifier",
        "symbols = ['x', 'x']/owner = 'a'/to = ['b'] | x of cubicle a is shared with the same cubicle by entry #1",
        "symbols = []/owner = 'a'/to = ['b'] | symbols: of no symbols",
        "symbols = ['x']/symbol = 'y'/owner = 'a'/to = ['b'] | symbols: there is symbol as well",
        "symbol = 'x'/to = ['b']     | owner: the key is missing",
        "symbol = 'x'/owner = 'q'    | owner: there is no cubicle \"q\"",
        "symbol = 'x'/owner = 'c'/to = ['a'] | owner: cubicle c is shared: its data is everyone's",
        "symbol = 'x'/owner = 'a'    | to: to whom? Name cubicles",
        "symbol = 'x'/owner = 'a'/to = [] | to: to whom? Name cubicles",
        "symbol = 'x'/owner = 'a'/to = ['z'] | to: there is no cubicle \"z\"",
        "symbol = 'x'/owner = 'a'/to = ['a'] | to: a owns it already",
        "symbol = 'x'/owner = 'a'/to = ['c'] | to: cubicle c is shared",
        "symbol = 'x'/owner = 'a'/to = ['b', '*'] | to: there is no cubicle \"*\"",
        "symbol = 'x'/owner = 'a'/to = ['b']/access = 'all' | access: \"all\": expected none or read or write or everyone",
        "symbol = 'x'/owner = 'a'/to = ['b']/access = 'everyone' | to: access = \"everyone\" gives it to all",
      })
  void data(String text, String expected) {
    final String message =
        complaint(
            GOOD
                + "[components.c]\nfiles = ['a.o']\n"
                + "[cubicles.a]\n[cubicles.b]\n[cubicles.c]\nkind = 'shared'\n[[data]]\n"
                + lines(text));
    final String after = message.substring(message.indexOf(' ') + 1);
    assertTrue(
        after.startsWith("data.#1." + expected) || after.startsWith("data.#1: " + expected),
        message);
  }

  @Test
  void datumSharedTwiceWithTheSame() {
    final String datum = "[[data]]\nsymbol = 'x'\nowner = 'a'\n";
    assertEquals(
        "12: data.#2: x of cubicle a is shared with the same cubicle by entry #1 already",
        complaint(
            GOOD
                + "[cubicles.a]\n[cubicles.b]\n"
                + datum
                + "to = ['b']\n"
                + datum
                + "to = ['*']\naccess = 'write'\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "part = 'heap'/to = ['b']    | owner: the key is missing",
        "owner = 'q'/part = 'heap'/to = ['b'] | owner: there is no cubicle \"q\"",
        "owner = 'c'/part = 'heap'/to = ['b'] | owner: cubicle c is shared: its data is everyone's",
        "owner = 'd'/part = 'heap'/to = ['b'] | owner: cubicle d is trusted: what it has is the monitor's",
        "owner = 'a'/to = ['b']      | part: the key is missing: which of its memory?",
        "owner = 'a'/part = 'code'/to = ['b'] | part: \"code\": expected heap or stack or data or constants or thread-local",
        "owner = 'a'/part = 'heap'   | to: to whom? Name cubicles",
        "owner = 'a'/part = 'heap'/to = [] | to: to whom? Name cubicles",
        "owner = 'a'/part = 'heap'/to = ['a'] | to: a owns it already",
        "owner = 'a'/part = 'heap'/to = ['c'] | to: cubicle c is shared",
        "owner = 'a'/part = 'heap'/to = ['b']/access = 'everyone' | access: \"everyone\": expected read or write",
        "owner = 'a'/part = 'constants'/to = ['b']/access = 'write' | access: nobody writes constants",
        "owner = 'b'/part = 'constants'/to = ['a'] | part: everyone may read the constants of cubicle b",
      })
  void memory(String text, String expected) {
    final String message =
        complaint(
            GOOD
                + "[components.c]\nfiles = ['a.o']\n[components.d]\nfiles = ['a.o']\n"
                + "[cubicles.a]\n[cubicles.b]\nconstants = 'everyone'\n"
                + "[cubicles.c]\nkind = 'shared'\n[cubicles.d]\nkind = 'trusted'\n[[memory]]\n"
                + lines(text));
    final String after = message.substring(message.indexOf(' ') + 1);
    assertTrue(after.startsWith("memory.#1." + expected), message);
  }

  @Test
  void memorySharedTwiceWithTheSame() {
    final String memory = "[[memory]]\nowner = 'a'\npart = 'heap'\n";
    assertEquals(
        "12: memory.#2: the heap of cubicle a is open to the same cubicle by entry #1 already",
        complaint(
            GOOD
                + "[cubicles.a]\n[cubicles.b]\n"
                + memory
                + "to = ['b']\n"
                + memory
                + "to = ['*']\naccess = 'write'\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "files = ['b.o']             | files: there is no file \"b.o\" (looked for /",
        "files = ['empty/*.o']       | files: no file matches \"empty/*.o\" (looked for /",
        "files = ['no/*/x*.o']       | files: no file matches",
        "files = ['empty']           | files: \"empty\" is not a file; name objects and archives",
        "files = ['']                | files: \"\" names no file",
        "files = ['[z.o']            | files: \"[z.o\" is not a pattern",
        "files = [\"a\\u0000.o\"]    | files: \"a..o\" is not a path",
        "files = []                  | component a has no files",
        "syscall-instructions = 'x'  | syscall-instructions: \"x\": expected refuse or trap:FUNCTION",
        "files = ['a.o']/syscall-instructions = 'trap:' | syscall-instructions: \"\" is not a C identifier",
        "files = ['a.o']/syscall-instructions = 'trap:a b' | syscall-instructions: \"a b\" is not a C",
        "files = ['a.o']/xrstor-instructions = 'xrstor' | xrstor-instructions: \"xrstor\": expected refuse or fxrstor",
      })
  void components(String text, String expected) {
    final String message =
        complaint("entry = 'main'\n[cubicles.a]\n[components.a]\n" + lines(text));
    final String after = message.substring(message.indexOf(' ') + 1);
    assertTrue(
        after.startsWith("components.a." + expected)
            || after.startsWith("components.a: " + expected),
        message);
  }

  @Test
  void entry() {
    assertEquals(" entry: the key is missing", complaint("[cubicles.a]\n"));
    assertEquals("1: entry: expected text in quotes", complaint("entry = 5\n"));
    assertStarts("1: entry: \"a b\" is not a C identifier", complaint("entry = 'a b'\n"));
    assertStarts(
        "1: entry: \"" + "m".repeat(60) + "…\" is not",
        complaint("entry = '" + "m".repeat(2000) + "'\n"));
    assertStarts(
        " cubicles: there is no isolated cubicle: nothing could run; add [cubicles.NAME]",
        complaint("entry = 'main'\n"));
  }

  private static void assertStarts(String expected, String message) {
    assertTrue(message.startsWith(expected), () -> message + "\nexpected: " + expected);
  }

  @Test
  void tooManyCubicles() {
    final String many =
        IntStream.range(0, 256)
            .mapToObj("[cubicles.c%d]\n"::formatted)
            .collect(Collectors.joining());
    assertTrue(
        complaint("entry = 'main'\n" + many)
            .startsWith("2: cubicles: 256 cubicles; an image has at most 255"));
  }

  @Test
  void tooMuchStack() {
    final String many =
        IntStream.range(0, 5)
            .mapToObj("cubicles.c%d.stack = '100 MiB'\n"::formatted)
            .collect(Collectors.joining());
    assertEquals(
        "1: limits.threads: the stacks of all cubicles on 64 threads take 32000 MiB; at most"
            + " 16384 MiB",
        complaint("limits.threads = 64\nentry = 'main'\n" + many));
  }

  @Test
  void deepNesting() {
    assertTrue(complaint("a = " + "[".repeat(100_000) + "\n").contains("nest"));
    assertTrue(complaint("a = " + "{a=".repeat(100_000) + "\n").contains("nest"));
    assertTrue(complaint("a" + ".a".repeat(100_000) + " = 1\n").length() < 500);
    assertTrue(complaint("[a" + ".a".repeat(100_000) + "]\n").length() < 500);
  }

  @Test
  void notText() {
    final byte[] bytes =
        "entry = 'm\u00e4in'\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    final BadInputException complaint =
        assertThrows(BadInputException.class, () -> PolicySource.of(Path.of("policy.toml"), bytes));
    assertEquals("policy.toml: is not UTF-8 text, as a policy has to be", complaint.getMessage());
  }

  @Test
  void notAPolicyAtAll() throws IOException {
    final Path large = directory.resolve("large.toml");
    final byte[] text = new byte[2 << 20];
    Arrays.fill(text, (byte) '#');
    Files.write(large, text);
    assertEquals(large + ": is larger than 1 MiB, which no policy is", unreadable(large));
    assertEquals(directory + ": is not a file; name a policy", unreadable(directory));
    assertEquals("/dev/zero: is not a file; name a policy", unreadable(Path.of("/dev/zero")));
    final Path gone = directory.resolve("gone.toml");
    assertEquals(gone + ": there is no such file", unreadable(gone));
  }

  private static String unreadable(Path file) {
    return assertThrows(BadInputException.class, () -> PolicyReader.read(file)).getMessage();
  }

  private static String lines(String text) {
    return text.replace("/[", "\n[").replaceAll("/(?=[a-z-]+ =)", "\n") + "\n";
  }
}
