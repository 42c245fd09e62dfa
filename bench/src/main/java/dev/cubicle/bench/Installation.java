package dev.cubicle.bench;

import dev.cubicle.bench.place.GuestCommand;
import dev.cubicle.bench.place.Place;
import dev.cubicle.bench.place.ProcessPlace;
import dev.cubicle.bench.place.QemuPlace;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.oracle.QemuOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is installed here to measure.
 *
 * @param launcher the {@code cubicle} command
 * @param guests the built-in guests
 */
record Installation(Path launcher, GuestCatalogue guests) {

  private static final String REMEDY = ": run ./cubicle setup";

  /** Where {@value GuestCatalogue#HOME_PROPERTY} says; the launcher sets it. */
  static Installation here() {
    Path home = Path.of(System.getProperty(GuestCatalogue.HOME_PROPERTY, ""));
    return new Installation(home.resolve("cubicle").toAbsolutePath(), GuestCatalogue.installed());
  }

  /** The emulator, through the launcher. */
  Place emulated(Duration limit) throws BenchException {
    if (!Files.isExecutable(launcher)) {
      throw BenchException.missing("there is no " + launcher + ": start this by ./cubicle bench");
    }
    return ProcessPlace.emulated(launcher, limit);
  }

  /** A Linux guest of QEMU. */
  Place inQemu(Duration limit) throws BenchException {
    Optional<String> reason = QemuOracle.unavailable();
    if (reason.isPresent()) {
      throw BenchException.missing(reason.get() + REMEDY);
    }
    return new QemuPlace(QemuOracle.installed(), this::image, limit);
  }

  /** This machine, without emulation. */
  Place onThisMachine(Duration limit) {
    return ProcessPlace.onThisMachine(this::image, limit);
  }

  /** Refuses to begin without a guest's image. */
  void requireGuests(List<GuestCommand> commands) throws BenchException {
    for (GuestCommand command : commands) {
      try {
        image(command.guest());
      } catch (IllegalStateException e) {
        throw BenchException.missing(e.getMessage());
      }
    }
  }

  private Path image(String guest) {
    return guests
        .image(guest)
        .orElseThrow(() -> new IllegalArgumentException("no built-in guest is called " + guest));
  }
}
