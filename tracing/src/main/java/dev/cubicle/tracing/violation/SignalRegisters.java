package dev.cubicle.tracing.violation;

import dev.cubicle.emulator.memory.PeekableMemory;
import java.util.List;
import java.util.OptionalLong;

/** General registers as the kernel saved them for a signal handler ({@code struct sigcontext}). */
final class SignalRegisters {
  private static final List<String> ORDER =
      List.of(
          "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rdi", "rsi", "rbp", "rbx", "rdx",
          "rax", "rcx", "rsp", "rip");
  private static final List<String> LOW =
      List.of("di", "si", "bp", "bx", "dx", "ax", "cx", "sp", "ip");

  private final PeekableMemory memory;
  private final long address;

  /**
   * @param address of the first of them
   */
  SignalRegisters(PeekableMemory memory, long address) {
    this.memory = memory;
    this.address = address;
  }

  /** A 64-bit register, or the 32-bit one of its lower half; by its assembler name. */
  OptionalLong read(String name) {
    final int whole = ORDER.indexOf(name);
    if (whole >= 0) {
      return OptionalLong.of(memory.peekLong(address + (long) whole * Long.BYTES));
    }
    if (name.startsWith("e") && LOW.contains(name.substring(1))) {
      return half("r" + name.substring(1));
    }
    return name.startsWith("r") && name.endsWith("d")
        ? half(name.substring(0, name.length() - 1))
        : OptionalLong.empty();
  }

  private OptionalLong half(String name) {
    final int index = ORDER.indexOf(name);
    return index < 0
        ? OptionalLong.empty()
        : OptionalLong.of(memory.peekLong(address + (long) index * Long.BYTES) & 0xffff_ffffL);
  }
}
