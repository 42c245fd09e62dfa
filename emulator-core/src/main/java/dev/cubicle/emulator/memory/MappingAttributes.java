package dev.cubicle.emulator.memory;

/**
 * What all pages of a mapping have in common. Neighbours with equal attributes are one mapping, as
 * Linux merges VMAs.
 *
 * @param protection PROT_ bits; see {@link Protection}
 * @param key protection key, 0 to 15
 * @param shared MAP_SHARED
 * @param mayWrite whether {@code mprotect} may make it writable; false for a shared mapping of a
 *     file that was not opened for writing
 * @param growsDown a stack: grows on access below it
 * @param reserved whether its size counts when memory is promised; false with MAP_NORESERVE
 * @param file the file whose pages these are; null for anonymous private memory
 * @param fileBias file offset minus address, the same for all pages; 0 without a file
 * @param name as in {@code /proc/self/maps}; empty for plain anonymous memory
 */
public record MappingAttributes(
    int protection,
    int key,
    boolean shared,
    boolean mayWrite,
    boolean growsDown,
    boolean reserved,
    FileBacking file,
    long fileBias,
    String name) {

  /** Private anonymous memory with key 0. */
  public static MappingAttributes anonymous(int protection) {
    return new MappingAttributes(protection, 0, false, true, false, true, null, 0, "");
  }

  /** A private copy of a file's pages, with key 0: page {@code start} holds {@code fileOffset}. */
  public static MappingAttributes privateFile(
      int protection, FileBacking file, long start, long fileOffset) {
    return new MappingAttributes(
        protection, 0, false, true, false, true, file, fileOffset - start, file.name());
  }

  /** A file's own pages, with key 0: stores reach the file. */
  public static MappingAttributes sharedFile(
      int protection, boolean mayWrite, FileBacking file, long start, long fileOffset) {
    return new MappingAttributes(
        protection, 0, true, mayWrite, false, true, file, fileOffset - start, file.name());
  }

  /** The file offset of the byte at an address. */
  long fileOffset(long address) {
    return address + fileBias;
  }

  public MappingAttributes withProtection(int newProtection, int newKey) {
    return new MappingAttributes(
        newProtection, newKey, shared, mayWrite, growsDown, reserved, file, fileBias, name);
  }

  public MappingAttributes named(String newName) {
    return new MappingAttributes(
        protection, key, shared, mayWrite, growsDown, reserved, file, fileBias, newName);
  }

  public MappingAttributes growingDown() {
    return new MappingAttributes(
        protection, key, shared, mayWrite, true, reserved, file, fileBias, name);
  }

  public MappingAttributes unreserved() {
    return new MappingAttributes(
        protection, key, shared, mayWrite, growsDown, false, file, fileBias, name);
  }

  /** The attributes of the same pages seen {@code distance} bytes higher. */
  MappingAttributes shifted(long distance) {
    return file == null
        ? this
        : new MappingAttributes(
            protection,
            key,
            shared,
            mayWrite,
            growsDown,
            reserved,
            file,
            fileBias - distance,
            name);
  }
}
