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
 * @param engine what runs it
 * @param memoryBytes the guest's memory, if the user said how much
 * @param shares what it sees of the host
 * @param terminal whether standard input is a terminal where it is none
 * @param protectionKeys whether there are any
 * @param policy the control-flow extension
 * @param unverified whether a cubicle image runs without the verifier's consent
 * @param repeatable whether the run is the same each time
 * @param timeLimit when to stop it
 * @param statistics the argument of {@code --stats}, empty without one; absent without the option
 * @param timings whether statistics say how long calls took
 * @param exposure the argument of {@code --exposure}, likewise
 * @param trace the timeline to write
 * @param gdb where a debugger is served, if the run is to be debugged
 * @param record the directory to record the run in
 */
record RunRequest(
    String guest,
    Path image,
    List<String> arguments,
    List<String> environment,
    EngineName engine,
    Optional<Long> memoryBytes,
    List<Share> shares,
    TerminalChoice terminal,
    boolean protectionKeys,
    FetchPolicy policy,
    boolean unverified,
    boolean repeatable,
    Optional<Duration> timeLimit,
    Optional<String> statistics,
    boolean timings,
    Optional<String> exposure,
    Optional<TraceRequest> trace,
    Optional<GdbOption> gdb,
    Optional<Path> record) {}
