package dev.cubicle.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.verify.Finding;
import dev.cubicle.trampolines.verify.Verifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The images that come with the project pass the checks that every run begins with. */
final class BuiltImagesTest {

  private static final Verifier VERIFIER = MonitorObjects.installed().verifier();

  private static List<Path> images() {
    final GuestCatalogue catalogue = GuestCatalogue.installed();
    return catalogue.guests().stream()
        .flatMap(guest -> guest.imageNames().stream())
        .map(catalogue::image)
        .flatMap(Optional::stream)
        .filter(CubicleImage::isCubicleImage)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyImagePassesTheVerifier() {
    return images().stream()
        .map(
            image ->
                DynamicTest.dynamicTest(
                    image.getFileName().toString(),
                    () ->
                        assertEquals(
                            List.of(),
                            VERIFIER.verify(CubicleImage.read(image)).stream()
                                .map(Finding::line)
                                .toList())));
  }

  @Test
  void thereAreImages() {
    assertTrue(images().size() > 10, images()::toString);
  }
}
