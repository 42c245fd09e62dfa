package dev.cubicle.emulator.linux.elf;

import dev.cubicle.emulator.memory.FileBacking;

/**
 * A file cannot be run as a program. The message is one line fit for a user: the file, what is
 * wrong, and how to mend it where that can be said.
 */
public final class InvalidImageException extends Exception {
  private static final long serialVersionUID = 1;

  public InvalidImageException(FileBacking file, String defect) {
    super(file.name() + ": " + defect, null, false, false);
  }
}
