package dev.cubicle.natives.capstone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.natives.NativeLibraries;
import dev.cubicle.natives.NativeLibraryException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CapstoneTest {
  @Test
  void errorSaysWhatWasAttemptedAndWhatCapstoneAnswered() {
    try (Arena arena = Arena.ofConfined()) {
      Capstone capstone = Capstone.load(NativeLibraries.capstone(), arena);
      var refused =
          assertThrows(CapstoneException.class, () -> capstone.open(99, Capstone.MODE_64));
      assertEquals(2, refused.code()); // CS_ERR_ARCH
      assertTrue(
          refused
              .getMessage()
              .matches("libcapstone [45]\\.\\d+ could not open a disassembler: .+ \\(cs_err 2\\)"),
          refused.getMessage());

      long handle = capstone.open(Capstone.ARCH_X86, Capstone.MODE_64);
      refused = assertThrows(CapstoneException.class, () -> capstone.option(handle, 3, 1 << 20));
      assertTrue(
          refused.getMessage().contains("could not set option 3 to 1048576: "),
          refused.getMessage());
      capstone.close(handle);
    }
  }

  @Test
  void anotherLibraryIsRefused() {
    Path unicorn = NativeLibraries.unicorn();
    var refused =
        assertThrows(NativeLibraryException.class, () -> Disassembler.open(unicorn, Detail.TEXT));
    assertTrue(refused.getMessage().startsWith(unicorn + " is not libcapstone"));
  }

  @Test
  void layoutsFollowTheHeaders() {
    // offsetof(cs_insn, mnemonic), offsetof(cs_insn, op_str), sizeof(cs_insn) of 4.0.2 and 5.0.7.
    assertEquals(new InstructionLayout(34, 66, 240), InstructionLayout.V4);
    assertEquals(new InstructionLayout(42, 74, 248), InstructionLayout.V5);
  }
}
