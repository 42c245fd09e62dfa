package dev.cubicle.trampolines.build.crossing;

import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.Target.Definition;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** How a function is reached from outside its cubicle. */
public final class FunctionUse {
  private final Definition definition;
  private final BitSet callers = new BitSet();
  private final Set<LinkUnit> users = new LinkedHashSet<>();
  private boolean called;
  private boolean escapes;

  FunctionUse(Definition definition) {
    this.definition = definition;
  }

  public Definition definition() {
    return definition;
  }

  /** Numbers of the cubicles that may call it. */
  public BitSet callers() {
    return (BitSet) callers.clone();
  }

  /** The objects that refer to it through a trampoline, in link order. */
  public Set<LinkUnit> users() {
    return users;
  }

  /** Whether code of another cubicle calls it by name. */
  public boolean called() {
    return called;
  }

  /** Whether its address is taken. */
  public boolean escapes() {
    return escapes;
  }

  void permit(BitSet cubicles) {
    callers.or(cubicles);
  }

  void call(LinkUnit user) {
    called = true;
    users.add(user);
  }

  void escape(LinkUnit user) {
    escapes = true;
    users.add(user);
  }
}
