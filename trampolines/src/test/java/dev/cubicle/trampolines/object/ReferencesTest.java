package dev.cubicle.trampolines.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.object.Reference.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferencesTest {
  private static final String CALLBACKS =
      """
      int ext(int (*)(int));
      int plain(int);
      static int escapes(int x) { return x * 2; }
      static int tabled(int x) { return x * 3; }
      __attribute__((noinline)) static int called(int x) { return x * 5; }
      int variable;
      int (*volatile table[])(int) = {tabled};
      int visible(int i) { return called(i) + ext(escapes) + table[i](3) + plain(i); }
      int other(void) { variable = 7; return ext(visible); }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O0",
        "-O2",
        "-O2 -fPIC",
        "-O2 -fPIC -fno-plt",
        "-O2 -fno-pie",
        "-O2 -ffunction-sections -fdata-sections",
        "-Os -mcmodel=large -fno-pie",
        "-O3 -flto -ffat-lto-objects",
      })
  void addressesOfStaticFunctionsAreFoundWhateverTheFlags(String flags) throws Exception {
    List<Reference> references = references(CALLBACKS, flags).all();
    assertEquals(
        Set.of("escapes", "tabled", "visible"),
        functions(references, Kind.ADDRESS, flags.contains("large")));
  }

  @Test
  void callsAreNoAddresses() throws Exception {
    for (String flags :
        List.of("-O2", "-O2 -fPIC", "-O2 -fPIC -fno-plt", "-O2 -ffunction-sections")) {
      Set<String> called =
          references(CALLBACKS, flags).all().stream()
              .filter(reference -> reference.kind() == Kind.CALL)
              .map(reference -> reference.target().symbol().name())
              .collect(Collectors.toSet());
      assertTrue(called.containsAll(Set.of("ext", "plain")), flags + called);
    }
  }

  private Set<String> functions(List<Reference> references, Kind kind, boolean large) {
    return references.stream()
        .filter(reference -> reference.kind() == kind)
        .flatMap(reference -> reference.target().location().stream())
        .flatMap(place -> map.startingAt(place).stream())
        .map(Symbol::name)
        .filter(name -> !large || !name.equals("called"))
        .collect(Collectors.toSet());
  }

  private FunctionMap map;

  private References references(String source, String flags) throws BadInputException {
    Path file = new Toolchain(directory).compile("a.c", source, flags.split(" "));
    References references = References.of(InputFile.read(file).getFirst());
    map = references.functions();
    return references;
  }
}
