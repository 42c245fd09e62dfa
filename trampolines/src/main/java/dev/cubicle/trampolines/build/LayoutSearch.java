package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.image.ImagePlan;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.rewrite.ImageRewriter;
import dev.cubicle.trampolines.verify.Finding;
import dev.cubicle.trampolines.verify.Verifier;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;

/**
 * Links until the verifier has nothing to say: distances that the linker fills in may look like
 * instructions that no cubicle may hold. Those that do are moved within the image; where that
 * cannot be done, the image is laid out otherwise.
 */
final class LayoutSearch {
  /** Of a large cubicle's layouts, one in a few would be good if nothing could be moved. */
  private static final int MOST_LAYOUTS = 64;

  /**
   * Of the monitor's, nearly all are; it may as well be a trusted cubicle's own code that is bad,
   * or a far transfer that is meant as one.
   */
  private static final int MOST_LAYOUTS_OF_OTHERS = 8;

  private final Workshop workshop;
  private final CubicleTable cubicles;

  LayoutSearch(Workshop workshop, CubicleTable cubicles) {
    this.workshop = workshop;
    this.cubicles = cubicles;
  }

  /**
   * What came of it.
   *
   * @param warnings of ld
   * @param moved instructions that were moved
   * @param layouts that were tried
   */
  record Outcome(ImagePlan plan, List<String> warnings, int moved, int layouts) {}

  /** Links once, whatever comes of it. */
  Outcome first(ImagePlan plan) throws BadInputException, IOException, InterruptedException {
    return new Outcome(plan, workshop.link(plan), 0, 1);
  }

  Outcome search(ImagePlan first) throws BadInputException, IOException, InterruptedException {
    ImagePlan plan = first;
    for (int layouts = 1; ; layouts++) {
      List<String> warnings = workshop.link(plan);
      int moved = ImageRewriter.rewrite(workshop.image());
      CubicleImage image = CubicleImage.read(workshop.image());
      List<Finding> findings = new Verifier().verify(image);
      if (findings.isEmpty()) {
        return new Outcome(plan, warnings, moved, layouts);
      }
      boolean curable = findings.stream().allMatch(LayoutSearch::dependsOnLayout);
      boolean distances = findings.stream().allMatch(f -> f.kind() == Finding.Kind.SENSITIVE_CODE);
      if (!curable || layouts == (distances ? MOST_LAYOUTS : MOST_LAYOUTS_OF_OTHERS)) {
        throw refused(findings, layouts);
      }
      plan = vary(plan, image, findings);
    }
  }

  private static boolean dependsOnLayout(Finding finding) {
    return switch (finding.kind()) {
      case SENSITIVE_CODE, FAR_TRANSFER, MONITOR -> finding.address() != 0;
      case WRITABLE_CODE, LAYOUT, TRAMPOLINE, FUNCTION, GRANT, TRAP -> false;
    };
  }

  private ImagePlan vary(ImagePlan plan, CubicleImage image, List<Finding> findings) {
    BitSet touched = new BitSet();
    boolean gate = false;
    for (Finding finding : findings) {
      long address = finding.address();
      if (address >= image.manifest().gateStart() && address < image.manifest().gateEnd()) {
        gate = true;
      } else {
        finding.cubicle().ifPresent(name -> touched.or(numbers(name)));
      }
    }
    ImagePlan varied = gate ? plan.varyGate() : plan;
    for (int number : touched.stream().toArray()) {
      varied = varied.varyCubicle(number);
    }
    return varied;
  }

  private BitSet numbers(String name) {
    BitSet numbers = new BitSet();
    for (int number = 0; number < cubicles.size(); number++) {
      numbers.set(number, cubicles.name(number).equals(name));
    }
    return numbers;
  }

  private static BadInputException refused(List<Finding> findings, int layouts) {
    int more = findings.size() - 1;
    return new BadInputException(
        "the image would not pass verification: "
            + findings.getFirst().line()
            + (more == 0 ? "" : "; and %d more findings".formatted(more))
            + (layouts == 1 ? "" : " (%d layouts were tried)".formatted(layouts)));
  }
}
