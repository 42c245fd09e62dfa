package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import java.util.Optional;

/**
 * Gate, monitor and trusted cubicles: everybody can jump into them, since keys do not stop fetches.
 * What loads PKRU must be followed by a check; SYSCALL must be meant as one (the filter's cookie
 * stops those who jump to it); nothing else is needed there.
 */
final class TrustedCodeCheck implements Check {
  private static final String START = "_start";

  private final ExecutableMemory code;

  TrustedCodeCheck(ExecutableMemory code) {
    this.code = code;
  }

  @Override
  public void run(Findings findings) {
    try (CodeReader reader = new CodeReader(findings.image())) {
      for (ExecutableMemory.Run run : code.runs()) {
        for (Hit hit : run.hits()) {
          long address = run.start() + hit.offset();
          if (!findings.isFull() && ExecutableMemory.isTrusted(findings.image(), address)) {
            checkHit(run, hit, address, reader, findings);
          }
        }
      }
    }
    checkEntry(findings);
  }

  private static void checkHit(
      ExecutableMemory.Run run, Hit hit, long address, CodeReader reader, Findings findings) {
    Optional<String> objection =
        switch (hit.pattern()) {
          case WRPKRU, XRSTOR ->
              GuardedCode.isGuarded(run.bytes(), hit)
                  ? Optional.empty()
                  : Optional.of("PKRU is not checked right behind it");
          case SYSCALL ->
              reader.isInstruction(run, hit)
                  ? Optional.empty()
                  : Optional.of("the monitor has no use for it there");
          default -> Optional.of("the monitor has no use for it");
        };
    objection.ifPresent(
        text ->
            findings.add(
                Finding.Kind.MONITOR,
                ExecutableMemory.owner(findings.manifest(), address).orElse(0),
                address,
                "%s: %s; %s",
                hit.pattern().text(),
                reader.explain(run, hit),
                text));
  }

  private static void checkEntry(Findings findings) {
    CubicleImage image = findings.image();
    long entry = image.entry();
    boolean inMonitor =
        image.manifest().segments().stream()
            .filter(segment -> segment.cubicle() == 0)
            .filter(Manifest.Segment::executable)
            .anyMatch(segment -> segment.holds(entry));
    boolean named =
        image.symbols().named(START).isEmpty()
            || image.symbols().named(START).stream().anyMatch(start -> start.address() == entry);
    if (!inMonitor || !named) {
      findings.add(
          Finding.Kind.MONITOR, entry, "the image does not start with the monitor's %s", START);
    }
  }
}
