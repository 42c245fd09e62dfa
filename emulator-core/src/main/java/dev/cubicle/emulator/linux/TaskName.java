package dev.cubicle.emulator.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A thread's {@code comm}: up to 15 bytes and a NUL. */
public final class TaskName {

  /** Bytes, the NUL included (TASK_COMM_LEN). */
  public static final int BYTES = 16;

  private final byte[] bytes = new byte[BYTES];

  /** Longer names are cut. */
  public TaskName(String name) {
    set(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  private TaskName(byte[] name) {
    set(name);
  }

  public TaskName copy() {
    return new TaskName(bytes);
  }

  /** Takes the bytes up to the first NUL, 15 at most. */
  public void set(byte[] name) {
    Arrays.fill(bytes, (byte) 0);
    for (int i = 0; i < Math.min(BYTES - 1, name.length) && name[i] != 0; i++) {
      bytes[i] = name[i];
    }
  }

  /** A copy of the 16 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    int length = 0;
    while (bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
