package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.machine.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The registers in the order of the target description, each as its bytes in memory: what {@code g}
 * and {@code p} transfer.
 */
final class RegisterLayout {

  /** One register: its number in the protocol is its place in the list. */
  private record Slot(String name, int bytes, Reader reader, Writer writer) {}

  @FunctionalInterface
  private interface Reader {
    byte[] read(ThreadRegisters registers);
  }

  @FunctionalInterface
  private interface Writer {
    void write(ThreadRegisters registers, byte[] value);
  }

  /** As amd64's core feature orders them. */
  private static final Register[] GENERAL = {
    Register.RAX, Register.RBX, Register.RCX, Register.RDX, Register.RSI, Register.RDI,
    Register.RBP, Register.RSP, Register.R8, Register.R9, Register.R10, Register.R11,
    Register.R12, Register.R13, Register.R14, Register.R15, Register.RIP
  };

  /** Numbers of the registers that go with every stop. */
  static final int RBP = 6;

  static final int RSP = 7;
  static final int RIP = 16;

  private static final int FLAGS_BYTES = 4;
  private static final int USER_CODE = 0x33;
  private static final int USER_DATA = 0x2b;

  // FXSAVE64 (SDM volume 1, table 10-2).
  private static final int STATUS_WORD = 2;
  private static final int OPCODE = 6;
  private static final int INSTRUCTION_POINTER = 8;
  private static final int DATA_POINTER = 16;
  private static final int MXCSR = 24;
  private static final int STACK = 32;
  private static final int STACK_BYTES = 10;
  private static final int VECTORS = 160;
  private static final int VECTOR_BYTES = 16;

  private final List<Slot> slots = new ArrayList<>();

  RegisterLayout() {
    for (Register register : GENERAL) {
      general(register.name(), register, Long.BYTES);
    }
    general("eflags", Register.RFLAGS, FLAGS_BYTES);
    fixed("cs", USER_CODE);
    fixed("ss", USER_DATA);
    for (String name : List.of("ds", "es", "fs", "gs")) {
      fixed(name, 0);
    }
    for (int i = 0; i < 8; i++) {
      saved("st" + i, STACK + 16 * i, STACK_BYTES, STACK_BYTES);
    }
    saved("fctrl", 0, 2, 4);
    saved("fstat", STATUS_WORD, 2, 4);
    add(
        "ftag",
        4,
        registers -> word(TagWord.full(registers.floatingPoint()), 4),
        (registers, value) -> TagWord.store(registers.floatingPoint(), (int) number(value)));
    saved("fiseg", INSTRUCTION_POINTER + 4, 2, 4);
    saved("fioff", INSTRUCTION_POINTER, 4, 4);
    saved("foseg", DATA_POINTER + 4, 2, 4);
    saved("fooff", DATA_POINTER, 4, 4);
    saved("fop", OPCODE, 2, 4);
    for (int i = 0; i < 16; i++) {
      saved("xmm" + i, VECTORS + VECTOR_BYTES * i, VECTOR_BYTES, VECTOR_BYTES);
    }
    saved("mxcsr", MXCSR, 4, 4);
    add("orig_rax", Long.BYTES, _ -> word(-1, Long.BYTES), (_, _) -> {});
    general("fs_base", Register.FS_BASE, Long.BYTES);
    general("gs_base", Register.GS_BASE, Long.BYTES);
    add(
        "pkru",
        4,
        registers -> word(registers.pkru(), 4),
        (registers, value) -> registers.setPkru((int) number(value)));
  }

  private void add(String name, int bytes, Reader reader, Writer writer) {
    slots.add(new Slot(name, bytes, reader, writer));
  }

  private void general(String name, Register register, int bytes) {
    add(
        name,
        bytes,
        registers -> word(registers.get(register), bytes),
        (registers, value) -> {
          final long kept = bytes == Long.BYTES ? 0 : registers.get(register) >>> 32 << 32;
          registers.set(register, kept | number(value));
        });
  }

  /** A register that user code cannot change. */
  private void fixed(String name, int value) {
    add(name, 4, _ -> word(value, 4), (_, _) -> {});
  }

  /** A field of the FXSAVE image, widened with zeros. */
  private void saved(String name, int offset, int bytes, int transferred) {
    add(
        name,
        transferred,
        registers ->
            Arrays.copyOf(
                Arrays.copyOfRange(registers.floatingPoint(), offset, offset + bytes), transferred),
        (registers, value) -> System.arraycopy(value, 0, registers.floatingPoint(), offset, bytes));
  }

  private static byte[] word(long value, int bytes) {
    return Arrays.copyOf(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array(),
        bytes);
  }

  private static long number(byte[] value) {
    return ByteBuffer.wrap(Arrays.copyOf(value, Long.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  /** How many registers there are. */
  int count() {
    return slots.size();
  }

  /** A register's bytes; empty if there is no such register. */
  Optional<byte[]> read(ThreadRegisters registers, int number) {
    return number < slots.size()
        ? Optional.of(slots.get(number).reader.read(registers))
        : Optional.empty();
  }

  /** Sets a register. False if there is none, or its size is another. */
  boolean write(ThreadRegisters registers, int number, byte[] value) {
    if (number >= slots.size() || slots.get(number).bytes != value.length) {
      return false;
    }
    slots.get(number).writer.write(registers, value);
    return true;
  }

  /** All registers, one after another. */
  byte[] readAll(ThreadRegisters registers) {
    final ByteBuffer all = ByteBuffer.allocate(bytes());
    slots.forEach(slot -> all.put(slot.reader.read(registers)));
    return all.array();
  }

  /** Sets all registers. False if there are too few bytes, or too many. */
  boolean writeAll(ThreadRegisters registers, byte[] values) {
    if (values.length != bytes()) {
      return false;
    }
    int at = 0;
    for (Slot slot : slots) {
      slot.writer.write(registers, Arrays.copyOfRange(values, at, at + slot.bytes));
      at += slot.bytes;
    }
    return true;
  }

  private int bytes() {
    return slots.stream().mapToInt(Slot::bytes).sum();
  }

  /** The number of a register of 64 or 32 bits by its name in lower case; empty for others. */
  Optional<Long> byName(ThreadRegisters registers, String name) {
    for (Slot slot : slots) {
      if (slot.bytes <= Long.BYTES && slot.name.equalsIgnoreCase(name)) {
        return Optional.of(number(slot.reader.read(registers)));
      }
    }
    return Optional.empty();
  }
}
