package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.link.LinkUnit;
import java.util.List;
import java.util.Map;

/**
 * What has to be done about references that leave their cubicle.
 *
 * @param functions that have a row in the function table
 * @param redirects by object
 * @param grants by the policy
 * @param bare references to data without a rule, which were let through
 * @param constructors whether the monitor is to run the constructors, since no component does
 */
public record Crossings(
    List<FunctionUse> functions,
    Map<LinkUnit, List<Redirect>> redirects,
    List<DataGrant> grants,
    List<BareReference> bare,
    boolean constructors) {}
