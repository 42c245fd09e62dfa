package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A linked program at fixed addresses, with or without cubicles: its symbols and its sections. */
public final class ProgramFile {
  private static final long MAXIMUM_SIZE = 1L << 28;

  private final ImageBytes bytes;
  private final List<ElfFile.Section> sections;
  private final Symbols symbols;

  private ProgramFile(ImageBytes bytes, List<ElfFile.Section> sections, Symbols symbols) {
    this.bytes = bytes;
    this.sections = sections;
    this.symbols = symbols;
  }

  /** Reads a program's headers and symbols. */
  public static ProgramFile read(Path file) throws BadInputException {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAXIMUM_SIZE) {
        throw new BadInputException("%s: is not a file of at most 256 MiB".formatted(file));
      }
      final ImageBytes bytes =
          new ImageBytes(file.toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
      final ElfFile elf = ElfFile.of(bytes);
      final List<ElfFile.Section> sections = elf.sections();
      return new ProgramFile(bytes, sections, elf.symbols(sections));
    } catch (IOException | OutOfMemoryError e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  public Symbols symbols() {
    return symbols;
  }

  /** As {@link CubicleImage#section}. */
  public Optional<byte[]> section(String name) {
    return ElfFile.contents(bytes, sections, name);
  }
}
