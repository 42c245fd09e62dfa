package dev.cubicle.natives;

/**
 * A native library is missing, unloadable or of the wrong version. The message is one line for the
 * user: what is wrong and how to mend it.
 */
public final class NativeLibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NativeLibraryException(String message) {
    super(message);
  }

  public NativeLibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
