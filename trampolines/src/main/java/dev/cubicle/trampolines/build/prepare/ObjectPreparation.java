package dev.cubicle.trampolines.build.prepare;

import dev.cubicle.trampolines.build.crossing.Crossings;
import dev.cubicle.trampolines.build.crossing.Redirect;
import dev.cubicle.trampolines.build.image.PlannedFunction;
import dev.cubicle.trampolines.build.link.LinkUnit;
import dev.cubicle.trampolines.build.link.ProvidedSymbols;
import dev.cubicle.trampolines.build.link.Resolution;
import dev.cubicle.trampolines.build.link.Target;
import dev.cubicle.trampolines.build.link.Target.Definition;
import dev.cubicle.trampolines.object.Group;
import dev.cubicle.trampolines.object.ObjectEditor;
import dev.cubicle.trampolines.object.Reference;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.object.Symbol.Binding;
import dev.cubicle.trampolines.object.Symbol.Visibility;
import java.util.HashMap;
import java.util.Map;

/**
 * Edits objects so that a linker which knows nothing of components and cubicles binds every name to
 * what was resolved, and every reference that leaves its cubicle to the trampoline.
 */
public final class ObjectPreparation {
  private final Resolution resolution;
  private final Crossings crossings;
  private final LinkNames names;

  public ObjectPreparation(Resolution resolution, Crossings crossings, LinkNames names) {
    this.resolution = resolution;
    this.crossings = crossings;
    this.names = names;
  }

  /** The object as it is linked. */
  public byte[] prepare(LinkUnit unit) {
    ObjectEditor editor = new ObjectEditor(unit.object());
    for (Symbol symbol : unit.object().symbols()) {
      resolution.target(unit, symbol).ifPresent(t -> bind(editor, unit, symbol, t));
    }
    crossings.functions().forEach(use -> expose(editor, unit, use.definition()));
    crossings.grants().forEach(grant -> expose(editor, unit, grant.data()));
    for (Group group : unit.object().groups()) {
      if (group.comdat() && group.signature().isLocal()) {
        // The linker goes by the name, and would drop the copies of other cubicles.
        editor.rename(
            group.signature(), "cubicle.%d.%s".formatted(unit.cubicle(), group.signature().name()));
      }
    }
    redirect(editor, unit);
    return editor.toBytes();
  }

  /** Trampolines, manifest and linker script name it. */
  private void expose(ObjectEditor editor, LinkUnit unit, Definition definition) {
    if (definition.unit() == unit && definition.symbol().isLocal()) {
      editor.rename(definition.symbol(), names.of(definition));
      editor.setBinding(definition.symbol(), Binding.GLOBAL);
      editor.setVisibility(definition.symbol(), Visibility.HIDDEN);
    }
  }

  private void bind(ObjectEditor editor, LinkUnit unit, Symbol symbol, Target target) {
    switch (target) {
      case Definition definition -> {
        editor.rename(symbol, names.of(definition));
        boolean bothCommon = symbol.isCommon() && definition.symbol().isCommon();
        boolean same = definition.unit() == unit && definition.symbol().equals(symbol);
        if (!same && !symbol.isUndefined() && !bothCommon) {
          editor.undefine(symbol);
        }
      }
      case Target.Nothing nothing -> editor.rename(symbol, names.ofNothing(symbol.name()));
      case Target.Provided provided -> {
        // What has a meaning to the linker may well be defined, __tls_get_addr for one.
        if (!symbol.isUndefined() && !ProvidedSymbols.ofLinker(provided.name())) {
          editor.undefine(symbol);
        }
      }
      case Target.TableBound bound -> {}
    }
  }

  private void redirect(ObjectEditor editor, LinkUnit unit) {
    Map<String, Symbol> trampolines = new HashMap<>();
    for (Redirect redirect : crossings.redirects().get(unit)) {
      String function = names.of(redirect.function());
      Symbol trampoline =
          trampolines.computeIfAbsent(
              redirect.pointer()
                  ? PlannedFunction.pointerTrampoline(function)
                  : PlannedFunction.callTrampoline(function),
              editor::addUndefined);
      Reference reference = redirect.reference();
      Relocation field = reference.relocation();
      // What remains is what the field needs because of where it stands in its instruction.
      long addend = field.addend() - reference.target().addend();
      if (field.index() == Relocation.NONE) {
        editor.addRelocation(
            reference.section(), new Relocation(field.offset(), field.type(), trampoline, addend));
      } else {
        editor.retarget(reference.section(), field.index(), trampoline, addend);
      }
    }
  }
}
