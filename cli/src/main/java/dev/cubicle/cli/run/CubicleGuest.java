package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.tracing.statistics.CubicleStatistics;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.report.StatisticsBlock;
import dev.cubicle.trampolines.report.Violation;
import dev.cubicle.trampolines.verify.Finding;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A guest that is a cubicle image: checked before it runs, explained afterwards. */
final class CubicleGuest {

  /** More findings than these are for {@code ./cubicle verify}. */
  private static final int SHOWN = 10;

  private final String guest;
  private final CubicleImage image;

  private CubicleGuest(String guest, CubicleImage image) {
    this.guest = guest;
    this.image = image;
  }

  /**
   * The image in a file; empty if the file is something else.
   *
   * @throws UsageException if it is a damaged one
   */
  static Optional<CubicleGuest> of(String guest, Path file) throws UsageException {
    if (!CubicleImage.isCubicleImage(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new CubicleGuest(guest, CubicleImage.read(file)));
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Whether the verifier lets the image run; tells why not. */
  boolean passes(Host host) {
    final List<Finding> findings = MonitorObjects.installed().verifier().verify(image);
    findings.stream().limit(SHOWN).forEach(finding -> host.err().print(finding.line() + "\n"));
    if (!findings.isEmpty()) {
      host.complain(
          "%s: refused by the verifier: %d %s%s"
              .formatted(
                  guest,
                  findings.size(),
                  findings.size() == 1 ? "finding" : "findings",
                  findings.size() > SHOWN ? "; ./cubicle verify shows all" : ""));
    }
    return findings.isEmpty();
  }

  CubicleImage image() {
    return image;
  }

  /** What the guest was stopped for; nothing if it was not, or cannot be read. */
  Optional<Violation> violation(MonitorChannel channel) {
    try {
      return reported(channel);
    } catch (BadInputException _) {
      return Optional.empty();
    }
  }

  private Optional<Violation> reported(MonitorChannel channel) throws BadInputException {
    final Optional<byte[]> written = channel.written(MonitorChannel.REPORT);
    return written.isEmpty()
        ? Optional.empty()
        : Violation.read(ByteBuffer.wrap(written.get()), image.manifest());
  }

  /** Adds names to the report of a violation that the monitor has printed. */
  void explainViolation(MonitorChannel channel, Host host) {
    try {
      reported(channel)
          .ifPresent(violation -> host.err().print(ViolationNames.lines(violation, image)));
      host.err().flush();
    } catch (BadInputException e) {
      host.complain(e.getMessage());
    }
  }

  /** Watches what passes between its cubicles, as far as that is asked for. */
  CrossingWatch crossings(RunRequest request) throws UsageException {
    return CrossingWatch.of(image, request);
  }

  /** What the monitor counted; nothing, with a complaint, if it could not tell. */
  Optional<CubicleStatistics> statistics(MonitorChannel channel, Host host) {
    final Optional<byte[]> written = channel.written(MonitorChannel.STATISTICS);
    if (written.isEmpty()) {
      host.complain("the monitor's counts are missing: the guest did not come to its own end");
      return Optional.empty();
    }
    try {
      final StatisticsBlock block =
          StatisticsBlock.read(ByteBuffer.wrap(written.get()), image.manifest());
      return Optional.of(MonitorCounts.of(block, image.manifest()));
    } catch (BadInputException e) {
      host.complain(e.getMessage());
      return Optional.empty();
    }
  }
}
