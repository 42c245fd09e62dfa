package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.Errno;
import java.io.IOException;

/** What a host stream's refusal means to the guest. */
final class HostError {

  private HostError() {}

  /** Java tells a closed reader from a full disk only by the message. */
  static Errno ofWrite(IOException error) {
    final String message = String.valueOf(error.getMessage());
    if (message.contains("Broken pipe") || message.contains("Pipe closed")) {
      return Errno.EPIPE;
    }
    return message.contains("No space") ? Errno.ENOSPC : Errno.EIO;
  }
}
