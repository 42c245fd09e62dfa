package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.object.Symbol.Binding;
import dev.cubicle.trampolines.object.Symbol.Placement;
import dev.cubicle.trampolines.object.Symbol.Type;
import dev.cubicle.trampolines.object.Symbol.Visibility;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Changes an object. What is not changed stays as it is: the sections' order, indexes, contents and
 * flags, groups, unwind tables, debug information. Symbols are written locals first, otherwise in
 * their order; the string tables are written anew. The same edits give the same bytes.
 *
 * <p>Sections, symbols and relocations are those of the object being edited, or what {@link
 * #addUndefined}, {@link #define} and {@link #addSection} return, whose indexes are provisional;
 * they go on meaning the same thing whatever has been changed about it. Anything else is an {@link
 * IllegalArgumentException}, as is an offset outside its section.
 */
public final class ObjectEditor {
  private final ObjectFile object;
  private final List<EditedSection> sections = new ArrayList<>();
  private final List<Symbol> symbols;

  public ObjectEditor(ObjectFile object) {
    this.object = object;
    for (Section section : object.sections()) {
      sections.add(new EditedSection(section, object.relocations(section)));
    }
    symbols = new ArrayList<>(object.symbols());
  }

  /** The symbol as edited so far. */
  public Symbol current(Symbol symbol) {
    return symbols.get(known(symbol));
  }

  public void rename(Symbol symbol, String name) {
    symbols.set(known(symbol), current(symbol).withName(name));
  }

  /** Making a symbol local or global moves it in the symbol table. */
  public void setBinding(Symbol symbol, Binding binding) {
    if (binding == Binding.LOCAL && !current(symbol).isInSection()) {
      throw new IllegalArgumentException(symbol + " is not defined in a section");
    }
    symbols.set(known(symbol), current(symbol).withBinding(binding));
  }

  public void setVisibility(Symbol symbol, Visibility visibility) {
    symbols.set(known(symbol), current(symbol).withVisibility(visibility));
  }

  /** Turns a definition into a reference to a definition elsewhere; local ones become global. */
  public void undefine(Symbol symbol) {
    Symbol now = current(symbol);
    Binding binding = now.isLocal() ? Binding.GLOBAL : now.binding();
    symbols.set(known(symbol), now.at(Placement.UNDEFINED, 0, 0).withBinding(binding));
  }

  /** Defines an undefined or common symbol, or moves a definition. */
  public void place(Symbol symbol, Section section, long offset) {
    edited(section);
    symbols.set(known(symbol), current(symbol).at(Placement.SECTION, section.index(), offset));
  }

  /** A new global symbol that is defined elsewhere. */
  public Symbol addUndefined(String name) {
    return add(
        new Symbol(
            symbols.size(),
            name,
            0,
            0,
            Binding.GLOBAL,
            Type.NOTYPE,
            Visibility.DEFAULT,
            Placement.UNDEFINED,
            0));
  }

  /** A new symbol for a place in a section. */
  public Symbol define(
      String name,
      Section section,
      long offset,
      long size,
      Binding binding,
      Type type,
      Visibility visibility) {
    edited(section);
    return add(
        new Symbol(
            symbols.size(),
            name,
            offset,
            size,
            binding,
            type,
            visibility,
            Placement.SECTION,
            section.index()));
  }

  private Symbol add(Symbol symbol) {
    symbols.add(symbol);
    return symbol;
  }

  /**
   * Lets a field refer to something else.
   *
   * @param relocation number {@link Relocation#index} of the section's relocations
   */
  public void retarget(Section section, int relocation, Symbol symbol, long addend) {
    Relocation old = edited(section).relocations.get(relocation);
    replaceRelocation(section, relocation, old.type(), symbol, addend);
  }

  /** As {@link #retarget}, with another type; the fields' sizes must agree. */
  public void replaceRelocation(
      Section section, int relocation, RelocationType type, Symbol symbol, long addend) {
    known(symbol);
    List<Relocation> relocations = edited(section).relocations;
    Relocation old = relocations.get(relocation);
    if (old.type().fieldSize() != type.fieldSize()) {
      throw new IllegalArgumentException(type + " cannot replace " + old.type());
    }
    relocations.set(relocation, new Relocation(relocation, old.offset(), type, symbol, addend));
  }

  /**
   * Leaves a field as it is.
   *
   * @param relocation number {@link Relocation#index} of the section's relocations
   */
  public void removeRelocation(Section section, int relocation) {
    List<Relocation> relocations = edited(section).relocations;
    long offset = relocations.get(relocation).offset();
    // It stays in the table, so that the numbers of the others go on meaning the same.
    relocations.set(
        relocation,
        new Relocation(
            relocation, offset, RelocationType.R_X86_64_NONE, object.symbols().getFirst(), 0));
  }

  /** Lets the linker fill in a field that it did not fill in so far. */
  public void addRelocation(Section section, Relocation relocation) {
    known(relocation.symbol());
    EditedSection edited = edited(section);
    edited.check(relocation.offset(), relocation.type().fieldSize());
    edited.added.add(relocation);
  }

  /** Overwrites bytes of a section in place. */
  public void patch(Section section, long offset, byte[] bytes) {
    EditedSection edited = edited(section);
    edited.check(offset, bytes.length);
    System.arraycopy(bytes, 0, edited.ownBytes(), (int) offset, bytes.length);
  }

  /**
   * Gives a section other contents, at least as long as the old ones. Whatever referred to an
   * offset in the section goes on referring to the same offset: code may be changed in place, and
   * what is new stands behind the old end.
   */
  public void replaceContents(Section section, byte[] contents) {
    EditedSection edited = edited(section);
    if (edited.section.type() == Section.SHT_NOBITS
        || contents.length < edited.contents().remaining()) {
      throw new IllegalArgumentException(section + " would lose contents");
    }
    edited.contents = ByteBuffer.wrap(contents.clone());
    edited.isOwn = true;
  }

  /** Bytes of the section as edited so far: what would be appended begins there. */
  public long size(Section section) {
    EditedSection edited = edited(section);
    return edited.section.type() == Section.SHT_NOBITS
        ? edited.section.size()
        : edited.contents().remaining();
  }

  /**
   * A new section behind the others.
   *
   * @param flags SHF_ constants
   * @param alignment a power of two
   */
  public Section addSection(
      String name, long flags, long alignment, byte[] contents, List<Relocation> relocations) {
    if (alignment < 1 || Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("no power of two: " + alignment);
    }
    Section section =
        new Section(
            sections.size(),
            name,
            Section.SHT_PROGBITS,
            flags,
            contents.length,
            alignment,
            0,
            0,
            0,
            OptionalInt.empty(),
            ByteBuffer.wrap(contents.clone()).asReadOnlyBuffer());
    sections.add(new EditedSection(section, List.of()));
    relocations.forEach(relocation -> addRelocation(section, relocation));
    return section;
  }

  public void rename(Section section, String name) {
    edited(section).name = name;
  }

  /** Changes SHF_ constants; group membership stays as it is. */
  public void setFlags(Section section, long flags) {
    edited(section).flags = flags;
  }

  /** The edited object's bytes. */
  public byte[] toBytes() {
    return new ElfWriter(object, sections, symbols).write();
  }

  /** The edited object, read again: with its final indexes. */
  public ObjectFile toObject() throws BadInputException {
    return ObjectFile.parse(object.name(), toBytes());
  }

  private EditedSection edited(Section section) {
    if (section.index() <= 0
        || section.index() >= sections.size()
        || !sections.get(section.index()).section.equals(section)) {
      throw new IllegalArgumentException(section + " is not a section of " + object);
    }
    return sections.get(section.index());
  }

  private int known(Symbol symbol) {
    if (symbol.index() < 0 || symbol.index() >= symbols.size()) {
      throw new IllegalArgumentException(symbol + " is not a symbol of " + object);
    }
    return symbol.index();
  }
}
