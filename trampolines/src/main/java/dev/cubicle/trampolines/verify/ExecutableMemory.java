package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.PatternScanner;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Every page that can be executed, as the kernel maps it: whole pages of the file, so that the
 * bytes in front of a PT_LOAD's first and behind its last are the file's too. Behind the file's end
 * they are 0, with which no pattern ends.
 *
 * @param runs pages that follow each other without a gap, in the order of their addresses
 */
record ExecutableMemory(List<Run> runs) {
  private static final String TRAMPOLINES_START = "cubicle_trampolines_start";
  private static final String TRAMPOLINES_END = "cubicle_trampolines_end";

  /**
   * @param start the address of the first byte
   * @param bytes not to be changed
   * @param hits every pattern in them
   */
  record Run(long start, byte[] bytes, List<Hit> hits) {
    private static Run unscanned(long start, byte[] bytes) {
      return new Run(start, bytes, List.of());
    }

    private Run scanned() {
      return new Run(start, bytes, PatternScanner.scan(bytes));
    }

    long end() {
      return start + bytes.length;
    }

    int offset(long address) {
      return (int) (address - start);
    }
  }

  static ExecutableMemory of(CubicleImage image) {
    List<ProgramHeader> loads =
        image.loads().stream()
            .filter(ProgramHeader::executable)
            .sorted(Comparator.comparingLong(ProgramHeader::pageStart))
            .toList();
    List<Run> runs = new ArrayList<>();
    for (ProgramHeader load : loads) {
      // Of what is not in the file (LoadCheck refuses that) only the part in the file can be read.
      long inFile = load.address() + load.fileSize() - load.pageStart();
      int size = Math.toIntExact(inFile + 4095 & -4096);
      byte[] bytes = new byte[size];
      ByteBuffer file = image.fileBytes(load.offset() - load.address() + load.pageStart(), size);
      file.get(bytes, 0, file.remaining());
      if (!runs.isEmpty() && runs.getLast().end() == load.pageStart()) {
        runs.add(joined(runs.removeLast(), bytes));
      } else {
        runs.add(Run.unscanned(load.pageStart(), bytes));
      }
    }
    return new ExecutableMemory(runs.stream().map(Run::scanned).toList());
  }

  /**
   * The first byte of a range that is not filling: INT3, NOP or 0; {@code to} if there is none.
   *
   * @param from as an address
   * @param to the end of the range
   */
  long firstUsed(long from, long to) {
    for (Run run : runs) {
      long end = Math.min(to, run.end());
      for (long address = Math.max(from, run.start()); address < end; address++) {
        if (!isFilling(run.bytes()[run.offset(address)])) {
          return address;
        }
      }
    }
    return to;
  }

  private static boolean isFilling(byte value) {
    return value == (byte) 0xcc || value == 0 || value == (byte) 0x90;
  }

  private static Run joined(Run run, byte[] behind) {
    byte[] bytes = new byte[run.bytes().length + behind.length];
    System.arraycopy(run.bytes(), 0, bytes, 0, run.bytes().length);
    System.arraycopy(behind, 0, bytes, run.bytes().length, behind.length);
    return Run.unscanned(run.start(), bytes);
  }

  /**
   * The generated stubs as the image's symbols delimit them; {@link TrampolineCheck} checks that.
   */
  static Optional<Trampolines> trampolines(CubicleImage image) {
    List<Symbols.Symbol> start = image.symbols().named(TRAMPOLINES_START);
    List<Symbols.Symbol> end = image.symbols().named(TRAMPOLINES_END);
    Manifest manifest = image.manifest();
    if (start.size() != 1 || end.size() != 1) {
      return Optional.empty();
    }
    Trampolines stubs = new Trampolines(start.getFirst().address(), end.getFirst().address());
    boolean inGate =
        stubs.start() >= manifest.gateStart()
            && stubs.start() <= stubs.end()
            && stubs.end() <= manifest.gateEnd();
    return inGate ? Optional.of(stubs) : Optional.empty();
  }

  /**
   * @param start of the first stub
   * @param end behind the last
   */
  record Trampolines(long start, long end) {
    boolean holds(long address) {
      return address >= start && address < end;
    }
  }

  /** The cubicle whose executable segment holds an address. */
  static OptionalInt owner(Manifest manifest, long address) {
    for (Manifest.Segment segment : manifest.segments()) {
      if (segment.executable() && segment.holds(address)) {
        return OptionalInt.of(segment.cubicle());
      }
    }
    return OptionalInt.empty();
  }

  /** Whether code there has all rights anyway: gate, monitor, trusted cubicles; not the stubs. */
  static boolean isTrusted(CubicleImage image, long address) {
    OptionalInt owner = owner(image.manifest(), address);
    boolean stub = trampolines(image).map(trampolines -> trampolines.holds(address)).orElse(false);
    return owner.isPresent()
        && !stub
        && image.manifest().cubicles().get(owner.getAsInt()).trusted();
  }
}
