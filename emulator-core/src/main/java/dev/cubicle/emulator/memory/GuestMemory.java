package dev.cubicle.emulator.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntSupplier;

/**
 * Guest memory as the kernel sees it on behalf of a process. Every page is checked as a user access
 * under the current PKRU, and paged in where a page fault of the guest would page it in. Allocates
 * nothing for values that lie in one page.
 */
public final class GuestMemory implements UserMemory {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int PAGE = PageTableEntry.PAGE_SIZE;

  private final AddressSpace space;
  private final MemorySegment bytes;
  private final AccessCheck check;
  private final IntSupplier pkru;

  /**
   * @param pkru PKRU of the thread on whose behalf accesses are made; asked at every access
   */
  public GuestMemory(
      AddressSpace space, PhysicalMemory memory, AccessCheck check, IntSupplier pkru) {
    this.space = space;
    this.bytes = memory.segment();
    this.check = check;
    this.pkru = pkru;
  }

  @Override
  public byte readByte(long address) {
    return bytes.get(JAVA_BYTE, physical(address, AccessKind.READ));
  }

  @Override
  public short readShort(long address) {
    return withinPage(address, Short.BYTES)
        ? bytes.get(SHORT, physical(address, AccessKind.READ))
        : (short) readAcross(address, Short.BYTES);
  }

  @Override
  public int readInt(long address) {
    return withinPage(address, Integer.BYTES)
        ? bytes.get(INT, physical(address, AccessKind.READ))
        : (int) readAcross(address, Integer.BYTES);
  }

  @Override
  public long readLong(long address) {
    return withinPage(address, Long.BYTES)
        ? bytes.get(LONG, physical(address, AccessKind.READ))
        : readAcross(address, Long.BYTES);
  }

  @Override
  public void read(long address, byte[] destination, int offset, int length) {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, leftInPage(address + done));
      long source = physical(address + done, AccessKind.READ);
      MemorySegment.copy(bytes, JAVA_BYTE, source, destination, offset + done, count);
      done += count;
    }
  }

  @Override
  public void writeByte(long address, byte value) {
    long target = physical(address, AccessKind.WRITE);
    bytes.set(JAVA_BYTE, target, value);
    space.written(target, Byte.BYTES);
  }

  @Override
  public void writeShort(long address, short value) {
    if (withinPage(address, Short.BYTES)) {
      long target = physical(address, AccessKind.WRITE);
      bytes.set(SHORT, target, value);
      space.written(target, Short.BYTES);
    } else {
      writeAcross(address, value, Short.BYTES);
    }
  }

  @Override
  public void writeInt(long address, int value) {
    if (withinPage(address, Integer.BYTES)) {
      long target = physical(address, AccessKind.WRITE);
      bytes.set(INT, target, value);
      space.written(target, Integer.BYTES);
    } else {
      writeAcross(address, value, Integer.BYTES);
    }
  }

  @Override
  public void writeLong(long address, long value) {
    if (withinPage(address, Long.BYTES)) {
      long target = physical(address, AccessKind.WRITE);
      bytes.set(LONG, target, value);
      space.written(target, Long.BYTES);
    } else {
      writeAcross(address, value, Long.BYTES);
    }
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, leftInPage(address + done));
      long target = physical(address + done, AccessKind.WRITE);
      MemorySegment.copy(source, offset + done, bytes, JAVA_BYTE, target, count);
      space.written(target, count);
      done += count;
    }
  }

  @Override
  public void clear(long address, long length) {
    long done = 0;
    while (done < length) {
      long count = Math.min(length - done, leftInPage(address + done));
      long target = physical(address + done, AccessKind.WRITE);
      bytes.asSlice(target, count).fill((byte) 0);
      space.written(target, (int) count);
      done += count;
    }
  }

  @Override
  public String readString(long address, int limit) {
    byte[] text = new byte[Math.min(limit, 256)];
    int length = 0;
    long source = 0;
    while (length < limit) {
      source =
          length == 0 || leftInPage(address + length) == PAGE
              ? physical(address + length, AccessKind.READ)
              : source + 1;
      byte next = bytes.get(JAVA_BYTE, source);
      if (next == 0) {
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (length == text.length) {
        text = Arrays.copyOf(text, Math.min(limit, 2 * length));
      }
      text[length++] = next;
    }
    return null;
  }

  @Override
  public long readable(long address, long length) {
    return space.accessible(address, length, AccessKind.READ, pkru.getAsInt());
  }

  @Override
  public long writable(long address, long length) {
    return space.accessible(address, length, AccessKind.WRITE, pkru.getAsInt());
  }

  private static int leftInPage(long address) {
    return PAGE - (int) (address & (PAGE - 1));
  }

  private static boolean withinPage(long address, int length) {
    return leftInPage(address) >= length;
  }

  private long readAcross(long address, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (readByte(address + i) & 0xffL) << (8 * i);
    }
    return value;
  }

  private void writeAcross(long address, long value, int length) {
    for (int i = 0; i < length; i++) {
      writeByte(address + i, (byte) (value >>> (8 * i)));
    }
  }

  /** The physical address of a byte that the guest may access this way. */
  private long physical(long address, AccessKind access) {
    long entry = space.entry(address);
    int rights = pkru.getAsInt();
    if (check.check(entry, rights, access, true) != AccessCheck.ALLOWED) {
      if (space.resolve(address, access, rights) != Resolution.PAGED_IN) {
        throw new BadAddressException(address);
      }
      entry = space.entry(address);
    }
    return PageTableEntry.frameAddress(entry) + (address & (PAGE - 1));
  }
}
