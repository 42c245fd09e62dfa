package dev.cubicle.trampolines.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.MoreFiles;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Patterns where two instructions join, the second entered from elsewhere or not. */
final class JoinsTest {
  private static final int FUNCTIONS = 40;

  /** What ends with the first byte of a pattern, and what begins with the rest of it. */
  private record Join(List<String> before, List<String> behind) {}

  private static final List<Join> JOINS =
      List.of(
          new Join( // 0F 05, 0F 34, 0F 01 EF
              List.of("and esi, 15", "mov eax, 0x0f112233", "or edx, 15", "xor r9, 15"),
              List.of("add eax, 0x11223344", "xor al, 7", "add edi, ebp")),
          new Join( // CD 80
              List.of("xor esi, -51", "mov ebp, ecx", "mov r13, r9", "mov eax, 0xcd112233"),
              List.of(
                  "add byte ptr [rdi + 4], 3", "cmp byte ptr [rbx], 1", "and dl, 7", "or bh, 3")),
          new Join( // REX2: D5 BA 05, D5 B8 34, D5 8B 05
              List.of("xor esi, -43", "mov ebp, edx", "and r10, -43", "mov r8d, 0xd5112233"),
              List.of(
                  "mov edx, 5",
                  "mov eax, 0x34",
                  "mov eax, [rip + table]",
                  "mov al, 5",
                  "test eax, [rip + table + 4]",
                  "mov cl, 0x34")));

  private static final List<String> OTHERS =
      List.of(
          "inc r8",
          "adc r9, rsi",
          "test esi, edx",
          "cmovz r10, r11",
          "lea r11, [rsi + rdx*2]",
          "mov [rbx + 8], r9",
          "sbb r12, 1",
          "movzx r14d, dl",
          "pxor xmm0, xmm0");

  private static String any(List<String> instructions, Random random) {
    return instructions.get(random.nextInt(instructions.size()));
  }

  /** Behind the join stands an instruction of 7 bytes that nothing else leads to. */
  private static String function(String name, Random random) {
    StringBuilder code = new StringBuilder();
    code.append(".globl %1$s\n.type %1$s, @function\n%1$s:\n".formatted(name));
    boolean entered = random.nextBoolean();
    if (entered) {
      code.append("test esi, %d\njnz 1f\n".formatted(1 << random.nextInt(5)));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      code.append(any(OTHERS, random)).append('\n');
    }
    Join join = JOINS.get(random.nextInt(JOINS.size()));
    code.append(any(join.before(), random)).append('\n');
    code.append(entered ? "1: " : "").append(any(join.behind(), random)).append('\n');
    code.append("mov r15, 0x12345678\n");
    for (int i = random.nextInt(3); i > 0; i--) {
      code.append(any(OTHERS, random)).append('\n');
    }
    return code.append("ret\n.size %1$s, . - %1$s\n.balign 16, 0x90\n".formatted(name)).toString();
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void areRewrittenAndDoTheSame(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder source = new StringBuilder(".intel_syntax noprefix\n.text\n");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < FUNCTIONS; i++) {
      names.add("join_" + i);
      source.append(function(names.getLast(), random));
    }
    source.append(".section .rodata\ntable: .quad 0x123456789abcdef\n");
    source.append(".section .note.GNU-stack, \"\", @progbits\n");
    Path directory = Files.createTempDirectory("joins");
    try {
      Harness harness = Harness.in(directory, 200);
      ObjectFile object = harness.assemble("joins.s", source.toString());
      RewrittenObject rewritten = new Rewriter("joins", Optional.empty(), false).rewrite(object);
      for (String name : names) {
        assertTrue(
            rewritten.changes().stream().anyMatch(change -> change.startsWith(name + "+")), name);
      }
      for (Section section : rewritten.object().sections()) {
        if (section.isCode()) {
          assertEquals(List.of(), new SectionCode(rewritten.object(), section).hits());
        }
      }
      harness.compare("joins.o", rewritten.object(), names);
    } finally {
      MoreFiles.deleteRecursively(directory);
    }
  }
}
