package dev.cubicle.trampolines.object;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an object was read.
 *
 * @param file the object, or the archive
 * @param member its name in the archive; a name that occurs again is followed by {@code #2}, {@code
 *     #3} and so on, so that names of objects are unique
 */
public record ObjectName(Path file, Optional<String> member) {
  /** As linkers print it: {@code libfoo.a(bar.o)}. */
  @Override
  public String toString() {
    return member.map(name -> file + "(" + name + ")").orElse(file.toString());
  }
}
