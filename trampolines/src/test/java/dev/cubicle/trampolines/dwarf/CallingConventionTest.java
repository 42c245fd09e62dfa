package dev.cubicle.trampolines.dwarf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is read of thousands of random prototypes is held against what GCC does: calls through a
 * thunk that hands on only what the signature names must behave as direct calls.
 */
final class CallingConventionTest {
  private static final int COUNT = 200;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "1, -O0 -g -gdwarf-5",
    "2, -O1 -g -gdwarf-4 -ffunction-sections -gz",
    "3, -O2 -g -gdwarf64 -fdebug-types-section",
  })
  void callsThroughThunksBehaveAsDirectOnes(long seed, String flags) throws Exception {
    Toolchain tools = new Toolchain(directory);
    Prototypes prototypes = new Prototypes(seed, COUNT);
    List<String> options = List.of((flags + " -w -Wno-psabi").split(" "));
    Path callees = tools.compile("callees.c", prototypes.callees(), options.toArray(String[]::new));
    ObjectFile object = InputFile.read(callees).getFirst();
    Signatures signatures = SignatureReader.read(object);
    assertEquals(List.of(), signatures.problems());
    Function<String, FunctionType> types =
        name -> signatures.of(object.symbol(name).orElseThrow()).orElseThrow();
    Path thunks = tools.compile("thunks.s", Prototypes.thunks(prototypes.names(), types));
    Path callers =
        tools.compile(
            "callers.c", prototypes.callers(signatures, types), "-O0", "-w", "-Wno-psabi");
    tools.succeed(
        "gcc", "-o", "program", callees.toString(), callers.toString(), thunks.toString());
    assertEquals("0 failures\n", tools.run(List.of(tools.path("program").toString())).output());
  }
}
