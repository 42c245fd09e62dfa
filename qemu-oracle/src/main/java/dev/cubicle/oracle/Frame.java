package dev.cubicle.oracle;

import com.google.common.io.LittleEndianDataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What process 1 of the guest tells, as {@code oracle/init.c} describes it. */
sealed interface Frame {

  /** No frame is longer: process 1 passes on at most 64 KiB at once. */
  int MAX_LENGTH = 1 << 16;

  /** Process 1 runs. */
  record Booted() implements Frame {}

  /** A program starts; its place in the list. */
  record Started(int number) implements Frame {}

  /** Bytes of the running program's standard output. */
  record Output(byte[] bytes) implements Frame {}

  /** Bytes of the running program's standard error. */
  record Error(byte[] bytes) implements Frame {}

  /** The running program has ended. */
  record Ended(int waitStatus, long nanoseconds) implements Frame {}

  /** Process 1 cannot go on. */
  record Failed(String why) implements Frame {}

  /** The list is done, the guest is about to power off. */
  record Quit() implements Frame {}

  /**
   * The next frame of a stream.
   *
   * @throws java.io.EOFException if the stream ends, even in front of a frame: the last one is
   *     {@link Quit}
   * @throws OracleException if what comes is not a frame
   */
  static Frame read(LittleEndianDataInputStream in) throws IOException {
    int kind = in.readUnsignedByte();
    int length = in.readInt();
    if (length < 0 || length > MAX_LENGTH) {
      throw new OracleException("the guest sent a frame of " + length + " bytes");
    }
    byte[] data = new byte[length];
    in.readFully(data);
    ByteBuffer numbers = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    return switch (kind) {
      case 'B' -> new Booted();
      case 'S' -> new Started(numbers.getInt());
      case 'O' -> new Output(data);
      case 'E' -> new Error(data);
      case 'X' -> new Ended(numbers.getInt(), numbers.getLong());
      case 'F' -> new Failed(new String(data, StandardCharsets.UTF_8));
      case 'Q' -> new Quit();
      default -> throw new OracleException("the guest sent a frame of unknown kind " + kind);
    };
  }
}
