package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.util.List;

/** Contents of data that depend on the image's layout: they are written once it is known. */
@FunctionalInterface
public interface ImageContents {

  /** Nothing of the kind. */
  ImageContents NONE = image -> List.of();

  /**
   * Bytes for addresses in initialised data.
   *
   * @param image the linked image
   * @throws BadInputException with one line, when there is no place for them
   */
  List<Piece> of(CubicleImage image) throws BadInputException;

  /**
   * @param bytes not to be changed
   */
  record Piece(long address, byte[] bytes) {}
}
