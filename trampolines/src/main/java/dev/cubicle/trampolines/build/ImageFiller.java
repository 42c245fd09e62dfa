package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes contents into the data of a linked image. */
final class ImageFiller {

  private ImageFiller() {}

  static void fill(Path file, ImageContents contents) throws BadInputException, IOException {
    if (contents == ImageContents.NONE) {
      return;
    }
    CubicleImage image = CubicleImage.read(file);
    for (ImageContents.Piece piece : contents.of(image)) {
      long offset = offset(image, piece);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(piece.bytes());
        while (bytes.hasRemaining()) {
          offset += channel.write(bytes, offset);
        }
      }
    }
  }

  /** In the file. Code has been checked already, so nothing is written there. */
  private static long offset(CubicleImage image, ImageContents.Piece piece)
      throws BadInputException {
    long end = piece.address() + piece.bytes().length;
    for (ProgramHeader header : image.programHeaders()) {
      if (header.type() == ProgramHeader.PT_LOAD
          && !header.executable()
          && piece.address() >= header.address()
          && end <= header.address() + header.fileSize()) {
        return header.offset() + piece.address() - header.address();
      }
    }
    throw new BadInputException(
        "there is no initialised data at 0x%x, for %d bytes"
            .formatted(piece.address(), piece.bytes().length));
  }
}
