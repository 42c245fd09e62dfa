package dev.cubicle.unikraft;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The policies for build trees that come with the program. */
final class ShippedPolicies {

  /** For any tree. */
  static final String DEFAULT = "default";

  /** Of those that are for one application, the name is that of the library with its main(). */
  static final List<String> NAMES = List.of(DEFAULT);

  private static final String DIRECTORY = "/unikraft/policies/";

  private ShippedPolicies() {}

  /** The one for the application that the tree was built for. */
  static String nameFor(BuildTree tree) {
    final Optional<String> main =
        Groups.main(tree)
            .map(library -> library.name().replaceFirst("^app", ""))
            .filter(NAMES::contains);
    return main.orElse(DEFAULT);
  }

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  /** Its text. */
  static String text(String name) {
    try (InputStream stream =
        ShippedPolicies.class.getResourceAsStream(DIRECTORY + name + ".toml")) {
      if (stream == null) {
        throw new IllegalStateException("the policy " + name + " is not part of the program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
