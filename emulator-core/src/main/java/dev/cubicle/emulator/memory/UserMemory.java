package dev.cubicle.emulator.memory;

/**
 * Guest memory as the kernel sees it on behalf of a process: every access obeys the page protection
 * and the PKRU of the running thread, exactly as Linux's {@code copy_from_user} and {@code
 * copy_to_user} do on a processor with protection keys.
 *
 * <p>Addresses are guest virtual addresses. Multi-byte values are little-endian and need no
 * alignment. An access that the guest itself could not make throws {@link BadAddressException}; the
 * bytes before the first bad page have then been copied, as Linux does.
 */
public interface UserMemory {

  byte readByte(long address);

  short readShort(long address);

  int readInt(long address);

  long readLong(long address);

  void read(long address, byte[] destination, int offset, int length);

  void writeByte(long address, byte value);

  void writeShort(long address, short value);

  void writeInt(long address, int value);

  void writeLong(long address, long value);

  void write(long address, byte[] source, int offset, int length);

  /** Writes zeros over {@code length} bytes. */
  void clear(long address, long length);

  /**
   * Reads the NUL-terminated string at {@code address}, one {@code char} per byte (ISO-8859-1), so
   * that any file name survives unchanged.
   *
   * @return the string, or {@code null} when no NUL is found within {@code limit} bytes
   */
  String readString(long address, int limit);

  /** How many of {@code length} bytes from {@code address} can be read, stopping at a bad page. */
  long readable(long address, long length);

  /**
   * How many of {@code length} bytes from {@code address} can be written, stopping at a bad page.
   */
  long writable(long address, long length);

  default byte[] read(long address, int length) {
    final byte[] bytes = new byte[length];
    read(address, bytes, 0, length);
    return bytes;
  }

  default void write(long address, byte[] source) {
    write(address, source, 0, source.length);
  }
}
