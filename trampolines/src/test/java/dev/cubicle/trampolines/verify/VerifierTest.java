package dev.cubicle.trampolines.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.HandmadeImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VerifierTest {
  private static final byte[] IMAGE = HandmadeImage.bytes();
  private static final int LEFT_TEXT = 0x406000;
  private static final int RIGHT_TEXT = 0x40c000;

  @Test
  void soundImageHasNoFindings() throws BadInputException {
    assertEquals(List.of(), verify(IMAGE));
  }

  /** Every pattern at every offset of a page of code, also where no code was linked. */
  @ParameterizedTest
  @CsvSource({
    "0f01ef,     WRPKRU",
    "0fae28,     XRSTOR",
    "0f05,       SYSCALL",
    "0f34,       SYSENTER",
    "cd80,       INT 80h",
    "f3480faed0, WRFSBASE",
    "f3480faed8, WRGSBASE",
    "d58001ef,   WRPKRU",
  })
  void patternsAreFoundAtEveryOffset(String hex, String name) throws BadInputException {
    byte[] pattern = bytes(hex);
    int distance = 16;
    for (int phase = 0; phase < distance; phase++) {
      byte[] page = new byte[4096];
      Arrays.fill(page, (byte) 0x90);
      Set<Long> expected = new HashSet<>();
      for (long address = LEFT_TEXT + phase;
          address <= LEFT_TEXT + 4096 - pattern.length;
          address += distance) {
        System.arraycopy(pattern, 0, page, (int) address - LEFT_TEXT, pattern.length);
        expected.add(address);
      }
      Set<Long> found = new HashSet<>();
      for (Finding finding : verify(HandmadeImage.patched(IMAGE, LEFT_TEXT, page))) {
        if (finding.kind() == Finding.Kind.SENSITIVE_CODE && finding.text().startsWith(name)) {
          assertEquals(Optional.of("left"), finding.cubicle());
          found.add(finding.address());
        }
      }
      assertEquals(expected, found);
    }
  }

  @Test
  void patternsAreFoundAcrossTheJoinOfTwoCubicles() throws BadInputException {
    byte[] image =
        HandmadeImage.bytes(
            source ->
                source
                    .replace("\tsegment\tright_text, 2, 5, 0\n", "")
                    .replace(
                        "\tsegment\tleft_constants",
                        "\tsegment\tright_text, 2, 5, 0\n\tsegment\tleft_constants"),
            script -> {
              String block =
                  """
                    right_text_start = .;
                    .right.text : { *(.text.right) } :right_text
                    . = ALIGN(4096); right_text_end = .;\
                  """;
              String folded = block.replaceAll("\\n *", "\n  ");
              assertTrue(script.contains(folded.strip()), script);
              return script
                  .replace(folded.strip(), "")
                  .replace("left_text_end = .;", "left_text_end = .; " + folded)
                  .replace("right_text PT_LOAD FLAGS(5);", "")
                  .replace(
                      "left_text PT_LOAD FLAGS(5);",
                      "left_text PT_LOAD FLAGS(5); right_text PT_LOAD FLAGS(5);");
            });
    assertEquals(List.of(), verify(image));
    for (int split = 1; split <= 2; split++) {
      byte[] joined = HandmadeImage.patched(image, LEFT_TEXT + 4096 - split, bytes("0f01ef"));
      List<Finding> findings = verify(joined);
      assertEquals(1, findings.size(), findings::toString);
      assertEquals(LEFT_TEXT + 4096 - split, findings.getFirst().address());
    }
  }

  @Test
  void findingsSayWhichInstructionItIs() throws BadInputException {
    // right_other: a 7-byte LEA, four NOPs, RET.
    int nops = RIGHT_TEXT + 9 + 7;
    assertLine(
        HandmadeImage.patched(IMAGE, nops, bytes("4183cd80")),
        "right: right_other+0x9 (0x40c012): INT 80h (CD 80): in the immediate of"
            + " 'or r13d, 0xffffff80'");
    assertLine(
        HandmadeImage.patched(IMAGE, nops, bytes("0f05")),
        "right: right_other+0x7 (0x40c010): SYSCALL (0F 05): the instruction 'syscall'");
    assertLine(HandmadeImage.patched(IMAGE, nops, bytes("06cd80")), "no instruction leads there");
    assertLine(
        HandmadeImage.patched(IMAGE, nops, bytes("75cd80f0")),
        "where 'jne 0x40bfdf' and 'xor al, 0xc3' join");
  }

  private static void assertLine(byte[] image, String text) throws BadInputException {
    List<Finding> findings = verify(image);
    assertTrue(
        findings.stream().anyMatch(finding -> finding.line().contains(text)),
        () -> findings.stream().map(Finding::line).toList().toString());
  }

  private static List<Finding> verify(byte[] image) throws BadInputException {
    return new Verifier().verify(CubicleImage.read(ByteBuffer.wrap(image)));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** Single changes to a sound image, each of which makes it unsafe. */
  @ParameterizedTest
  @CsvSource({
    // Trampolines: a byte of the stub, of the filling, the row's number, the jump's distance
    "0x400020, 90,         TRAMPOLINE,     this is not the trampoline of any function",
    "0x40003f, 90,         TRAMPOLINE,     this is not the trampoline of any function",
    "0x400022, 03,         TRAMPOLINE,     this is not the trampoline of any function",
    "0x400022, 01,         TRAMPOLINE,     cubicle.call.right_sum (0x400040): the trampoline of right_sum is out of order",
    "0x400027, 00,         TRAMPOLINE,     this is not the trampoline of any function",
    "0x400068, 01,         TRAMPOLINE,     this is not the trampoline of any function",
    "0x400070, 01,         TRAMPOLINE,     this is not the trampoline of any function",
    "0x400800, c3,         TRAMPOLINE,     there is something behind the last trampoline",
    "0x400079, 0f01efcc,   SENSITIVE_CODE, WRPKRU",
    // The gate: the check behind WRPKRU, its target, a second WRPKRU, WRGSBASE
    "0x40000b, 9090,       MONITOR,        PKRU is not checked right behind it",
    "0x40000d, 9090,       MONITOR,        PKRU is not checked right behind it",
    "0x40000f, 909090,     MONITOR,        PKRU is not checked right behind it",
    "0x400019, 90,         MONITOR,        PKRU is not checked right behind it",
    "0x40001c, 0f01ef,     MONITOR,        PKRU is not checked right behind it",
    "0x403800, f3480faed8, MONITOR,        the monitor has no use for it",
    "0x403800, cd80,       MONITOR,        the monitor has no use for it",
    "0x403003, 0f05cc,     MONITOR,        the monitor has no use for it there",
    // Far transfers and selectors among the instructions that are reached
    "0x40c010, cb,         FAR_TRANSFER,   a far transfer",
    "0x40c010, 48cf,       FAR_TRANSFER,   a far transfer",
    "0x40c010, ff2f,       FAR_TRANSFER,   a far transfer",
    "0x40c010, ff1f,       FAR_TRANSFER,   a far transfer",
    "0x40c010, 8ee8,       FAR_TRANSFER,   a far transfer",
    "0x40c010, 0fa9,       FAR_TRANSFER,   a far transfer",
    "0x40c010, 0fb507,     FAR_TRANSFER,   a far transfer",
    // The trap's UD2
    "0x406012, 9090,       TRAP,           there is no UD2",
  })
  void changedCodeIsFound(long address, String hex, Finding.Kind kind, String text)
      throws BadInputException {
    assertFound(HandmadeImage.patched(IMAGE, address, bytes(hex)), kind, text);
  }

  /** The same, in the source of the image. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "row\tright_sum, 2 | row\tright_sum, 1 | FUNCTION | right_sum does not lie in this cubicle",
        "row\tright_sum, 2 | row\tright_sum + 1, 2 | FUNCTION | right_sum does not begin here",
        "row\tright_sum, 2 | row\tcommon_twice, 2 | FUNCTION | does not lie in this cubicle's code",
        "row\tright_sum, 2 | row\tleft_state, 1 | FUNCTION | does not lie in this cubicle's code",
        ".byte\t0, 1, 255, 3 | .byte\t2, 1, 255, 3 | FUNCTION | an argument window of right_sum",
        ".byte\t0, 1, 255, 3 | .byte\t0, 6, 255, 3 | FUNCTION | an argument window of right_sum",
        ".byte\t0, 1, 255, 3 | .byte\t0, 255, 2, 3 | FUNCTION | an argument window of right_sum",
        ".byte\t0, 1, 255, 3 | .byte\t0, 1, 255, 8 | FUNCTION | an argument window of right_sum",
        "s_left, 0, 0x4000 | s_left, 0, 0 | LAYOUT | left: it is isolated, and has no stack",
        "s_right, 0, | s_left, 0, | LAYOUT | left: two cubicles have this name",
        "left_constants_start, left_constants_end | left_text_start, left_text_end | GRANT | opens more",
        "left_constants_start, left_constants_end | right_data_start, right_data_end | GRANT | opens more",
        "left_constants_start, left_constants_end | left_data_start, left_data_end + 4096 | GRANT | opens more",
        ".byte\t0, 0, 0, 0, 0, 0 | .byte\t1, 0, 0, 0, 0, 0 | GRANT | opens more",
        ".short\t1\\n\t.byte\t0, 0 | .short\t0\\n\t.byte\t0, 0 | GRANT | a window opens trusted memory",
        ".quad\tleft_trap | .quad\tright_sum | TRAP | there is no UD2",
        ".quad\tleft_trap | .quad\tcubicle_enter | TRAP | there is no UD2",
        "monitor_data, 0, 3, 0 | monitor_data, 0, 3, 2 | LAYOUT | trusted data is open",
        "left_data, 1, 3, 0 | left_data, 1, 7, 0 | WRITABLE_CODE | the segment here is writable and exec",
        "left_data, 1, 3, 0 | left_data, 1, 1, 0 | LAYOUT | the segment is r--, but the PT_LOAD at",
        "4, 11, 3 | 4, 10, 3 | LAYOUT | 1 loaded pages from here on belong to no cubicle",
        "segment\tleft_data | segment\tleft_constants | LAYOUT | overlaps left's",
        "()_end | ()_end + 4096 | LAYOUT | nothing is loaded here",
        "0x600000, 0x400000 | 0x400000, 0x400000 | LAYOUT | overlaps the arena",
        "0x600000, 0x400000 | 0x200000, 0x200000 | LAYOUT | does not lie behind the image",
        "cubicle_image_start, cubicle_image_end | cubicle_image_start, right_data_end | LAYOUT | outside the manifest's image",
        "cubicle_gate_start, cubicle_trampolines_end | cubicle_gate_start, tables_end | LAYOUT | is not in one executable",
        "segment\tgate, 0, 5, 1 | segment\tgate, 0, 5, 0 | LAYOUT | is not in one executable",
        ".quad\t0, 0, 0\\n\t.long\t0, 0 | .quad\t0, 0, 8\\n\t.long\t0, 0 | LAYOUT | is not that of PT_TLS",
        "cubicle_trampolines_end | cubicle_other_end | TRAMPOLINE | not delimited by symbols",
        "mov\tr11d, 2 | mov\tr11d, 1 | TRAMPOLINE | left_system_call (0x400080): the trampoline of right_sum is out of order",
        ".long\t0x10, 2 | .long\t0x10, 1 | TRAMPOLINE | not the trampoline of any function",
        "right_sum - . - 4 | right_other - . - 4 | TRAMPOLINE | not the trampoline of any function",
      })
  void changedSourceIsFound(String old, String changed, Finding.Kind kind, String text)
      throws BadInputException {
    assertFound(HandmadeImage.bytes(replacing(old, changed), UnaryOperator.identity()), kind, text);
  }

  /** The same, in the linker script. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENTRY(_start) | ENTRY(left_main) | MONITOR | does not start with the monitor's _start",
        "ENTRY(_start) | ENTRY(cubicle_enter) | MONITOR | does not start with the monitor's _start",
        "PT_GNU_STACK FLAGS(6) | PT_GNU_STACK FLAGS(7) | WRITABLE_CODE | its stack is executable",
        "stack PT_GNU_STACK FLAGS(6); | stack PT_NULL; | WRITABLE_CODE | its stack is executable",
        "stack PT_GNU_STACK FLAGS(6); | stack PT_INTERP; | LAYOUT | it is dynamically linked",
        "left_data PT_LOAD FLAGS(6) | left_data PT_LOAD FLAGS(7) | WRITABLE_CODE | is writable and exec",
        "left_text PT_LOAD FLAGS(5) | left_text PT_LOAD FLAGS(7) | WRITABLE_CODE | is writable and exec",
        "left_constants PT_LOAD FLAGS(4) | left_constants PT_LOAD FLAGS(5) | LAYOUT | but the PT_LOAD",
        ". = ALIGN(4096); left_constants_end = .; left_data_start = .; | left_constants_end = ALIGN(4096); left_data_start = ALIGN(4096); | LAYOUT | shares a page with it",
        ". = 0x400000; | . = 0x1000; | LAYOUT | lies below 0x10000",
      })
  void changedLayoutIsFound(String old, String changed, Finding.Kind kind, String text)
      throws BadInputException {
    assertFound(HandmadeImage.bytes(UnaryOperator.identity(), replacing(old, changed)), kind, text);
  }

  /** Rows of the grant table behind the image's own, which opens window 0 to right for reading. */
  private static byte[] withGrant(String start, String end, int owner, String bytes, int to) {
    return HandmadeImage.bytes(
        source ->
            source
                .replace("4, 11, 3, 1, 1, 1", "4, 11, 3, 1, 2, 1")
                .replace(
                    "traps:\n",
                    ".quad %s, %s\n.short %d\n.byte %s, 0, 0, 0\n.quad %d, 0, 0, 0\ntraps:\n"
                        .formatted(start, end, owner, bytes, to)),
        UnaryOperator.identity());
  }

  @Test
  void partsOfCubiclesMayBeOpen() throws BadInputException {
    for (String bytes : List.of("0, 1, 0", "1, 1, 1", "1, 2, 63", "0, 3, 1")) {
      int to = 4;
      assertEquals(List.of(), verify(withGrant("0", "0", 1, bytes, to)), bytes);
    }
    assertEquals(List.of(), verify(withGrant("left_data_start", "left_data_end", 1, "1, 0, 1", 4)));
  }

  @Test
  void hostileGrantsAreFound() throws BadInputException {
    assertFound(withGrant("0", "0", 0, "1, 1, 0", 4), Finding.Kind.GRANT, "opens trusted memory");
    for (String ways : List.of("1, 1, 0", "1, 2, 0")) {
      assertFound(
          withGrant("0", "0", 1, ways, 4), Finding.Kind.GRANT, "window 0 is said to be open");
    }
    assertFound(withGrant("0", "0", 1, "0, 1, 0", 6), Finding.Kind.GRANT, "open in two ways");
    assertFound(
        withGrant("right_data_start", "right_data_end", 1, "1, 0, 1", 4),
        Finding.Kind.GRANT,
        "opens more than this cubicle's data");
  }

  @Test
  void windowsOfTheCallersStackHaveNoParameter() throws BadInputException {
    assertEquals(
        List.of(),
        verify(
            HandmadeImage.bytes(
                replacing(".byte\t0, 1, 255, 3", ".byte\t255, 255, 255, 33"),
                UnaryOperator.identity())));
  }

  private static UnaryOperator<String> replacing(String old, String changed) {
    return file -> {
      String from = old.replace("\\n", "\n");
      assertTrue(file.contains(from), from);
      return file.replace(from, changed.replace("\\n", "\n"));
    };
  }

  private static void assertFound(byte[] image, Finding.Kind kind, String text)
      throws BadInputException {
    List<Finding> findings = verify(image);
    assertTrue(
        findings.stream()
            .anyMatch(finding -> finding.kind() == kind && finding.line().contains(text)),
        () -> findings.stream().map(Finding::line).toList().toString());
  }
}
