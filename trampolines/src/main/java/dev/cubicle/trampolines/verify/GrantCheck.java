package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.Manifest;

/** Permanent windows: only over the owner's own data, never over code or what is trusted. */
final class GrantCheck implements Check {
  @Override
  public void run(Findings findings) {
    for (Manifest.Grant grant : findings.manifest().grants()) {
      if (findings.manifest().cubicles().get(grant.owner()).trusted()) {
        findings.add(
            Finding.Kind.GRANT, grant.owner(), grant.start(), "a window opens trusted memory");
      }
      checkPages(grant, findings);
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
