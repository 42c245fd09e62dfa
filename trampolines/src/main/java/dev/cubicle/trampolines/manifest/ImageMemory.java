package dev.cubicle.trampolines.manifest;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What an image's PT_LOADs bring into memory from its file. */
final class ImageMemory {
  private final ImageBytes bytes;
  private final List<ProgramHeader> loads;

  ImageMemory(ImageBytes bytes, List<ProgramHeader> loads) {
    this.bytes = bytes;
    this.loads = loads;
  }

  Optional<ByteBuffer> loaded(long address, long length) {
    for (ProgramHeader load : loads) {
      long distance = address - load.address();
      if (length >= 0
          && distance >= 0
          && length <= load.fileSize()
          && distance <= load.fileSize() - length) {
        return bytes.slice(load.offset() + distance, length);
      }
    }
    return Optional.empty();
  }
}
