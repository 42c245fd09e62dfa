package dev.cubicle.attacks.trial;

import java.nio.charset.StandardCharsets;

/**
 * How an image ended.
 *
 * @param status as a shell shows it
 * @param error standard error, with the monitor's report block in it (report=2)
 * @param ended how, if not by exit: a signal, the time limit; empty otherwise
 */
public record GuestRun(int status, byte[] output, byte[] error, String ended) {

  /** Standard output as text. */
  public String text() {
    return new String(output, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return "status %d, %s%s".formatted(status, text().strip(), ended.isEmpty() ? "" : ", " + ended);
  }
}
