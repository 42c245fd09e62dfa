package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Permanent windows: only over the owner's own data, never over code or what is trusted. */
final class GrantCheck implements Check {
  @Override
  public void run(Findings findings) {
    Map<List<Integer>, Manifest.Grant> windows = new HashMap<>();
    for (Manifest.Grant grant : findings.manifest().grants()) {
      Manifest.Grant first =
          windows.computeIfAbsent(List.of(grant.owner(), grant.window()), _ -> grant);
      if (first.write() != grant.write() || !first.to().equals(grant.to())) {
        findings.add(
            Finding.Kind.GRANT,
            grant.owner(),
            grant.start(),
            "window %d is said to be open in two ways",
            grant.window());
      }
      if (findings.manifest().cubicles().get(grant.owner()).trusted()) {
        findings.add(
            Finding.Kind.GRANT, grant.owner(), grant.start(), "a window opens trusted memory");
      }
      if (grant.part() == Manifest.GrantPart.RANGE) {
        checkPages(grant, findings);
      }
    }
  }

  private static void checkPages(Manifest.Grant grant, Findings findings) {
    long covered = grant.start();
    for (Manifest.Segment segment : findings.manifest().segments()) {
      boolean open =
          segment.cubicle() == grant.owner()
              && !segment.threadLocal()
              && !segment.executable()
              && (segment.writable() || !grant.write());
      if (open && segment.start() <= covered && segment.end() > covered) {
        covered = segment.end();
      }
    }
    if (covered < grant.end()) {
      findings.add(
          Finding.Kind.GRANT,
          grant.owner(),
          covered,
          "the window from 0x%x to 0x%x opens more than this cubicle's data",
          grant.start(),
          grant.end());
    }
  }
}
