package dev.cubicle.unikraft;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The policies for build trees that come with the program. */
final class ShippedPolicies {

  /** For any tree. */
  static final String DEFAULT = "default";

  /** Ends the names of those in which every library has a cubicle of its own. */
  private static final String EVERY_LIBRARY = "-libraries";

  /** What a file's name may be: what a user types is looked for among the program's own. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");

  private static final String DIRECTORY = "/unikraft/policies/";

  private ShippedPolicies() {}

  /** The one that is called like the library with the application's main(), if there is one. */
  static String nameFor(BuildTree tree) {
    final Optional<String> main =
        Groups.main(tree)
            .map(library -> library.name().replaceFirst("^app", ""))
            .filter(ShippedPolicies::has);
    return main.orElse(DEFAULT);
  }

  /** Those that suit a tree, the one that suits all first. */
  static List<String> namesFor(BuildTree tree) {
    final String name = nameFor(tree);
    return Stream.of(DEFAULT, name, name + EVERY_LIBRARY)
        .filter(ShippedPolicies::has)
        .distinct()
        .toList();
  }

  static boolean has(String name) {
    return NAME.matcher(name).matches()
        && ShippedPolicies.class.getResource(DIRECTORY + name + ".toml") != null;
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
