package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.crossing.CubicleTable;
import dev.cubicle.trampolines.build.link.ComponentInput;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.Policy.Kind;
import dev.cubicle.trampolines.rewrite.Rewriter;
import dev.cubicle.trampolines.rewrite.RewrittenObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The components without what untrusted code may not hold. Only objects that are linked are
 * rewritten: what lies unused in an archive is nobody's concern.
 */
public final class RewrittenComponents {
  private final List<ComponentInput> inputs = new ArrayList<>();
  private final Map<ObjectFile, List<String>> traps = new IdentityHashMap<>();
  private final List<String> changes = new ArrayList<>();
  private final Map<String, Integer> states = new LinkedHashMap<>();
  private int calls;

  /**
   * @param resolution of the components as they came
   * @throws BadInputException for code that cannot be rewritten
   */
  public RewrittenComponents(
      Policy policy, CubicleTable cubicles, Resolution resolution, List<ComponentInput> components)
      throws BadInputException {
    for (ComponentInput component : components) {
      boolean trusted = cubicles.kind(component.cubicle()) == Kind.TRUSTED;
      inputs.add(trusted ? component : rewrite(policy, component, resolution));
    }
  }

  private RewrittenComponents(List<ComponentInput> components) {
    inputs.addAll(components);
  }

  /** The components as they came. */
  public static RewrittenComponents unchanged(List<ComponentInput> components) {
    return new RewrittenComponents(components);
  }

  /** The components as they are linked. */
  public List<ComponentInput> inputs() {
    return inputs;
  }

  /** Names of the UD2 instructions of an object that were SYSCALLs, as the object has them. */
  List<String> traps(ObjectFile object) {
    return traps.getOrDefault(object, List.of());
  }

  /** One line for everything that was rewritten. */
  public List<String> changes() {
    return List.copyOf(changes);
  }

  /** How many SYSCALL instructions became traps. */
  public int trapCount() {
    return traps.values().stream().mapToInt(List::size).sum();
  }

  /** How many SYSCALL instructions became calls. */
  public int callCount() {
    return calls;
  }

  /** How many of XSAVE and XRSTOR became FXSAVE and FXRSTOR, by component; none where none did. */
  public Map<String, Integer> legacyStates() {
    return Collections.unmodifiableMap(states);
  }

  private ComponentInput rewrite(Policy policy, ComponentInput component, Resolution resolution)
      throws BadInputException {
    Policy.Component rules = policy.components().get(component.name());
    Rewriter rewriter =
        new Rewriter(
            component.name(),
            rules.systemCallHandler(),
            rules.legacyState(),
            rules.stopFarTransfers());
    Map<ObjectFile, ObjectFile> rewritten = new IdentityHashMap<>();
    for (LinkUnit unit : resolution.units()) {
      if (unit.component() == component) {
        RewrittenObject result = rewriter.rewrite(unit.object());
        rewritten.put(unit.object(), result.object());
        traps.put(result.object(), result.traps());
        calls += result.calls();
        if (result.states() > 0) {
          states.merge(component.name(), result.states(), Integer::sum);
        }
        if (result.stopped() > 0) {
          changes.add(
              unit + ": far transfers and loads of FS and GS became INT3: " + result.stopped());
        }
        result.changes().forEach(c -> changes.add(unit + ": " + c));
      }
    }
    return new ComponentInput(
        component.name(),
        component.cubicle(),
        component.objects().stream().map(rewritten::get).toList(),
        component.members().stream().filter(rewritten::containsKey).map(rewritten::get).toList());
  }
}
