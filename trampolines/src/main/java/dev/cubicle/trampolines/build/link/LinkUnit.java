package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.object.Group;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.util.BitSet;
import java.util.List;

/** An object that is part of the image. Compared by identity. */
public final class LinkUnit {
  private final ComponentInput component;
  private final ObjectFile object;
  private final BitSet dropped = new BitSet();

  LinkUnit(ComponentInput component, ObjectFile object) {
    this.component = component;
    this.object = object;
  }

  public ComponentInput component() {
    return component;
  }

  /** The number of its cubicle. */
  public int cubicle() {
    return component.cubicle();
  }

  public ObjectFile object() {
    return object;
  }

  /** Its name without directories: {@code libfoo.a(bar.o)}. */
  public String shortName() {
    String file = object.name().file().getFileName().toString();
    return object.name().member().map(m -> file + "(" + m + ")").orElse(file);
  }

  /** The sections that are linked. */
  public List<Section> sections() {
    return object.sections().stream().filter(s -> !isDropped(s.index())).toList();
  }

  /** Whether the section is a copy of one that is linked already. */
  public boolean isDropped(int section) {
    return dropped.get(section);
  }

  /** Whether the symbol is defined here, by what is linked. */
  public boolean defines(Symbol symbol) {
    return switch (symbol.placement()) {
      case UNDEFINED -> false;
      case SECTION -> !isDropped(symbol.section());
      case ABSOLUTE, COMMON, LARGE_COMMON -> true;
    };
  }

  void drop(Group group) {
    group.members().forEach(dropped::set);
  }

  @Override
  public String toString() {
    return component.name() + ": " + shortName();
  }
}
