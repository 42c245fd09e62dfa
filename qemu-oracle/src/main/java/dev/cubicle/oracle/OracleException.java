package dev.cubicle.oracle;

import java.io.IOException;

/** QEMU, or the Linux guest in it, did not do its part. The message says what is known. */
public final class OracleException extends IOException {

  private static final long serialVersionUID = 1;

  OracleException(String message) {
    super(message);
  }

  OracleException(String message, Throwable cause) {
    super(message, cause);
  }
}
