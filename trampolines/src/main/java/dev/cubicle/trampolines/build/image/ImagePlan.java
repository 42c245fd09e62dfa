package dev.cubicle.trampolines.build.image;

import java.util.List;

/**
 * Everything that the generated texts say. Order is the order in the image.
 *
 * @param cubicles by number; the first is the monitor
 * @param functions the function table
 * @param grants windows that are open for ever
 * @param tables of {@code __start_X}
 * @param entry row of the function to call first
 * @param maxThreads 1 to 64
 * @param pool bytes of the page pool
 */
public record ImagePlan(
    List<PlannedCubicle> cubicles,
    List<PlannedFunction> functions,
    List<PlannedGrant> grants,
    List<PlannedTrap> traps,
    List<SectionTable> tables,
    int entry,
    int maxThreads,
    long pool) {
  /** The object of the trampolines, relative to where ld runs. */
  public static final String TRAMPOLINES = "trampolines.o";

  /** The object of the manifest, relative to where ld runs. */
  public static final String MANIFEST = "manifest.o";
}
