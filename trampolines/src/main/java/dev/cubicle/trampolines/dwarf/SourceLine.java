package dev.cubicle.trampolines.dwarf;

/**
 * A line of a source file, as the compiler named it.
 *
 * @param directory that {@code file} is relative to; empty if unknown
 * @param file as the compiler was given it, or an absolute path
 * @param line from 1
 */
public record SourceLine(String directory, String file, int line) {

  /** {@code main.c:12}. */
  @Override
  public String toString() {
    return "%s:%d".formatted(file.substring(file.lastIndexOf('/') + 1), line);
  }

  /** The file's path, absolute where the compiler's directory is known. */
  public String path() {
    return file.startsWith("/") || directory.isEmpty() ? file : directory + "/" + file;
  }
}
