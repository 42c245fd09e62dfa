package dev.cubicle.trampolines.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.policy.Policy.ArgumentWindow;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.policy.Policy.Kind;
import dev.cubicle.trampolines.policy.Policy.MemoryPart;
import dev.cubicle.trampolines.policy.Policy.SharedData;
import dev.cubicle.trampolines.policy.Policy.SharedMemory;
import dev.cubicle.trampolines.policy.Policy.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy says arrives as it was said. */
class PolicyReaderTest {

  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    PolicyFiles.touch(
        directory,
        "build/main.o",
        "build/glue/b.o",
        "build/glue/a.o",
        "build/glue/notes.txt",
        "build/glue/.hidden.o",
        "third-party/libparser.a",
        "third-party/libstore.a",
        "third-party/libc.a",
        "a.o");
  }

  @Test
  void theDocumentedExample() throws BadInputException {
    final Policy policy = PolicyFiles.read(directory, PolicyFiles.documented());
    assertEquals("app_main", policy.entry());
    assertEquals(new Policy.Limits(2, 32 << 20), policy.limits());
    assertEquals(
        List.of(
            new Cubicle(
                "app",
                Kind.ISOLATED,
                List.of("main", "parser"),
                256 << 10,
                16 << 20,
                false,
                true,
                Set.of("write", "exit_group"),
                Optional.empty()),
            new Cubicle(
                "store",
                Kind.ISOLATED,
                List.of("store"),
                64 << 10,
                32 << 20,
                true,
                false,
                Set.of(),
                Optional.of(Set.of("app"))),
            new Cubicle(
                "libc",
                Kind.SHARED,
                List.of("libc"),
                0,
                0,
                false,
                false,
                Set.of(),
                Optional.empty())),
        policy.cubicles());
    assertEquals(
        List.of("main", "parser", "store", "libc"), List.copyOf(policy.components().keySet()));
    assertEquals(
        List.of(
            directory.resolve("build/main.o"),
            directory.resolve("build/glue/a.o"),
            directory.resolve("build/glue/b.o")),
        policy.components().get("main").files());
    assertEquals(
        Optional.of("app_system_call"), policy.components().get("libc").systemCallHandler());
    assertEquals(Optional.empty(), policy.components().get("store").systemCallHandler());
    assertEquals(
        List.of(
            new ArgumentWindow(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                1,
                4096,
                false,
                false,
                true,
                BufferMapping.FAULT)),
        policy.functions().get("store_putv").windows());
    assertEquals(
        List.of(string(2), buffer(3, 4, false, true, BufferMapping.FAULT)),
        policy.functions().get("store_put").windows());
    assertEquals(
        List.of(string(2), buffer(3, 4, true, false, BufferMapping.CALL)),
        policy.functions().get("store_get").windows());
    assertEquals(OptionalInt.empty(), policy.functions().get("store_get").stackWords());
    assertEquals(OptionalInt.of(3), policy.functions().get("store_raw").stackWords());
    assertEquals(
        List.of(new SharedData("store_version", "store", Set.of("app"), Sharing.READ)),
        policy.data());
    assertEquals(
        List.of(new SharedMemory("store", MemoryPart.HEAP, Set.of("app"), false)), policy.memory());
  }

  private static ArgumentWindow string(int parameter) {
    return new ArgumentWindow(
        OptionalInt.of(parameter),
        OptionalInt.empty(),
        OptionalInt.empty(),
        1,
        0,
        true,
        false,
        false,
        BufferMapping.FAULT);
  }

  private static ArgumentWindow buffer(
      int parameter, int size, boolean write, boolean transitive, BufferMapping mapping) {
    return new ArgumentWindow(
        OptionalInt.of(parameter),
        OptionalInt.of(size),
        OptionalInt.empty(),
        1,
        0,
        false,
        write,
        transitive,
        mapping);
  }

  @Test
  void theSmallestPolicy() throws BadInputException {
    final Policy policy =
        PolicyFiles.read(
            directory, "entry = 'main'\n[cubicles.a]\n[components.a]\nfiles = ['a.o']\n");
    assertEquals(new Policy.Limits(1, 64 << 20), policy.limits());
    assertEquals(List.of("a"), policy.cubicles().getFirst().components());
    assertEquals(Map.of(), policy.functions());
    assertEquals(List.of(), policy.data());
  }

  @Test
  void orderIsTheFiles() throws BadInputException {
    final StringBuilder text = new StringBuilder("entry = 'main'\n");
    final List<String> names = List.of("zebra", "ant", "mole", "b", "a");
    names.forEach(name -> text.append("[cubicles.").append(name).append("]\n"));
    names
        .reversed()
        .forEach(name -> text.append("[components.").append(name).append("]\nfiles = ['a.o']\n"));
    final Policy policy = PolicyFiles.read(directory, text.toString());
    assertEquals(names, policy.cubicles().stream().map(Cubicle::name).toList());
    // Link order, which is that of what tables hold, is another one.
    assertEquals(names.reversed(), List.copyOf(policy.components().keySet()));
  }

  @Test
  void sizesAreRoundedUpToPages() throws BadInputException {
    final Policy policy =
        PolicyFiles.read(
            directory,
            "entry = 'main'\n[cubicles.a]\nstack = 5000\nheap = '1 KiB'\n"
                + "[components.a]\nfiles = ['a.o']\n");
    assertEquals(8192, policy.cubicles().getFirst().stack());
    assertEquals(4096, policy.cubicles().getFirst().heap());
  }

  @Test
  void aStarIsEveryoneElseWhoRuns() throws BadInputException {
    final Policy policy =
        PolicyFiles.read(
            directory,
            """
            entry = 'main'
            cubicles.a = {}
            cubicles.b = {}
            cubicles.c = {kind = 'trusted'}
            cubicles.d = {kind = 'shared'}
            components.a.files = ['a.o']
            components.b.files = ['a.o']
            components.c.files = ['a.o']
            components.d.files = ['a.o']
            data = [{symbol = 'x', owner = 'b', to = ['*'], access = 'write'},
                    {symbol = 'y', owner = 'b', access = 'everyone'}]
            """);
    assertEquals(
        List.of(
            new SharedData("x", "b", Set.of("a", "c"), Sharing.WRITE),
            new SharedData("y", "b", Set.of("a", "c"), Sharing.EVERYONE)),
        policy.data());
  }

  @Test
  void constantsAreSaidOnceForAll() throws BadInputException {
    final Policy policy =
        PolicyFiles.read(
            directory,
            """
            entry = 'main'
            constants = 'everyone'
            cubicles.a = {}
            cubicles.b = {constants = 'own'}
            cubicles.c = {kind = 'trusted'}
            cubicles.d = {kind = 'shared'}
            components.a.files = ['a.o']
            components.b.files = ['a.o']
            components.c.files = ['a.o']
            components.d.files = ['a.o']
            """);
    assertEquals(
        List.of(true, false, false, false),
        policy.cubicles().stream().map(Cubicle::constantsForEveryone).toList());
  }

  @Test
  void theCommandLineNamesFiles() throws BadInputException, IOException {
    final Path file = directory.resolve("policy.toml");
    Files.writeString(
        file, "entry = 'main'\n[cubicles.a]\n[cubicles.b]\n[components.a]\nfiles = ['gone.o']\n");
    final String object = directory.resolve("a.o").toString();
    final String glue = directory.resolve("build/glue/?.o").toString();
    final Policy policy =
        PolicyReader.read(file, Map.of("a", List.of(object), "b", List.of(glue, object)));
    assertEquals(List.of(Path.of(object)), policy.components().get("a").files());
    assertEquals(3, policy.components().get("b").files().size());

    final BadInputException none =
        assertThrows(
            BadInputException.class, () -> PolicyReader.read(file, Map.of("c", List.of(object))));
    assertTrue(none.getMessage().startsWith("--component c=…: no cubicle of "), none::getMessage);
    final BadInputException gone =
        assertThrows(
            BadInputException.class,
            () -> PolicyReader.read(file, Map.of("b", List.of("/no/such.o"))));
    assertTrue(
        gone.getMessage().contains(": component a") || gone.getMessage().contains("gone.o"),
        gone::getMessage);
  }

  @Test
  void everyKeyIsDocumented() throws IOException {
    final String documentation = Files.readString(Path.of("../docs/policy.md"));
    final List<String> keys =
        Stream.of(PolicyDocument.class.getDeclaredClasses())
            .filter(Class::isRecord)
            .flatMap(table -> keys(table).stream())
            .toList();
    assertTrue(keys.contains("syscall-instructions"), keys::toString);
    for (String key : keys) {
      assertTrue(documentation.contains("| `" + key + "` |"), key);
    }
    for (String table : keys(PolicyDocument.class)) {
      assertTrue(
          documentation.lines().anyMatch(line -> line.matches("(## `\\[+|\\| `)" + table + ".*")),
          table);
    }
    for (String call : MonitorSystemCalls.names()) {
      assertTrue(documentation.contains("`" + call + "`"), call);
    }
  }

  private static List<String> keys(Class<?> table) {
    final ObjectMapper mapper = new ObjectMapper();
    return mapper
        .getSerializationConfig()
        .introspect(mapper.constructType(table))
        .findProperties()
        .stream()
        .map(BeanPropertyDefinition::getName)
        .toList();
  }
}
