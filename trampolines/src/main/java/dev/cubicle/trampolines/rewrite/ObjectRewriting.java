package dev.cubicle.trampolines.rewrite;

import dev.cubicle.natives.capstone.Detail;
import dev.cubicle.natives.capstone.Disassembler;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.ObjectEditor;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.RelocationType;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The edits of one object, collected until all of its sections are done. */
final class ObjectRewriting implements AutoCloseable {
  private static final String CONSTANTS = "cubicle.constants";
  private static final String CONSTANTS_SECTION = ".rodata.cubicle.constants";
  private static final int CONSTANT_SIZE = 8;

  private final ObjectFile object;
  private final ObjectEditor editor;
  private final Map<SectionCode, LandingPlaces> landing = new HashMap<>();
  private final ByteArrayOutputStream constants = new ByteArrayOutputStream();
  private final List<ConstantUse> uses = new ArrayList<>();
  private final List<String> traps = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final Map<String, Symbol> externals = new HashMap<>();
  private Optional<Symbol> systemCallGate = Optional.empty();
  private int calls;
  private int states;
  private int stopped;

  private Optional<Disassembler> disassembler = Optional.empty();

  private record ConstantUse(Section section, Thunk.ConstantField field, int constant) {}

  ObjectRewriting(ObjectFile object) {
    this.object = object;
    editor = new ObjectEditor(object);
  }

  /** What is to be said of a place. */
  String text(Place place) {
    if (disassembler.isEmpty()) {
      disassembler = Optional.of(Disassembler.open(Detail.TEXT));
    }
    return place.text(disassembler.get());
  }

  LandingPlaces landing(SectionCode code) {
    return landing.computeIfAbsent(code, key -> LandingPlaces.of(object, key));
  }

  void trap(SectionCode code, int offset, String name) {
    editor.define(
        name,
        code.section(),
        offset,
        0,
        Symbol.Binding.GLOBAL,
        Symbol.Type.NOTYPE,
        Symbol.Visibility.HIDDEN);
    traps.add(name);
  }

  void changed(SectionCode code, OutOfLine.Change change, String text) {
    Section section = code.section();
    name("cubicle.rewritten." + changes.size(), section, change);
    for (Thunk.ConstantField field : change.thunk().constants()) {
      uses.add(new ConstantUse(section, field, constants.size()));
      constants.writeBytes(field.value());
      constants.writeBytes(new byte[CONSTANT_SIZE - field.value().length]);
    }
    changes.add(text);
  }

  /** So many of XSAVE and XRSTOR became FXSAVE and FXRSTOR. */
  void states(int count) {
    states += count;
  }

  /** So many far transfers became INT3. */
  void stopped(int count) {
    stopped += count;
  }

  /** A SYSCALL became a call. */
  void called(SectionCode code, OutOfLine.Change change) {
    name("cubicle.syscall." + calls++, code.section(), change);
  }

  private void name(String name, Section section, OutOfLine.Change change) {
    editor.define(
        name,
        section,
        change.thunkStart(),
        change.thunk().bytes().length,
        Symbol.Binding.LOCAL,
        Symbol.Type.FUNC,
        Symbol.Visibility.DEFAULT);
  }

  /** What stands in for SYSCALL in this object. */
  Symbol systemCallGate() {
    if (systemCallGate.isEmpty()) {
      systemCallGate = Optional.of(external(SystemCall.gate(VectorUse.isLow(object))));
    }
    return systemCallGate.get();
  }

  /** What the object means by a name that is not local to it. */
  Symbol external(String name) {
    return externals.computeIfAbsent(
        name,
        n ->
            object.symbols().stream()
                .filter(symbol -> !symbol.isLocal() && symbol.name().equals(n))
                .findFirst()
                .orElseGet(() -> editor.addUndefined(n)));
  }

  /** Nothing more will be changed in the section. */
  void finished(SectionCode code) {
    Section section = code.section();
    if (!code.isChanged()) {
      return;
    }
    editor.replaceContents(section, code.bytes());
    for (Relocation relocation : object.relocations(section)) {
      if (!code.holds(relocation)) {
        editor.removeRelocation(section, relocation.index());
      }
    }
    code.moved().forEach(relocation -> editor.addRelocation(section, relocation));
  }

  RewrittenObject finish() throws BadInputException {
    if (traps.isEmpty() && calls + states + stopped == 0 && changes.isEmpty()) {
      return new RewrittenObject(object, List.of(), 0, 0, 0, List.of());
    }
    if (!uses.isEmpty()) {
      addConstants();
    }
    return new RewrittenObject(
        editor.toObject(), List.copyOf(traps), calls, states, stopped, List.copyOf(changes));
  }

  private void addConstants() {
    Section section =
        editor.addSection(
            CONSTANTS_SECTION,
            Section.SHF_ALLOC,
            CONSTANT_SIZE,
            constants.toByteArray(),
            List.of());
    Symbol symbol =
        editor.define(
            CONSTANTS,
            section,
            0,
            constants.size(),
            Symbol.Binding.LOCAL,
            Symbol.Type.OBJECT,
            Symbol.Visibility.DEFAULT);
    for (ConstantUse use : uses) {
      editor.addRelocation(
          use.section(),
          new Relocation(
              use.field().offset(),
              RelocationType.R_X86_64_PC32,
              symbol,
              use.constant() - use.field().toEnd()));
    }
  }

  @Override
  public void close() {
    disassembler.ifPresent(Disassembler::close);
  }
}
