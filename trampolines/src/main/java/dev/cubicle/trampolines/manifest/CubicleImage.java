package dev.cubicle.trampolines.manifest;

import dev.cubicle.trampolines.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A linked cubicle image (docs/image.md), read whole and strictly: whatever a file holds, the only
 * exception is {@link BadInputException}.
 */
public final class CubicleImage {
  /** The section that makes a program a cubicle image. */
  public static final String MANIFEST_SECTION = ".cubicle.manifest";

  private static final long MAXIMUM_SIZE = 1L << 28;

  private final String name;
  private final ImageBytes bytes;
  private final List<ElfFile.Section> sections;
  private final long entry;
  private final List<ProgramHeader> programHeaders;
  private final ImageMemory memory;
  private final Symbols symbols;
  private final long manifestAddress;
  private final Manifest manifest;

  private CubicleImage(
      String name,
      ImageBytes bytes,
      List<ElfFile.Section> sections,
      long entry,
      List<ProgramHeader> programHeaders,
      ImageMemory memory,
      Symbols symbols,
      long manifestAddress,
      Manifest manifest) {
    this.name = name;
    this.bytes = bytes;
    this.sections = sections;
    this.entry = entry;
    this.programHeaders = programHeaders;
    this.memory = memory;
    this.symbols = symbols;
    this.manifestAddress = manifestAddress;
    this.manifest = manifest;
  }

  /** Reads the image in a file. */
  public static CubicleImage read(Path file) throws BadInputException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new BadInputException("%s: is not a file".formatted(file));
      }
      long size = Files.size(file);
      if (size > MAXIMUM_SIZE) {
        throw new BadInputException("%s: is larger than 256 MiB; images are not".formatted(file));
      }
      return read(file.toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException | OutOfMemoryError e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Reads the image in a buffer, from its position to its limit. */
  public static CubicleImage read(ByteBuffer content) throws BadInputException {
    return read("image", content);
  }

  private static CubicleImage read(String name, ByteBuffer content) throws BadInputException {
    ImageBytes bytes = new ImageBytes(name, content);
    ElfFile file = ElfFile.of(bytes);
    List<ProgramHeader> headers = file.programHeaders();
    List<ElfFile.Section> sections = file.sections();
    long manifest =
        sections.stream()
            .filter(section -> section.name().equals(MANIFEST_SECTION))
            .findFirst()
            .orElseThrow(
                () ->
                    bytes.defect(
                        "has no section %s: it is not a cubicle image, or was stripped",
                        MANIFEST_SECTION))
            .address();
    ImageMemory memory = new ImageMemory(bytes, loads(headers));
    return new CubicleImage(
        name,
        bytes,
        sections,
        file.entry(),
        headers,
        memory,
        file.symbols(sections),
        manifest,
        ManifestReader.read(memory, bytes, manifest));
  }

  /**
   * Whether a file is an ELF file with a manifest: reads its section headers alone. A file that
   * cannot be read is none.
   */
  public static boolean isCubicleImage(Path file) {
    return SectionNames.of(file).contains(MANIFEST_SECTION);
  }

  /** The file's name, or {@code image}; for messages. */
  public String name() {
    return name;
  }

  /** The address at which it starts (e_entry); any number. */
  public long entry() {
    return entry;
  }

  public List<ProgramHeader> programHeaders() {
    return programHeaders;
  }

  /** The PT_LOADs that take memory, in the file's order. */
  public List<ProgramHeader> loads() {
    return loads(programHeaders);
  }

  private static List<ProgramHeader> loads(List<ProgramHeader> headers) {
    return headers.stream()
        .filter(header -> header.type() == ProgramHeader.PT_LOAD && header.memorySize() > 0)
        .toList();
  }

  public Symbols symbols() {
    return symbols;
  }

  public Manifest manifest() {
    return manifest;
  }

  /** Where the manifest begins: the address of its section. */
  public long manifestAddress() {
    return manifestAddress;
  }

  /**
   * What holds {@code address}, such as {@code vfs_read+0x12}; the address alone without a name.
   */
  public String describe(long address) {
    return symbols.at(address).map(Symbols.Location::text).orElse("0x%x".formatted(address));
  }

  /**
   * The bytes that a PT_LOAD brings into memory from the file, little-endian and read-only; empty
   * if they are not all of one PT_LOAD.
   */
  public Optional<ByteBuffer> loaded(long address, long length) {
    return memory.loaded(address, length);
  }

  /**
   * The contents of the section of that name: of debug information, which is not loaded. Empty if
   * there is none, or its contents are compressed or not all in the file.
   */
  public Optional<byte[]> section(String sectionName) {
    return ElfFile.contents(bytes, sections, sectionName);
  }

  /**
   * Bytes of the file, little-endian and read-only; cut at its end.
   *
   * @throws IllegalArgumentException when {@code offset} is not 0 to the file's size, or {@code
   *     length} is negative
   */
  public ByteBuffer fileBytes(long offset, long length) {
    return bytes
        .slice(offset, Math.min(length, bytes.size() - offset))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%d bytes at offset %d of a file of %d bytes"
                        .formatted(length, offset, bytes.size())));
  }
}
