package dev.cubicle.attacks.trial;

import com.google.common.base.Suppliers;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.Variant;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.BuildRequest;
import dev.cubicle.trampolines.build.BuildResult;
import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.PolicyReader;
import dev.cubicle.trampolines.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The images that attacks are tried in, each built when it is first asked for. */
public final class AttackImages {

  /** Directories under that of the built-in guests' images. */
  private static final String ATTACKS = "attacks";

  private static final String MONITOR = "monitor";

  private final Path guests;
  private final Path workshop;
  private final Supplier<Verifier> verifier;
  private final Map<Key, AttackImage> built = new HashMap<>();

  /** Names of files so far: an edited image is named before the plain one that it is made from. */
  private int files;

  private record Key(Variant variant, boolean checked, Set<Defence> without) {}

  /**
   * Images from the objects of this installation.
   *
   * @param workshop an existing directory for the images; the caller's to delete
   */
  public AttackImages(Path workshop) {
    this(GuestCatalogue.installed().images(), workshop);
  }

  AttackImages(Path guests, Path workshop) {
    this.guests = guests;
    this.workshop = workshop;
    this.verifier = Suppliers.memoize(new MonitorObjects(guests.resolve(MONITOR))::verifier);
  }

  /**
   * The image.
   *
   * @throws BadInputException if the builder refuses to build it, with its reason
   * @throws IOException if files cannot be written
   */
  public synchronized AttackImage get(Variant variant, Setup setup)
      throws BadInputException, IOException, InterruptedException {
    // A monitor that lacks something is none that passes verification.
    return get(variant, setup.built() && setup.without().isEmpty(), setup.without());
  }

  /** As before a run: with the monitor that has everything. */
  Verifier verifier() {
    return verifier.get();
  }

  private AttackImage get(Variant variant, boolean checked, Set<Defence> without)
      throws BadInputException, IOException, InterruptedException {
    final Key key = new Key(variant, checked, without);
    AttackImage image = built.get(key);
    if (image == null) {
      final Path file = workshop.resolve("image-" + files++);
      image = build(key, file);
      built.put(key, image);
    }
    return image;
  }

  private AttackImage build(Key key, Path file)
      throws BadInputException, IOException, InterruptedException {
    return switch (key.variant()) {
      case Variant.HostileCode(List<String> objects) -> {
        final BuildRequest request =
            new BuildRequest(policy(objects), monitor(key.without()), file, Optional.empty());
        final BuildResult result =
            key.checked() ? ImageBuilder.build(request) : ImageBuilder.buildUnchecked(request);
        yield AttackImage.read(file, result.rewrites());
      }
      case Variant.Edited(Variant.Edit edit) -> {
        final AttackImage plain = get(Variant.PLAIN, key.checked(), key.without());
        Files.write(file, new ImageEditor(plain).edit(edit));
        yield new AttackImage(file, plain.plain(), List.of());
      }
    };
  }

  private Policy policy(List<String> hostile) throws BadInputException {
    final Path attacks = guests.resolve(ATTACKS);
    final List<String> files =
        hostile.stream()
            .map(name -> attacks.resolve("code").resolve(name + ".o").toString())
            .toList();
    return PolicyReader.read(attacks.resolve("attacks.toml"), Map.of("hostile", files));
  }

  /** Every object of the monitor, those that lack a defence in the place of those that have it. */
  private List<Path> monitor(Set<Defence> without) throws BadInputException, IOException {
    final Map<String, Path> objects = new TreeMap<>();
    collect(guests.resolve(MONITOR), objects);
    if (objects.isEmpty()) {
      throw new BadInputException(
          "the monitor is not built (looked in %s); run ./cubicle setup"
              .formatted(guests.resolve(MONITOR)));
    }
    final Map<String, Defence> replaced = new HashMap<>();
    for (Defence defence : without) {
      final Map<String, Path> weaker = new TreeMap<>();
      collect(guests.resolve(MONITOR + "-without-" + defence.word()), weaker);
      if (weaker.isEmpty()) {
        throw new BadInputException("the monitor knows no -D" + defence.macro());
      }
      for (Map.Entry<String, Path> object : weaker.entrySet()) {
        if (replaced.put(object.getKey(), defence) != null) {
          return combined(without);
        }
        objects.put(object.getKey(), object.getValue());
      }
    }
    return new ArrayList<>(objects.values());
  }

  /** Two defences in one source: the Makefile has made their combination. */
  private List<Path> combined(Set<Defence> without) throws BadInputException, IOException {
    final String name =
        without.stream()
            .sorted()
            .map(Defence::word)
            .collect(Collectors.joining("+", MONITOR + "-without-", ""));
    final Map<String, Path> objects = new TreeMap<>();
    collect(guests.resolve(MONITOR), objects);
    collect(guests.resolve(name), objects);
    if (!Files.isDirectory(guests.resolve(name))) {
      throw new BadInputException("the Makefile of the attacks does not make " + name);
    }
    return new ArrayList<>(objects.values());
  }

  private static void collect(Path directory, Map<String, Path> objects) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (var files = Files.newDirectoryStream(directory, "*.o")) {
      for (Path file : files) {
        objects.put(file.getFileName().toString(), file);
      }
    }
  }
}
