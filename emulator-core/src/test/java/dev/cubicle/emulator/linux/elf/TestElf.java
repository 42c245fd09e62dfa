package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.BytesFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Assembles ELF files by hand: a sound program unless a test spoils something. */
final class TestElf {
  static final int R = 4;
  static final int W = 2;
  static final int X = 1;

  int elfClass = 2;
  int data = 1;
  int type = 2;
  int machine = 62;
  long entry = 0x401000;
  long headersOffset = 64;
  int headerSize = 56;
  int headerCount = -1;
  int size = 0x4000;
  final List<ProgramHeader> headers = new ArrayList<>();
  private final List<byte[]> symbols = new ArrayList<>();
  private final ByteArrayOutputStream names = new ByteArrayOutputStream();

  /** Headers, code, and data of which 0x100 bytes are in the file and the rest is .bss. */
  static TestElf program() {
    TestElf elf = new TestElf();
    elf.load(R, 0, 0x400000, 0x200, 0x200);
    elf.load(R | X, 0x1000, 0x401000, 0x500, 0x500);
    elf.load(R | W, 0x2e00, 0x402e00, 0x100, 0x2400);
    return elf;
  }

  /** The same, to be loaded anywhere. */
  static TestElf positionIndependent() {
    TestElf elf = new TestElf();
    elf.type = 3;
    elf.entry = 0x1000;
    elf.load(R, 0, 0, 0x200, 0x200);
    elf.load(R | X, 0x1000, 0x1000, 0x500, 0x500);
    elf.load(R | W, 0x2e00, 0x2e00, 0x100, 0x2400);
    return elf;
  }

  TestElf load(int flags, long offset, long address, long fileSize, long memorySize) {
    return header(ProgramHeader.PT_LOAD, flags, offset, address, fileSize, memorySize);
  }

  TestElf header(
      int headerType, int flags, long offset, long address, long fileSize, long memorySize) {
    headers.add(
        new ProgramHeader(headerType, flags, offset, address, fileSize, memorySize, 0x1000));
    return this;
  }

  TestElf symbol(String name, int symbolType, long address, long length) {
    if (names.size() == 0) {
      names.write(0);
    }
    ByteBuffer symbol = buffer(24);
    symbol.putInt(names.size()).put((byte) (0x10 | symbolType)).put((byte) 0).putShort((short) 1);
    symbol.putLong(address).putLong(length);
    symbols.add(symbol.array());
    names.writeBytes((name + "\0").getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  BytesFile file() {
    return new BytesFile("prog", build());
  }

  byte[] build() {
    int symbolsAt = size;
    int namesAt = symbolsAt + 24 * symbols.size();
    int sectionsAt = namesAt + names.size();
    boolean sections = !symbols.isEmpty();
    ByteBuffer elf = buffer(sections ? sectionsAt + 3 * 64 : size);
    // Every byte of the file says which page it is from.
    for (int i = 0; i < size; i++) {
      elf.put(i, (byte) (0xa0 + i / 4096));
    }
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) elfClass, (byte) data, 1, 0});
    elf.position(16);
    elf.putShort((short) type).putShort((short) machine).putInt(1).putLong(entry);
    elf.putLong(headersOffset).putLong(sections ? sectionsAt : 0).putInt(0).putShort((short) 64);
    elf.putShort((short) headerSize);
    elf.putShort((short) (headerCount >= 0 ? headerCount : headers.size()));
    elf.putShort((short) 64).putShort((short) (sections ? 3 : 0)).putShort((short) 0);
    if (headersOffset >= 0 && headersOffset <= size - 56L * headers.size()) {
      elf.position((int) headersOffset);
      for (ProgramHeader header : headers) {
        elf.putInt(header.type()).putInt(header.flags()).putLong(header.fileOffset());
        elf.putLong(header.virtualAddress()).putLong(header.virtualAddress());
        elf.putLong(header.fileSize()).putLong(header.memorySize()).putLong(header.alignment());
      }
    }
    if (sections) {
      elf.position(symbolsAt);
      symbols.forEach(elf::put);
      elf.put(names.toByteArray());
      section(elf, sectionsAt + 64, 2, symbolsAt, 24 * symbols.size(), 2);
      section(elf, sectionsAt + 128, 3, namesAt, names.size(), 0);
    }
    return elf.array();
  }

  private static void section(
      ByteBuffer elf, int at, int sectionType, int offset, int length, int link) {
    elf.putInt(at + 4, sectionType).putLong(at + 24, offset).putLong(at + 32, length);
    elf.putInt(at + 40, link);
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
