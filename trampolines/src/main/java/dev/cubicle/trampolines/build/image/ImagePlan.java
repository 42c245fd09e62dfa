package dev.cubicle.trampolines.build.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that the generated texts say. Order is the order in the image.
 *
 * @param cubicles by number; the first is the monitor
 * @param functions the function table
 * @param grants windows that are open for ever
 * @param tables of sections that have to lie one after the other
 * @param bounds names for bounds of what is laid out here
 * @param entry row of the function to call first
 * @param constructors whether the monitor is to run them
 * @param maxThreads 1 to 64
 * @param pool bytes of the page pool
 * @param gateVariant of the layout of the gate
 */
public record ImagePlan(
    List<PlannedCubicle> cubicles,
    List<PlannedFunction> functions,
    List<PlannedGrant> grants,
    List<PlannedTrap> traps,
    List<SectionTable> tables,
    Map<String, LaidOut> bounds,
    int entry,
    boolean constructors,
    int maxThreads,
    long pool,
    Variant gateVariant) {
  /** The object of the trampolines, relative to where ld runs. */
  public static final String TRAMPOLINES = "trampolines.o";

  /** The object of the manifest, relative to where ld runs. */
  public static final String MANIFEST = "manifest.o";

  /** The same with the layout of a cubicle changed. */
  public ImagePlan varyCubicle(int number) {
    List<PlannedCubicle> changed = new ArrayList<>(cubicles);
    PlannedCubicle cubicle = cubicles.get(number);
    changed.set(number, cubicle.with(cubicle.variant().next()));
    return with(changed, gateVariant);
  }

  /** The same with the layout of the gate changed. */
  public ImagePlan varyGate() {
    return with(cubicles, gateVariant.next());
  }

  private ImagePlan with(List<PlannedCubicle> otherCubicles, Variant otherGate) {
    return new ImagePlan(
        otherCubicles,
        functions,
        grants,
        traps,
        tables,
        bounds,
        entry,
        constructors,
        maxThreads,
        pool,
        otherGate);
  }
}
