package dev.cubicle.natives.capstone;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.cubicle.natives.NativeLibraries;
import dev.cubicle.natives.NativeLibraryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Disassembles x86-64 code of 64-bit mode in Intel syntax. Any bytes will do: one at which no
 * instruction begins, or at which one does that the buffer cuts off, comes out as {@code .byte
 * 0x..} and decoding goes on behind it.
 *
 * <p>Not safe for use by several threads at a time. After {@link #close} every call throws {@link
 * IllegalStateException}.
 */
public final class Disassembler implements AutoCloseable {
  private static final byte[] NOP = {(byte) 0x90};

  private final Arena arena = Arena.ofShared();
  private final Detail detail;
  private final Capstone capstone;
  private final long handle;
  private final MemorySegment instruction;
  private final MemorySegment codeCursor;
  private final MemorySegment sizeCursor;
  private final MemorySegment addressCursor;
  private final Map<Integer, String> names = new HashMap<>();

  private Disassembler(Path library, Detail detail) {
    this.detail = detail;
    try {
      capstone = Capstone.load(library, arena);
      handle = capstone.open(Capstone.ARCH_X86, Capstone.MODE_64);
      if (detail == Detail.GROUPS) {
        capstone.option(handle, Capstone.OPTION_DETAIL, Capstone.OPTION_ON);
      }
      instruction = capstone.allocateInstruction(handle);
      codeCursor = arena.allocate(ADDRESS);
      sizeCursor = arena.allocate(JAVA_LONG);
      addressCursor = arena.allocate(JAVA_LONG);
      checkLayout(library);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /**
   * A disassembler by the libcapstone that {@link NativeLibraries} finds.
   *
   * @throws NativeLibraryException when there is none, or none that can be used
   */
  public static Disassembler open(Detail detail) {
    return open(NativeLibraries.capstone(), detail);
  }

  /**
   * A disassembler by the libcapstone in {@code library}.
   *
   * @throws NativeLibraryException when that is not a usable libcapstone 4 or 5
   */
  public static Disassembler open(Path library, Detail detail) {
    return new Disassembler(library, detail);
  }

  /** Capstone's major and minor version, such as {@code "4.0"}. */
  public String capstoneVersion() {
    return capstone.version();
  }

  /**
   * Disassembles from the first byte of {@code code} on.
   *
   * @param address the guest's address of that byte
   * @param maxInstructions stop after so many, at least 0
   */
  public List<Instruction> disassemble(byte[] code, long address, int maxInstructions) {
    if (maxInstructions < 0) {
      throw new IllegalArgumentException("maxInstructions is negative: " + maxInstructions);
    }
    try (Arena call = Arena.ofConfined()) {
      return disassemble(copy(code, call), code, 0, address, maxInstructions);
    }
  }

  /**
   * Disassembles the neighbourhood of an instruction: up to {@code before} instructions, the one at
   * {@code rip}, and up to {@code after} more.
   *
   * <p>x86 code cannot be read backwards. Of all offsets before {@code rip} from which whole
   * instructions lead exactly to it, the farthest within reach is taken, since decoding that starts
   * amid an instruction falls into step after a few. What comes before {@code rip} is therefore a
   * good guess; what comes from there on is exact. Where no offset leads there, it starts at {@code
   * rip}.
   *
   * @param code the bytes around {@code rip}
   * @param codeAddress the guest's address of the first of them
   * @throws IllegalArgumentException when {@code rip} lies outside {@code code}, or a count is
   *     negative
   */
  public List<Instruction> around(byte[] code, long codeAddress, long rip, int before, int after) {
    long distance = rip - codeAddress;
    if (Long.compareUnsigned(distance, code.length) >= 0) {
      throw new IllegalArgumentException(
          "rip 0x%x lies outside the %d bytes of code at 0x%x"
              .formatted(rip, code.length, codeAddress));
    }
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "negative number of instructions: %d before, %d after".formatted(before, after));
    }
    int at = (int) distance;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment copy = copy(code, call);
      Lead lead = leadTo(copy, code, codeAddress, at, before);
      long count = lead.instructions() + 1L + after;
      return disassemble(
          copy,
          code,
          lead.offset(),
          codeAddress + lead.offset(),
          (int) Math.min(count, Integer.MAX_VALUE));
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      capstone.freeInstruction(instruction);
      capstone.close(handle);
      arena.close();
    }
  }

  /** So many whole instructions from {@code offset} on lead to the instruction asked for. */
  private record Lead(int offset, int instructions) {}

  private Lead leadTo(MemorySegment copy, byte[] code, long codeAddress, int at, int before) {
    int first = (int) Math.max(0, at - (long) before * Prefixes.LONGEST_INSTRUCTION);
    // For every offset from first on: where the instruction there ends, and how many lead to at.
    int[] ends = new int[at - first];
    int[] counts = new int[at - first];
    for (int offset = at - 1; offset >= first; offset--) {
      int end = offset + sizeAt(copy, code, offset, codeAddress + offset);
      int index = offset - first;
      ends[index] = end;
      if (end == at) {
        counts[index] = 1;
      } else if (end > offset && end < at && counts[end - first] > 0) {
        counts[index] = counts[end - first] + 1;
      }
    }
    int start = first;
    while (start < at && counts[start - first] == 0) {
      start++;
    }
    while (start < at && counts[start - first] > before) {
      start = ends[start - first];
    }
    return new Lead(start, start < at ? counts[start - first] : 0);
  }

  private List<Instruction> disassemble(
      MemorySegment copy, byte[] code, int start, long startAddress, int maxInstructions) {
    List<Instruction> instructions = new ArrayList<>();
    int offset = start;
    while (offset < code.length && instructions.size() < maxInstructions) {
      Instruction next = instructionAt(copy, code, offset, startAddress + (offset - start));
      instructions.add(next);
      offset += next.size();
    }
    return List.copyOf(instructions);
  }

  private Instruction instructionAt(MemorySegment copy, byte[] code, int offset, long address) {
    return decode(copy, offset, address)
        ? decoded(code, offset, address)
        : PkruInstructions.at(code, offset, address)
            .orElseGet(() -> Instruction.data(address, code[offset]));
  }

  /** Length of the instruction at {@code offset}, 0 where none begins. */
  private int sizeAt(MemorySegment copy, byte[] code, int offset, long address) {
    return decode(copy, offset, address)
        ? capstone.layout().size(instruction)
        : PkruInstructions.at(code, offset, address).map(Instruction::size).orElse(0);
  }

  private boolean decode(MemorySegment copy, int offset, long address) {
    codeCursor.set(ADDRESS, 0, copy.asSlice(offset));
    sizeCursor.set(JAVA_LONG, 0, copy.byteSize() - offset);
    addressCursor.set(JAVA_LONG, 0, address);
    return capstone.disassembleNext(handle, codeCursor, sizeCursor, addressCursor, instruction);
  }

  /** What {@link #decode} has left in the native instruction. */
  private Instruction decoded(byte[] code, int offset, long address) {
    InstructionLayout layout = capstone.layout();
    int size = layout.size(instruction);
    return new Instruction(
        address,
        HexFormat.of().formatHex(code, offset, offset + size),
        names.computeIfAbsent(layout.id(instruction), id -> capstone.name(handle, id)),
        layout.mnemonic(instruction).strip(),
        layout.operands(instruction).strip(),
        detail == Detail.GROUPS ? groups() : Set.of());
  }

  private Set<Group> groups() {
    Set<Group> groups = EnumSet.noneOf(Group.class);
    for (Group group : Group.values()) {
      if (capstone.inGroup(handle, instruction, group)) {
        groups.add(group);
      }
    }
    return groups;
  }

  /** A library that lays out its instruction otherwise must not be misread in silence. */
  private void checkLayout(Path library) {
    List<Instruction> probe = disassemble(NOP, 0, 1);
    if (!probe.getFirst().text().equals("nop")) {
      throw new NativeLibraryException(
          library
              + " is libcapstone "
              + capstone.version()
              + " but cannot be read as such: name another in CUBICLE_CAPSTONE");
    }
  }

  private static MemorySegment copy(byte[] code, Arena arena) {
    return arena.allocateFrom(JAVA_BYTE, code);
  }
}
