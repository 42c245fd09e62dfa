package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.nio.file.Path;
import java.util.List;

/**
 * The checks that an image must pass before it runs: no untrusted code that could change its own
 * rights, nothing writable and executable, program headers, manifest, trampolines and gate as
 * docs/image.md describes them. Believes nothing that the image says of itself.
 */
public final class Verifier {
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
            new TrampolineCheck(),
            new FunctionCheck(),
            new GrantCheck(),
            new TrapCheck());
    checks.forEach(check -> check.run(findings));
    return findings.all();
  }
}
