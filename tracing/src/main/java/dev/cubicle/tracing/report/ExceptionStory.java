package dev.cubicle.tracing.report;

import dev.cubicle.emulator.linux.FaultDetails;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.natives.capstone.Instruction;
import java.util.Locale;

/** Tells processor exceptions other than page faults (SDM volume 3A, section 6.15). */
final class ExceptionStory {

  private static final String MEMORY = "memory fault";
  private static final String ARITHMETIC = "arithmetic fault";
  private static final String INSTRUCTION = "bad instruction";

  private static final int VEX_THREE_BYTES = 0xc4;
  private static final int VEX_TWO_BYTES = 0xc5;
  private static final int EVEX = 0x62;

  private final FaultDetails details;
  private final CodeListing listing;

  ExceptionStory(FaultDetails details, CodeListing listing) {
    this.details = details;
    this.listing = listing;
  }

  private Story story(String kind, String event, String remedy) {
    return new Story(kind, "thread %d %s".formatted(details.thread(), event), remedy);
  }

  Story tell(Exit.Interrupt interrupt) {
    if (interrupt.software()) {
      return story(
          INSTRUCTION,
          "executed INT 0x%x, which leads nowhere in a 64-bit process"
              .formatted(interrupt.vector()),
          "with SYSCALL; 32-bit system calls (INT 0x80) are not offered");
    }
    return switch (interrupt.vector()) {
      case 0 ->
          story(
              ARITHMETIC,
              "divided by zero, or the quotient did not fit (#DE)",
              "with another divisor");
      case 1 -> story(INSTRUCTION, "ran into a debug exception (#DB)", "with RFLAGS.TF clear");
      case 3 ->
          story(
              INSTRUCTION,
              "ran into a breakpoint (INT3), as after __builtin_trap or in padding",
              "with a handler for SIGTRAP");
      case 13 -> generalProtection();
      case 16 -> story(ARITHMETIC, "raised an x87 exception (#MF)", "with it masked (FLDCW)");
      case 17 -> story(MEMORY, "made an access that is not aligned (#AC)", "with RFLAGS.AC clear");
      case 19 -> story(ARITHMETIC, "raised an SSE exception (#XM)", "with it masked (LDMXCSR)");
      default ->
          story(
              INSTRUCTION,
              "raised processor exception %d".formatted(interrupt.vector()),
              "no exception of this kind is allowed to a user's program");
    };
  }

  private Story generalProtection() {
    final String event = "raised a general-protection exception (#GP)";
    final Instruction instruction = listing.current().orElse(null);
    if (instruction == null) {
      return story(
          INSTRUCTION, event, "with an address that is canonical and code that needs no privilege");
    }
    final String name = instruction.name();
    if (name.equals("wrpkru") || name.equals("rdpkru")) {
      return story(
          INSTRUCTION,
          event + " with " + name.toUpperCase(Locale.ROOT),
          name.equals("wrpkru") ? "with ECX and EDX zero" : "with ECX zero");
    }
    if (instruction.operands().contains("[")) {
      return story(
          MEMORY,
          event + ": an address that is not canonical, or not aligned for SSE",
          "with an address whose bits 63 to 47 are all alike");
    }
    return story(
        INSTRUCTION,
        event + ": the instruction needs privilege, or the address it leads to is not canonical",
        "by nothing: a user's program runs at CPL 3");
  }

  Story invalidInstruction() {
    return usesVex()
        ? story(
            INSTRUCTION,
            "executed an AVX instruction, and CPUID does not promise AVX (#UD)",
            "in a program built without -mavx or -march=native")
        : story(
            INSTRUCTION,
            "executed an instruction that the processor does not have (#UD)",
            "in a program built for plain x86-64 (-march=x86-64)");
  }

  private boolean usesVex() {
    final long offset = details.registers().get(Register.RIP) - details.codeAddress();
    if (offset < 0 || offset >= details.code().length) {
      return false;
    }
    final int first = Byte.toUnsignedInt(details.code()[(int) offset]);
    return first == VEX_THREE_BYTES || first == VEX_TWO_BYTES || first == EVEX;
  }
}
