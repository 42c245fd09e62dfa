package dev.cubicle.bench.unikraft;

import dev.cubicle.bench.place.RunCounts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a run of an image ended.
 *
 * @param status of the process
 * @param lastLines of its output
 * @param complaint the last line on standard error; empty if there is none
 * @param seconds from the guest's first instruction to its end; natively, of the process
 * @param counts of the monitor, if the image has one
 */
record ImageRun(
    int status,
    List<String> lastLines,
    String complaint,
    OptionalDouble seconds,
    Optional<RunCounts> counts) {

  /** So many lines are compared: before them stands what the system says while it boots. */
  static final int COMPARED = 3;

  /** Whether the guest did what it did in another run. */
  boolean isLike(ImageRun other) {
    return status == other.status && lastLines.equals(other.lastLines) && seconds.isPresent();
  }

  /** For a person to whom the difference to another run is to be explained. */
  String ending() {
    return "status %d%s%s"
        .formatted(
            status,
            lastLines.isEmpty() ? ", no output" : ", last line \"" + lastLines.getLast() + "\"",
            complaint.isEmpty() ? "" : ": " + complaint);
  }
}
