package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The checks that an image must pass before it runs: no untrusted code that could change its own
 * rights, nothing writable and executable, program headers, manifest, trampolines and gate as
 * docs/image.md describes them. Believes nothing that the image says of itself.
 */
public final class Verifier {
  private final List<ObjectFile> monitor;

  /** Takes gate and monitor as they are, apart from what can be told of any. */
  public Verifier() {
    this(List.of());
  }

  private Verifier(List<ObjectFile> monitor) {
    this.monitor = monitor;
  }

  /** Also holds gate and monitor of images against these objects, the ones that are shipped. */
  public static Verifier withMonitor(List<Path> objects) throws BadInputException {
    List<ObjectFile> monitor = new ArrayList<>();
    for (Path object : objects) {
      monitor.add(InputFile.readLoaded(object));
    }
    return new Verifier(List.copyOf(monitor));
  }

  /** Everything that is wrong with the image in a file; nothing for one that may run. */
  public List<Finding> verify(Path image) throws BadInputException {
    return verify(CubicleImage.read(image));
  }

  /** Everything that is wrong with an image; nothing for one that may run. */
  public List<Finding> verify(CubicleImage image) {
    Findings findings = new Findings(image);
    ExecutableMemory code = ExecutableMemory.of(image);
    List<Check> checks =
        List.of(
            new LoadCheck(),
            new SegmentCheck(),
            new UntrustedCodeCheck(code),
            new TrustedCodeCheck(code),
            new TrampolineCheck(code),
            new FunctionCheck(),
            new GrantCheck(),
            new TrapCheck());
    checks.forEach(check -> check.run(findings));
    if (!monitor.isEmpty()) {
      new MonitorCheck(monitor, code).run(findings);
    }
    return findings.all();
  }
}
