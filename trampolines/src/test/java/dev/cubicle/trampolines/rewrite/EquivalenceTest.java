package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.verify.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rewritten code does what it did: both forms are executed natively, with the same random state.
 */
final class EquivalenceTest {
  @TempDir private Path directory;
  private Harness harness;

  @BeforeEach
  void setUp() {
    harness = Harness.in(directory, 2000);
  }

  @Test
  void rewrittenFunctionsDoTheSame() throws Exception {
    ObjectFile object = harness.assemble("cases.s", Harness.resource("cases.s"));
    RewrittenObject rewritten = new Rewriter("cases", Optional.empty(), false).rewrite(object);
    List<String> names =
        object.symbols().stream().filter(Symbol::isFunction).map(Symbol::name).toList();
    assertTrue(names.size() > 25, names::toString);
    for (String name : names) {
      // Else the case would prove nothing.
      assertTrue(
          rewritten.changes().stream().anyMatch(change -> change.startsWith(name + "+")), name);
    }
    for (Section section : rewritten.object().sections()) {
      if (section.isCode()) {
        assertEquals(List.of(), new SectionCode(rewritten.object(), section).hits());
      }
    }
    harness.compare("cases.o", rewritten.object(), names);
  }

  /** The same of a linked image: what is moved goes into the filling behind the code. */
  @Test
  void rewrittenImagesDoTheSame() throws Exception {
    String cases =
        Harness.resource("cases.s")
            .replace("\t.text\n", "\t.section .text.right, \"ax\", @progbits\n");
    byte[] image =
        HandmadeImage.bytes(
            source -> source + cases,
            script ->
                script.replace(
                    "{ *(.text.right) } :right_text",
                    "{ *(.text.right) . += 1024; . = ALIGN(4096); } :right_text =0xcccccccc"));
    Path file = Files.write(directory.resolve("image"), image);
    CubicleImage old = CubicleImage.read(file);
    long before = new Verifier().verify(old).size();
    int moved = ImageRewriter.rewrite(file);
    CubicleImage rewritten = CubicleImage.read(file);
    // The others are shorter than a jump; they are rewritten before linking.
    assertTrue(moved > 12, "only " + moved);
    assertEquals(before - moved, new Verifier().verify(rewritten).size());
    assertEquals(0, ImageRewriter.rewrite(file));

    Manifest.Segment code =
        old.manifest().segments().stream()
            .filter(segment -> segment.cubicle() == 2 && segment.executable())
            .findFirst()
            .orElseThrow();
    StringBuilder source = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (CubicleImage form : List.of(old, rewritten)) {
      String prefix = form == old ? "old_" : "new_";
      byte[] bytes = new byte[(int) (code.end() - code.start())];
      form.loaded(code.start(), bytes.length).orElseThrow().get(bytes);
      Files.write(directory.resolve(prefix + "code"), bytes);
      source.append(".balign 16\n%scode: .incbin \"%scode\"\n".formatted(prefix, prefix));
      for (Symbols.Symbol symbol : form.symbols().functions()) {
        if (code.holds(symbol.address()) && cases.contains("done " + symbol.name() + "\n")) {
          String name = prefix + symbol.name();
          long offset = symbol.address() - code.start();
          source.append(".globl %s\n.set %s, %scode + %d\n".formatted(name, name, prefix, offset));
          if (form == old) {
            names.add(symbol.name());
          }
        }
      }
    }
    harness.tools().write("code.s", source + ".section .note.GNU-stack, \"\", @progbits\n");
    harness.compare(names, "code.s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Patterns that cannot be moved away safely.
        "add [rbp + rcx*8 - 128], rbp; ret | INT 80h (CD 80), which cannot be rewritten safely",
        "1: dec eax; or r13d, -128; jz 1b; ret; nop; nop | ",
        "2: or r13d, -128; 1: ret; jz 1b; jmp 2b | cannot be rewritten safely",
        "2: mov ebp, ecx; 1: cmp byte ptr [rdi], 0; 3: ret; jz 1b; jz 3b; jmp 2b | cannot be rewritten safely",
        "2: mov ebp, ecx; 1: cmp byte ptr [rdi], 0; 3: ret; jz 1b; jmp 2b | ",
        "call [rip]; or r13d, -128; call [rip] | cannot be rewritten safely",
        "ret 0x50f | cannot be rewritten safely",
        "jmp rax; or r13d, -128; ret | cannot be rewritten safely",
        "lea rax, [rip + 2f]; lea rdx, [rip + 1f]; 2: or r13d, -128; 1: ret | cannot be rewritten safely",
        ".byte 6, 0xcd, 0x80, 6 | is no code that can be read",
        // The instructions themselves, whatever the policy says.
        "int 0x80; ret | is 'int 0x80', and no component may execute that",
        "sysenter; ret | is 'sysenter', and no component may execute that",
        "wrpkru; ret | is 'wrpkru', and no component may execute that",
        "xrstor [rdi]; ret | is 'xrstor ptr [rdi]', and no component may execute that",
        "xrstor64 [rdi]; ret | is 'xrstor64 ptr [rdi]', and no component may execute that",
        "wrfsbase rax; ret | is 'wrfsbase rax', and no component may execute that",
        "wrgsbase eax; ret | is 'wrgsbase eax', and no component may execute that",
      })
  void unsafeCodeIsRefused(String code, String message) throws Exception {
    String source =
        ".intel_syntax noprefix\n.globl f\n.type f, @function\nf:\n" + code + "\n.size f, . - f\n";
    ObjectFile object = harness.assemble("unsafe.s", source);
    if (message == null) {
      assertFalse(
          new Rewriter("it", Optional.of("handler"), false).rewrite(object).changes().isEmpty());
      return;
    }
    var refused =
        assertThrows(
            BadInputException.class,
            () -> new Rewriter("it", Optional.of("handler"), false).rewrite(object));
    assertTrue(refused.getMessage().startsWith("component it: "), refused.getMessage());
    assertTrue(refused.getMessage().contains("unsafe.o: f+0x"), refused.getMessage());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count());
  }
}
