package dev.cubicle.oracle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What a program did.
 *
 * @param program which one
 * @param ending how it ended
 * @param output its standard output
 * @param error its standard error
 * @param elapsed from its start to its end, by the guest's clock
 * @param firstByte from the start of QEMU's own process to the arrival of the first byte of
 *     standard output, by this machine's clock; empty if it printed nothing
 */
public record Result(
    Program program,
    Ending ending,
    byte[] output,
    byte[] error,
    Duration elapsed,
    Optional<Duration> firstByte) {

  /** Standard output as text. */
  public String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /** Standard error as text. */
  public String errorText() {
    return new String(error, StandardCharsets.UTF_8);
  }
}
