package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.AddressSpace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The stack that a process starts with (System V ABI for x86-64, 3.4.1; create_elf_tables() in
 * Linux's fs/binfmt_elf.c). From high to low addresses:
 *
 * <pre>
 *   8 zero bytes              end of the user's addresses
 *   path of the program
 *   environment strings
 *   argument strings
 *   "x86_64", 16 random bytes
 *   (down to a multiple of 16)
 *   auxiliary vector          pairs, the last AT_NULL
 *   envp, 0
 *   argv, 0
 *   argc                      RSP, a multiple of 16
 * </pre>
 */
final class InitialStack {
  private static final int AT_NULL = 0;
  private static final int AT_PHDR = 3;
  private static final int AT_PHENT = 4;
  private static final int AT_PHNUM = 5;
  private static final int AT_PAGESZ = 6;
  private static final int AT_BASE = 7;
  private static final int AT_FLAGS = 8;
  private static final int AT_ENTRY = 9;
  private static final int AT_UID = 11;
  private static final int AT_EUID = 12;
  private static final int AT_GID = 13;
  private static final int AT_EGID = 14;
  private static final int AT_PLATFORM = 15;
  private static final int AT_HWCAP = 16;
  private static final int AT_CLKTCK = 17;
  private static final int AT_SECURE = 23;
  private static final int AT_RANDOM = 25;
  private static final int AT_HWCAP2 = 26;
  private static final int AT_EXECFN = 31;
  private static final int AT_MINSIGSTKSZ = 51;

  private static final int CLOCK_TICKS = 100;
  private static final String PLATFORM = "x86_64";

  /** MAX_ARG_STRLEN of Linux: 32 pages, the NUL included. */
  private static final int MAXIMUM_STRING = 32 * 4096;

  /** A quarter of the stack limit: bprm_stack_limits() in Linux's fs/exec.c. */
  private static final long MAXIMUM_TOTAL = AddressSpace.STACK_LIMIT / 4;

  private final ElfImage image;
  private final ProcessStart start;
  private final long bias;

  InitialStack(ElfImage image, ProcessStart start, long bias) {
    this.image = image;
    this.start = start;
    this.bias = bias;
  }

  /** What lies between the stack pointer, {@code top - length}, and {@code top}. */
  byte[] contents(long top) throws InvalidImageException {
    checkSizes();
    Strings strings = new Strings(top - Long.BYTES);
    long executable = strings.push(start.executable());
    List<Long> environment = strings.pushAll(start.environment());
    List<Long> arguments = strings.pushAll(start.arguments());
    long platform = strings.push(PLATFORM);
    long random = strings.push(start.random());

    List<Long> words = new ArrayList<>();
    words.add((long) arguments.size());
    words.addAll(arguments);
    words.add(0L);
    words.addAll(environment);
    words.add(0L);
    words.addAll(auxiliaryVector(executable, platform, random));

    long pointer = ((strings.lowest & -16) - (long) words.size() * Long.BYTES) & -16;
    ByteBuffer stack = ByteBuffer.allocate((int) (top - pointer)).order(ByteOrder.LITTLE_ENDIAN);
    words.forEach(stack::putLong);
    for (Strings.Piece piece : strings.pieces) {
      stack.put((int) (piece.address - pointer), piece.bytes);
    }
    return stack.array();
  }

  private void checkSizes() throws InvalidImageException {
    long total = 0;
    for (List<String> list : List.of(start.arguments(), start.environment())) {
      for (String string : list) {
        int length = ProcessStart.bytes(string).length + 1;
        if (length > MAXIMUM_STRING) {
          throw new InvalidImageException(
              image.file(),
              "cannot be started: an argument or environment variable has %d bytes, Linux takes %d"
                  .formatted(length, MAXIMUM_STRING));
        }
        total += length + Long.BYTES;
      }
    }
    if (total > MAXIMUM_TOTAL) {
      throw new InvalidImageException(
          image.file(),
          "cannot be started: arguments and environment need %d bytes, Linux takes %d"
              .formatted(total, MAXIMUM_TOTAL));
    }
  }

  private List<Long> auxiliaryVector(long executable, long platform, long random) {
    ProcessStart.Processor processor = start.processor();
    long[][] pairs = {
      {AT_MINSIGSTKSZ, processor.minimumSignalStack()},
      {AT_HWCAP, Integer.toUnsignedLong(processor.capabilities())},
      {AT_PAGESZ, 4096},
      {AT_CLKTCK, CLOCK_TICKS},
      {AT_PHDR, image.programHeaderAddress() + bias},
      {AT_PHENT, ProgramHeader.SIZE},
      {AT_PHNUM, image.headers().size()},
      {AT_BASE, 0},
      {AT_FLAGS, 0},
      {AT_ENTRY, image.entry() + bias},
      {AT_UID, start.user()},
      {AT_EUID, start.user()},
      {AT_GID, start.group()},
      {AT_EGID, start.group()},
      {AT_SECURE, 0},
      {AT_RANDOM, random},
      {AT_HWCAP2, Integer.toUnsignedLong(processor.moreCapabilities())},
      {AT_EXECFN, executable},
      {AT_PLATFORM, platform},
      {AT_NULL, 0}
    };
    List<Long> words = new ArrayList<>();
    for (long[] pair : pairs) {
      words.add(pair[0]);
      words.add(pair[1]);
    }
    return words;
  }

  /** Strings and bytes, each below the one before. */
  private static final class Strings {
    private record Piece(long address, byte[] bytes) {}

    private final List<Piece> pieces = new ArrayList<>();
    private long lowest;

    Strings(long top) {
      lowest = top;
    }

    long push(byte[] bytes) {
      lowest -= bytes.length;
      pieces.add(new Piece(lowest, bytes));
      return lowest;
    }

    /** A string with its NUL: the byte above it is already zero, or is left out here. */
    long push(String string) {
      lowest--;
      return push(ProcessStart.bytes(string));
    }

    /** Strings so that the first has the lowest address. */
    List<Long> pushAll(List<String> strings) {
      List<Long> addresses = new ArrayList<>();
      for (String string : strings.reversed()) {
        addresses.addFirst(push(string));
      }
      return addresses;
    }
  }
}
