package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BadInputException;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads {@code struct manifest}, as it will lie in memory, and leaves its tables to others. */
final class ManifestReader {
  private static final long MAGIC = 0x3145_4c43_4942_5543L; // "CUBICLE1"
  private static final int VERSION = 1;
  private static final int SIZE = 184;
  private static final int MAXIMUM_CUBICLES = 256;
  private static final int MAXIMUM_SEGMENTS = 1 << 12;
  private static final int MAXIMUM_ROWS = 1 << 16;
  private static final int MAXIMUM_STRINGS = 1 << 26;
  private static final int MAXIMUM_THREADS = 4096;
  private static final long PAGE = 4096;
  private static final long ARENA_ALIGNMENT = 2 << 20;

  private final ImageMemory memory;
  private final ImageBytes bytes;
  private final ByteBuffer header;

  private ManifestReader(ImageMemory memory, ImageBytes bytes, ByteBuffer header) {
    this.memory = memory;
    this.bytes = bytes;
    this.header = header;
  }

  static Manifest read(ImageMemory memory, ImageBytes bytes, long address)
      throws BadInputException {
    ByteBuffer header =
        memory
            .loaded(address, SIZE)
            .orElseThrow(
                () -> bytes.defect("its manifest at 0x%x is not in a loaded segment", address));
    return new ManifestReader(memory, bytes, header).read();
  }

  private Manifest read() throws BadInputException {
    checkVersion();
    int cubicleCount = count(64, MAXIMUM_CUBICLES, "cubicles");
    int segmentCount = count(68, MAXIMUM_SEGMENTS, "segments");
    int functionCount = count(72, MAXIMUM_ROWS, "functions");
    int argumentCount = count(76, MAXIMUM_ROWS, "argument windows");
    int grantCount = count(80, MAXIMUM_ROWS, "grants");
    int trapCount = count(84, MAXIMUM_ROWS, "traps");
    int entry = header.getInt(176);
    if (cubicleCount == 0) {
      throw bytes.defect("its manifest has no cubicles");
    }
    if (entry < 0 || entry >= functionCount) {
      throw bytes.defect("its manifest's entry is none of its %d functions", functionCount);
    }
    ManifestRows rows = new ManifestRows(bytes, cubicleCount, functionCount, strings());
    List<Manifest.ArgumentWindow> windows =
        rows.windows(table(120, argumentCount, ManifestRows.ARGUMENT_SIZE, "argument windows"));
    return new Manifest(
        page(16, "image_start"),
        page(24, "image_end"),
        arenaStart(),
        page(40, "arena_size"),
        address(48, "gate_start"),
        address(56, "gate_end"),
        count(92, MAXIMUM_THREADS, "threads"),
        rows.cubicles(table(96, cubicleCount, ManifestRows.CUBICLE_SIZE, "cubicles")),
        rows.segments(table(104, segmentCount, ManifestRows.SEGMENT_SIZE, "segments")),
        rows.functions(table(112, functionCount, ManifestRows.FUNCTION_SIZE, "functions"), windows),
        rows.grants(table(128, grantCount, ManifestRows.GRANT_SIZE, "grants")),
        rows.traps(table(136, trapCount, ManifestRows.TRAP_SIZE, "traps")),
        threadLocal(),
        entry);
  }

  private void checkVersion() throws BadInputException {
    if (header.getLong(0) != MAGIC) {
      throw bytes.defect("its manifest does not begin with the magic number CUBICLE1");
    }
    if (header.getInt(8) != VERSION || header.getInt(12) != SIZE) {
      throw bytes.defect(
          "its manifest has version %d and %d bytes, but %d and %d are known; build it again",
          header.getInt(8), header.getInt(12), VERSION, SIZE);
    }
  }

  private int count(int offset, int maximum, String what) throws BadInputException {
    int count = header.getInt(offset);
    if (count < 0 || count > maximum) {
      throw bytes.defect(
          "its manifest has %d %s; %d are possible", Integer.toUnsignedLong(count), what, maximum);
    }
    return count;
  }

  private ByteBuffer table(int offset, int count, int rowSize, String what)
      throws BadInputException {
    if (count == 0) {
      return ByteBuffer.allocate(0);
    }
    long address = header.getLong(offset);
    return memory
        .loaded(address, (long) count * rowSize)
        .orElseThrow(
            () ->
                bytes.defect(
                    "its manifest's %d %s at 0x%x are not in a loaded segment",
                    count, what, address));
  }

  private ByteBuffer strings() throws BadInputException {
    int size = count(88, MAXIMUM_STRINGS, "bytes of names");
    ByteBuffer strings = table(144, size, 1, "bytes of names");
    if (size == 0 || strings.get(size - 1) != 0) {
      throw bytes.defect("its manifest's names do not end with a NUL");
    }
    return strings;
  }

  private long address(int offset, String field) throws BadInputException {
    long address = header.getLong(offset);
    if (address < 0 || address > ElfFile.ADDRESS_LIMIT) {
      throw bytes.defect("its manifest's %s is 0x%x: behind 2^47", field, address);
    }
    return address;
  }

  private long page(int offset, String field) throws BadInputException {
    long address = address(offset, field);
    if (address % PAGE != 0) {
      throw bytes.defect("its manifest's %s is 0x%x: amid a page", field, address);
    }
    return address;
  }

  private long arenaStart() throws BadInputException {
    long start = page(32, "arena_start");
    if (start % ARENA_ALIGNMENT != 0) {
      throw bytes.defect("its manifest's arena_start is 0x%x: not 2 MiB-aligned", start);
    }
    if (header.getLong(40) > ElfFile.ADDRESS_LIMIT - start) {
      throw bytes.defect("its manifest's arena leaves the address space");
    }
    return start;
  }

  private Manifest.ThreadLocalImage threadLocal() throws BadInputException {
    long fileSize = address(160, "tls_file_size");
    long memorySize = address(168, "tls_memory_size");
    if (fileSize > memorySize) {
      throw bytes.defect("its manifest's TLS block is smaller than its initialised part");
    }
    return new Manifest.ThreadLocalImage(address(152, "tls_image"), fileSize, memorySize);
  }
}
