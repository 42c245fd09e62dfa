package dev.cubicle.cli.run;

import dev.cubicle.emulator.linux.fs.Share;
import dev.cubicle.mpk.FetchPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A run as the user asked for it.
 *
 * @param image the guest's file
 * @param arguments argv, the guest as the user named it first
 * @param options what it gets of the host
 * @param engine what runs it
 * @param terminal whether standard input is a terminal where it is none
 * @param protectionKeys whether there are any
 * @param policy the control-flow extension
 * @param unverified whether a cubicle image runs without the verifier's consent
 * @param repeatable whether the run is the same each time
 */
record RunRequest(
    Path image,
    List<String> arguments,
    GuestOptions options,
    EngineName engine,
    TerminalChoice terminal,
    boolean protectionKeys,
    FetchPolicy policy,
    boolean unverified,
    boolean repeatable,
    Watching watching) {

  RunRequest {
    arguments = List.copyOf(arguments);
  }

  /** In the emulator, with everything as it is where the user says nothing. */
  static RunRequest emulated(
      Path image,
      List<String> arguments,
      GuestOptions options,
      FetchPolicy policy,
      boolean unverified,
      boolean repeatable,
      Watching watching) {
    return new RunRequest(
        image,
        arguments,
        options,
        EngineName.EMULATED,
        TerminalChoice.AUTO,
        true,
        policy,
        unverified,
        repeatable,
        watching);
  }

  /** The guest as the user named it. */
  String guest() {
    return arguments.getFirst();
  }

  Optional<Long> memoryBytes() {
    return options.memoryBytes();
  }

  List<String> environment() {
    return options.environment();
  }

  List<Share> shares() {
    return options.shares();
  }

  Optional<Duration> timeLimit() {
    return options.timeLimit();
  }
}
