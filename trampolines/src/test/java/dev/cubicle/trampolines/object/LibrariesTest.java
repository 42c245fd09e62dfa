package dev.cubicle.trampolines.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.natives.capstone.Instruction;
import dev.cubicle.trampolines.Toolchain;
import dev.cubicle.trampolines.object.Reference.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries of other people's making, read and rewritten whole. */
final class LibrariesTest {
  private static final Path MUSL = Path.of("/usr/lib/x86_64-linux-musl/libc.a");
  private static final Path SQLITE = Path.of("/usr/lib/x86_64-linux-gnu/libsqlite3.a");

  @TempDir Path directory;

  @Test
  void aProgramOfRewrittenLibrariesRunsAsBefore() throws Exception {
    Toolchain tools = new Toolchain(directory);
    Path source =
        tools.write(
            "main.c",
            """
            #include <stdio.h>
            #include <stdlib.h>
            static int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
            int main(void) {
              int x[] = {5, 3, 9};
              qsort(x, 3, sizeof *x, compare);
              printf("%d %d %.3f %s\\n", x[0], x[2], 1.0 / 3, getenv("NONE") ? "set" : "unset");
              return 7;
            }
            """);
    List<String> command = new ArrayList<>(List.of("musl-gcc", "-static", "-Wl,--fatal-warnings"));
    command.addAll(List.of("-o", "program", source.toString()));
    command.addAll(rewritten(tools, MUSL));
    command.add("-nodefaultlibs");
    command.add("-lgcc");
    tools.succeed(command);
    Toolchain.Result result = tools.run(List.of(tools.path("program").toString()));
    assertEquals(new Toolchain.Result(7, "3 9 0.333 unset\n"), result);
  }

  private static List<String> rewritten(Toolchain tools, Path library) throws Exception {
    List<String> files = new ArrayList<>();
    for (ObjectFile object : InputFile.read(library)) {
      byte[] bytes = new ObjectEditor(object).toBytes();
      files.add(tools.write("member" + files.size() + ".o", bytes).toString());
    }
    Path archive = tools.path("rewritten.a");
    List<String> command = new ArrayList<>(List.of("ar", "rc", archive.toString()));
    command.addAll(files);
    tools.succeed(command);
    return List.of(archive.toString());
  }

  @Test
  void aRewrittenSqliteAnswersQueries() throws Exception {
    Toolchain tools = new Toolchain(directory);
    Path source =
        tools.write(
            "main.c",
            """
            #include <sqlite3.h>
            #include <stdio.h>
            static int row(void *unused, int count, char **values, char **names) {
              return printf("%s=%s\\n", names[0], values[0]) < 0;
            }
            int main(void) {
              sqlite3 *db;
              if (sqlite3_open(":memory:", &db) != SQLITE_OK)
                return 1;
              return sqlite3_exec(db,
                "create table t(a, b); insert into t values (1, 'x'), (5, 'y'), (3, upper('z'));"
                "select group_concat(b, '-') as s from (select * from t order by a desc);",
                row, 0, 0);
            }
            """);
    List<String> command = new ArrayList<>(List.of("gcc", "-Wl,--fatal-warnings"));
    command.addAll(List.of("-o", "program", source.toString()));
    command.addAll(rewritten(tools, SQLITE));
    command.addAll(List.of("-lm", "-lz"));
    tools.succeed(command);
    assertEquals("s=y-Z-x\n", tools.succeed(tools.path("program").toString()));
  }

  @Test
  void theLinkerSeesTheSameInARewrittenObject() throws Exception {
    ObjectFile object = member("os_unix.o");
    Toolchain tools = new Toolchain(directory);
    tools.succeed("ar", "x", SQLITE.toString(), "os_unix.o");
    Path after = tools.write("after.o", new ObjectEditor(object).toBytes());
    tools.succeed("ld", "-r", "-o", "original.o", tools.path("os_unix.o").toString());
    tools.succeed("ld", "-r", "-o", "rewritten.o", after.toString());
    List<String> dump = List.of("objdump", "-Drw");
    assertEquals(
        body(tools, dump, tools.path("original.o")), body(tools, dump, tools.path("rewritten.o")));
  }

  @Test
  void sqlitesCallbacksAreFound() throws Exception {
    assertTrue(escaping("os_unix.o").containsAll(Set.of("unixOpen", "unixSleep", "posixOpen")));
    assertTrue(escaping("memdb.o").containsAll(Set.of("memdbRead", "memdbOpen")));
    assertTrue(escaping("func.o").containsAll(Set.of("absFunc", "groupConcatStep")));
    assertFalse(escaping("vdbe.o").contains("sqlite3VdbeExec"));
  }

  private static ObjectFile member(String name) throws Exception {
    return InputFile.read(SQLITE).stream()
        .filter(object -> object.name().member().orElseThrow().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> escaping(String member) throws Exception {
    References references = References.of(member(member));
    Set<String> names = new HashSet<>();
    for (Reference reference : references.all()) {
      if (reference.kind() == Kind.ADDRESS) {
        reference
            .target()
            .location()
            .flatMap(references.functions()::startingAt)
            .ifPresent(function -> names.add(function.name()));
      }
    }
    return names;
  }

  private static String body(Toolchain tools, List<String> dump, Path file) {
    List<String> command = new ArrayList<>(dump);
    command.add(file.toString());
    String output = tools.succeed(command);
    return output.substring(output.indexOf("Disassembly"));
  }

  /** The rules of bytes against a disassembly of everything. */
  @Test
  void classificationAgreesWithTheDisassembler() throws Exception {
    int checked = 0;
    List<ObjectFile> objects = new ArrayList<>(InputFile.read(MUSL));
    objects.addAll(InputFile.read(SQLITE));
    try (Disassembler disassembler = Disassembler.open(Detail.TEXT)) {
      for (ObjectFile object : objects) {
        References references = References.of(object);
        for (Section section : object.sections()) {
          if (section.isCode() && section.size() > 0) {
            checked += compare(disassembler, section, references.of(section));
          }
        }
      }
    }
    assertTrue(checked > 20_000, "only " + checked);
  }

  private static final Pattern RIP_RELATIVE = Pattern.compile("\\[rip");

  private static int compare(
      Disassembler disassembler, Section section, List<Reference> references) {
    NavigableMap<Long, Instruction> instructions = new TreeMap<>();
    for (Instruction each : disassembler.disassemble(section.bytes(), 0, Integer.MAX_VALUE)) {
      instructions.put(each.address(), each);
    }
    int checked = 0;
    for (Reference reference : references) {
      Relocation relocation = reference.relocation();
      Instruction instruction = instructions.floorEntry(relocation.offset()).getValue();
      long end = instruction.address() + instruction.size();
      boolean isRelevant = relocation.type().isPcRelative() || relocation.type().isGotSlot();
      if (!isRelevant || relocation.offset() + 4 > end) {
        continue;
      }
      String text = instruction.text();
      Matcher memory = RIP_RELATIVE.matcher(text);
      Kind expected;
      if (memory.find()) {
        boolean isBranch = text.startsWith("call") || text.startsWith("jmp");
        expected =
            text.startsWith("lea")
                ? Kind.ADDRESS
                : !relocation.type().isGotSlot() ? Kind.DATA : isBranch ? Kind.CALL : Kind.ADDRESS;
      } else {
        expected = Kind.CALL;
      }
      assertEquals(expected, reference.kind(), () -> section + " " + instruction);
      assertEquals(
          relocation.addend() + end - relocation.offset(),
          reference.target().addend(),
          () -> section + " " + instruction);
      checked++;
    }
    return checked;
  }
}
