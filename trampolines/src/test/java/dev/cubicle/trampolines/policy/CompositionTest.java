package dev.cubicle.trampolines.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.policy.Inventory.Addition;
import dev.cubicle.trampolines.policy.Inventory.Found;
import dev.cubicle.trampolines.policy.Policy.Cubicle;
import dev.cubicle.trampolines.policy.Policy.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies for components that were found in a build tree. */
class CompositionTest {

  private static final String[] FOUND = {"plat", "app", "helper", "alloc", "store", "c", "bits"};

  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    for (String name : FOUND) {
      PolicyFiles.touch(directory, name + ".o");
    }
    PolicyFiles.touch(directory, "front.o", "pages.o", "own.o");
  }

  private Inventory inventory() {
    return new Inventory(
        "the tree t",
        "plat_entry",
        Stream.of(FOUND)
            .map(n -> new Found(n, directory.resolve(n + ".o"), n.equals("bits")))
            .toList(),
        Set.of("plat_entry", "store_get", "store_version"),
        Set.of(".boot_table"),
        Map.of("application", List.of("app", "helper"), "libc", List.of("c")),
        List.of(
            addition("front", Optional.empty(), Set.of(), List.of(), List.of()),
            addition(
                "pages", Optional.of("alloc"), Set.of(), List.of("write"), List.of("pages_of")),
            addition("never", Optional.of("absent"), Set.of(), List.of(), List.of()),
            addition("nor", Optional.empty(), Set.of("absent"), List.of(), List.of())),
        Optional.of("plat_call"),
        5);
  }

  private Addition addition(
      String name,
      Optional<String> beside,
      Set<String> requires,
      List<String> calls,
      List<String> readable) {
    return new Addition(
        name, List.of(directory.resolve(name + ".o")), beside, requires, calls, readable);
  }

  private Policy read(String text) throws BadInputException {
    return PolicyReader.policy(
        PolicySource.of(directory.resolve("policy.toml"), text.getBytes(StandardCharsets.UTF_8)),
        Map.of(),
        inventory());
  }

  private static final String DEFAULT =
      """
      [cubicles.application]
      components = ["@application"]
      [cubicles.system]
      components = ["*"]
      [cubicles.libc]
      kind = "shared"
      components = ["@libc"]
      """;

  private static List<String> members(Policy policy, String cubicle) {
    return policy.cubicles().stream()
        .filter(c -> c.name().equals(cubicle))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no cubicle " + cubicle))
        .components();
  }

  @Test
  void groupsAndTheRest() throws BadInputException {
    final Policy policy = read(DEFAULT);
    assertEquals("plat_entry", policy.entry());
    assertEquals(5, policy.limits().threads());
    assertEquals(
        List.of("front", "application", "system", "libc"),
        policy.cubicles().stream().map(Cubicle::name).toList());
    assertEquals(Kind.SHARED, policy.cubicles().getFirst().kind());
    assertEquals(List.of("app", "helper"), members(policy, "application"));
    assertEquals(List.of("plat", "alloc", "store", "bits", "pages"), members(policy, "system"));
    assertEquals(List.of("c"), members(policy, "libc"));
    for (String name : FOUND) {
      assertEquals(List.of(directory.resolve(name + ".o")), policy.components().get(name).files());
      assertEquals(
          Optional.of("plat_call"), policy.components().get(name).systemCallHandler(), name);
    }
    assertEquals(Optional.empty(), policy.components().get("pages").systemCallHandler());
  }

  @Test
  void additionsBringPermissions() throws BadInputException {
    final Policy policy = read(DEFAULT);
    assertEquals(Set.of("write"), policy.cubicles().get(2).systemCalls());
    assertEquals(Set.of(), policy.cubicles().get(1).systemCalls());
    assertEquals(1, policy.data().size());
    assertEquals("pages_of", policy.data().getFirst().symbol());
    assertEquals("system", policy.data().getFirst().owner());
    assertEquals(Set.of("application"), policy.data().getFirst().to());
  }

  @Test
  void whatThePolicySaysHoldsAgainstTheDefault() throws BadInputException {
    final Policy policy =
        read(
            """
            entry = "mine"
            [limits]
            threads = 2
            [cubicles.one]
            components = ["front", "app", "own", "@application"]
            [cubicles.two]
            components = ["pages", "*"]
            system-calls = []
            [components.own]
            files = ["own.o"]
            [components.c]
            syscall-instructions = "refuse"
            """);
    assertEquals("mine", policy.entry());
    assertEquals(2, policy.limits().threads());
    assertEquals(List.of("front", "app", "own", "helper"), members(policy, "one"));
    assertEquals(List.of("pages", "plat", "alloc", "store", "c", "bits"), members(policy, "two"));
    assertEquals(Set.of(), policy.cubicles().get(1).systemCalls());
    assertEquals(Optional.empty(), policy.components().get("c").systemCallHandler());
    assertEquals(List.of(directory.resolve("own.o")), policy.components().get("own").files());
  }

  @Test
  void optionalNamesMayBeMissing() throws BadInputException {
    final Policy policy =
        read(
            """
            [cubicles.app]
            components = ["app", "lwip?", "helper?"]
            callbacks = ["net"]
            [cubicles.net]
            components = ["lwip?", "nonet?"]
            [cubicles.store]
            components = ["*"]
            [components."lwip?"]
            syscall-instructions = "refuse"
            [functions."lwip_send?"]
            stack-words = 1
            [functions."store_get?"]
            stack-words = 2
            [[data]]
            symbol = "lwip_state"
            owner = "net"
            to = ["app"]
            [[data]]
            symbol = "store_version?"
            owner = "store"
            to = ["app", "net"]
            [[data]]
            symbol = "store_nothing?"
            owner = "store"
            to = ["app"]
            [[memory]]
            owner = "store"
            part = "heap"
            to = ["net"]
            [[tables]]
            section = ".net_table?"
            access = "write"
            [[tables]]
            section = ".boot_table?"
            access = "write"
            """);
    assertEquals(
        List.of("front", "app", "store"), policy.cubicles().stream().map(Cubicle::name).toList());
    assertEquals(Optional.of(Set.of()), policy.cubicles().get(1).callbacks());
    assertEquals(Set.of("store_get"), policy.functions().keySet());
    assertEquals(
        List.of("store_version", "pages_of"),
        policy.data().stream().map(Policy.SharedData::symbol).toList());
    assertEquals(Set.of("app"), policy.data().getFirst().to());
    assertEquals(List.of(), policy.memory());
    assertEquals(
        List.of(
            new Policy.TableRule(".boot_table", Policy.TableAccess.WRITE, Optional.empty(), false)),
        policy.tables());
  }

  @Test
  void componentsComeInLinkOrder() throws BadInputException {
    final Policy policy =
        read(
            """
            [cubicles.last]
            components = ["c"]
            [cubicles.first]
            components = ["*"]
            """);
    final List<String> order = List.copyOf(policy.components().keySet());
    assertTrue(order.indexOf("plat") < order.indexOf("c"), order.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ["app"] | no cubicle takes plat, helper, alloc, store, c of the tree t; name them
          ["ap", "*"] | policy.toml:2: cubicles.one.components: the tree t has no library "ap"; did you mean app
          ["@app", "*"] | policy.toml:2: cubicles.one.components: there is no group "@app"
          ["app; rm", "*"] | has no library "app; rm"
          ["never", "*"] | has no library "never"
          """)
  void refusals(String components, String expected) {
    final BadInputException refusal =
        assertThrows(
            BadInputException.class,
            () -> read("[cubicles.one]\ncomponents = " + components + "\n"));
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }

  @Test
  void theRestGoesToOne() {
    final BadInputException refusal =
        assertThrows(
            BadInputException.class,
            () -> read("[cubicles.a]\ncomponents = [\"*\"]\n[cubicles.b]\ncomponents = [\"*\"]\n"));
    assertTrue(
        refusal
            .getMessage()
            .endsWith(
                "policy.toml:4: cubicles.b.components: "
                    + "cubicle a takes the rest (\"*\") already"),
        refusal.getMessage());
  }

  /** Rows that were left out do not make complaints point elsewhere. */
  @Test
  void complaintsPointIntoTheFile() {
    final BadInputException refusal =
        assertThrows(
            BadInputException.class,
            () ->
                read(
                    """
                    [cubicles.app]
                    components = ["*"]
                    [cubicles.net]
                    components = ["lwip?"]
                    [[data]]
                    symbol = "x"
                    owner = "net"
                    to = ["app"]
                    [[data]]
                    symbol = "y"
                    owner = "nobody"
                    to = ["app"]
                    """));
    assertTrue(
        refusal.getMessage().contains("policy.toml:11: data.#2.owner: there is no cubicle"),
        refusal.getMessage());
  }
}
