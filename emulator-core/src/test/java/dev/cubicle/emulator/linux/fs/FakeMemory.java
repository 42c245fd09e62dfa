package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Guest memory of one accessible range; everything else is a bad address. */
final class FakeMemory implements UserMemory {

  static final long BASE = 0x10000;
  static final int PAGE = 4096;

  private final byte[] bytes;

  FakeMemory(int pages) {
    bytes = new byte[pages * PAGE];
  }

  /** The first bad address. */
  long end() {
    return BASE + bytes.length;
  }

  private int index(long address, int length) {
    final long good = readable(address, length);
    if (good < length) {
      throw new BadAddressException(address + good);
    }
    return (int) (address - BASE);
  }

  private long value(long address, int length) {
    final int start = length == 0 ? 0 : index(address, length);
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | bytes[start + i] & 0xff;
    }
    return value;
  }

  private void value(long address, int length, long value) {
    final int start = index(address, length);
    for (int i = 0; i < length; i++) {
      bytes[start + i] = (byte) (value >>> 8 * i);
    }
  }

  @Override
  public byte readByte(long address) {
    return (byte) value(address, 1);
  }

  @Override
  public short readShort(long address) {
    return (short) value(address, 2);
  }

  @Override
  public int readInt(long address) {
    return (int) value(address, 4);
  }

  @Override
  public long readLong(long address) {
    return value(address, 8);
  }

  @Override
  public void read(long address, byte[] destination, int offset, int length) {
    final int good = (int) readable(address, length);
    if (good > 0) {
      System.arraycopy(bytes, (int) (address - BASE), destination, offset, good);
    }
    if (good < length) {
      throw new BadAddressException(address + good);
    }
  }

  @Override
  public void writeByte(long address, byte value) {
    value(address, 1, value);
  }

  @Override
  public void writeShort(long address, short value) {
    value(address, 2, value);
  }

  @Override
  public void writeInt(long address, int value) {
    value(address, 4, value);
  }

  @Override
  public void writeLong(long address, long value) {
    value(address, 8, value);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    final int good = (int) readable(address, length);
    if (good > 0) {
      System.arraycopy(source, offset, bytes, (int) (address - BASE), good);
    }
    if (good < length) {
      throw new BadAddressException(address + good);
    }
  }

  @Override
  public void clear(long address, long length) {
    final int start = index(address, (int) length);
    Arrays.fill(bytes, start, start + (int) length, (byte) 0);
  }

  @Override
  public String readString(long address, int limit) {
    for (int length = 0; length < limit; length++) {
      if (readByte(address + length) == 0) {
        return new String(bytes, (int) (address - BASE), length, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  @Override
  public long readable(long address, long length) {
    return address < BASE || address >= end() ? 0 : Math.min(length, end() - address);
  }

  @Override
  public long writable(long address, long length) {
    return readable(address, length);
  }
}
