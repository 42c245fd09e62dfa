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
 * @param guest the guest as the user named it
 * @param image its file
 * @param arguments argv, the name first
 * @param environment as {@code NAME=value}
 * @param memoryBytes the guest's memory
 * @param shares what it sees of the host
 * @param policy the control-flow extension
 * @param timeLimit when to stop it
 * @param statistics the argument of {@code --stats}, empty without one; absent without the option
 */
record RunRequest(
    String guest,
    Path image,
    List<String> arguments,
    List<String> environment,
    long memoryBytes,
    List<Share> shares,
    FetchPolicy policy,
    Optional<Duration> timeLimit,
    Optional<String> statistics) {}
