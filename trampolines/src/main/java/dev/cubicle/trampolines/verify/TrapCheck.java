package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.Manifest;
import java.util.OptionalInt;

/** System calls that came as UD2: the monitor may mistake nothing else for one. */
final class TrapCheck implements Check {
  private static final short UD2 = 0x0b0f;

  @Override
  public void run(Findings findings) {
    for (Manifest.Trap trap : findings.manifest().traps()) {
      OptionalInt owner = ExecutableMemory.owner(findings.manifest(), trap.address());
      boolean holds =
          findings
              .image()
              .loaded(trap.address(), Short.BYTES)
              .map(bytes -> bytes.getShort() == UD2)
              .orElse(false);
      boolean trusted =
          owner.isPresent() && findings.manifest().cubicles().get(owner.getAsInt()).trusted();
      if (owner.isEmpty() || trusted || !holds) {
        findings.add(
            Finding.Kind.TRAP, trap.address(), "there is no UD2 of an untrusted cubicle here");
      }
    }
  }
}
