package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import java.util.Comparator;
import java.util.List;

/**
 * The manifest's segments against the program headers: every page that is loaded belongs to exactly
 * one segment, every page of a segment is loaded, both with the same protection. One PT_LOAD may
 * hold many segments, since Linux takes 73 program headers at most.
 */
final class SegmentCheck implements Check {
  private static final long PAGE = 4096;

  @Override
  public void run(Findings findings) {
    List<Manifest.Segment> segments =
        findings.manifest().segments().stream().filter(row -> !row.threadLocal()).toList();
    for (int i = 0; i < segments.size(); i++) {
      checkRights(segments.get(i), findings);
      // The monitor's tables are made in this order.
      if (i > 0 && segments.get(i).start() < segments.get(i - 1).end()) {
        Manifest.Segment lower = segments.get(i - 1);
        findings.add(
            Finding.Kind.LAYOUT,
            segments.get(i).cubicle(),
            segments.get(i).start(),
            "the segment here overlaps %s's at 0x%x, or comes before it",
            name(findings, lower),
            lower.start());
      }
    }
    segments.forEach(segment -> checkLoaded(segment, findings));
    findings.image().loads().forEach(load -> checkClaimed(load, segments, findings));
    checkGate(findings);
    checkThreadLocal(findings);
  }

  private static String name(Findings findings, Manifest.Segment segment) {
    return findings.manifest().cubicles().get(segment.cubicle()).name();
  }

  private static void checkRights(Manifest.Segment segment, Findings findings) {
    if (segment.writable() && segment.executable()) {
      findings.add(
          Finding.Kind.WRITABLE_CODE,
          segment.cubicle(),
          segment.start(),
          "the segment here is writable and executable");
    }
    boolean trusted = findings.manifest().cubicles().get(segment.cubicle()).trusted();
    if (trusted && segment.writable() && segment.sharing() != Manifest.Sharing.PRIVATE) {
      findings.add(
          Finding.Kind.LAYOUT,
          segment.cubicle(),
          segment.start(),
          "trusted data is open to other cubicles");
    }
  }

  /** That the PT_LOADs hold all of a segment, and with its protection. */
  private static void checkLoaded(Manifest.Segment segment, Findings findings) {
    long covered = segment.start();
    List<ProgramHeader> loads =
        findings.image().loads().stream()
            .filter(load -> load.pageEnd() > segment.start() && load.pageStart() < segment.end())
            .sorted(Comparator.comparingLong(ProgramHeader::pageStart))
            .toList();
    for (ProgramHeader load : loads) {
      if (load.protection() != segment.protection()) {
        findings.add(
            Finding.Kind.LAYOUT,
            segment.cubicle(),
            segment.start(),
            "the segment is %s, but the PT_LOAD at 0x%x is %s",
            protection(segment.protection()),
            load.address(),
            protection(load.protection()));
      }
      if (load.pageStart() > covered) {
        break;
      }
      covered = Math.max(covered, load.pageEnd());
    }
    if (covered < segment.end()) {
      findings.add(
          Finding.Kind.LAYOUT,
          segment.cubicle(),
          covered,
          "nothing is loaded here, but the segment goes to 0x%x",
          segment.end());
    }
  }

  /** That every page of a PT_LOAD is some segment's. */
  private static void checkClaimed(
      ProgramHeader load, List<Manifest.Segment> segments, Findings findings) {
    long claimed = load.pageStart();
    for (Manifest.Segment segment : segments) {
      if (segment.start() > claimed) {
        break;
      }
      claimed = Math.max(claimed, segment.end());
    }
    if (claimed < load.pageEnd()) {
      findings.add(
          Finding.Kind.LAYOUT,
          claimed,
          "%d loaded pages from here on belong to no cubicle",
          (load.pageEnd() - claimed) / PAGE);
    }
  }

  private static void checkGate(Findings findings) {
    Manifest manifest = findings.manifest();
    long start = manifest.gateStart();
    long end = manifest.gateEnd();
    boolean inOne =
        start < end
            && manifest.segments().stream()
                .anyMatch(
                    segment ->
                        segment.holds(start)
                            && segment.holds(end - 1)
                            && segment.cubicle() == 0
                            && segment.executable()
                            && segment.sharing() == Manifest.Sharing.READ);
    if (!inOne) {
      findings.add(
          Finding.Kind.LAYOUT,
          start,
          "the gate, 0x%x to 0x%x, is not in one executable segment of the monitor's that everyone"
              + " may read",
          start,
          end);
    }
  }

  private static void checkThreadLocal(Findings findings) {
    // Behind the block lies the page that the thread pointer points to.
    long limit = (findings.manifest().threadLocal().memorySize() + PAGE - 1 & -PAGE) + PAGE;
    long previous = 0;
    for (Manifest.Segment segment : findings.manifest().segments()) {
      if (segment.threadLocal()) {
        if (segment.start() < previous || segment.end() > limit || segment.executable()) {
          findings.add(
              Finding.Kind.LAYOUT,
              segment.cubicle(),
              0,
              "its part of the TLS block, 0x%x to 0x%x, overlaps another's or leaves the block",
              segment.start(),
              segment.end());
        }
        previous = segment.end();
      }
    }
  }

  private static String protection(int bits) {
    return ((bits & Manifest.Segment.READ) != 0 ? "r" : "-")
        + ((bits & Manifest.Segment.WRITE) != 0 ? "w" : "-")
        + ((bits & Manifest.Segment.EXECUTE) != 0 ? "x" : "-");
  }
}
