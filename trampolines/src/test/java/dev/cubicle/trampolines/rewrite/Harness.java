package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectEditor;
import dev.cubicle.trampolines.object.ObjectFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Executes two forms of the same functions natively, with the same random state.
 *
 * @param tries how often each
 */
record Harness(Toolchain tools, int tries) {
  private static final String RESOURCES = "/dev/cubicle/trampolines/rewrite/";

  static Harness in(Path directory, int tries) {
    return new Harness(new Toolchain(directory), tries);
  }

  static String resource(String name) throws IOException {
    try (InputStream stream = Harness.class.getResourceAsStream(RESOURCES + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** {@code NAME.s} becomes {@code NAME.o}. */
  ObjectFile assemble(String name, String source) throws Exception {
    tools.write(name, source);
    String object = name.replace(".s", ".o");
    tools.succeed("as", "--64", "-o", object, name);
    return InputFile.read(tools.path(object)).getFirst();
  }

  /** An assembled object's functions, and what they were rewritten to. */
  void compare(String object, ObjectFile rewritten, List<String> functions) throws IOException {
    tools.write("rewritten.o", new ObjectEditor(rewritten).toBytes());
    tools.succeed("objcopy", "--prefix-symbols=old_", object, "old.o");
    tools.succeed("objcopy", "--prefix-symbols=new_", "rewritten.o", "new.o");
    compare(functions, "old.o", "new.o");
  }

  /** Functions with the prefixes {@code old_} and {@code new_}. */
  void compare(List<String> functions, String... files) throws IOException {
    StringBuilder names = new StringBuilder();
    functions.forEach(name -> names.append("CASE(%s)\n".formatted(name)));
    tools.write("cases.h", names.toString());
    tools.write("harness.c", resource("harness.c"));
    tools.succeed(
        "gcc", "-O1", "-DTRIES=" + tries, "-no-pie", "-c", "-o", "harness.o", "harness.c");
    List<String> command = new ArrayList<>(List.of("gcc", "-no-pie", "-o", "harness"));
    command.add("harness.o");
    command.addAll(List.of(files));
    tools.succeed(command);
    assertEquals(
        functions.size() + " functions\n", tools.succeed(tools.path("harness").toString()));
  }
}
