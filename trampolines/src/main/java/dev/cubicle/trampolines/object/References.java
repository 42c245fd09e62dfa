package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.object.Reference.Kind;
import dev.cubicle.trampolines.object.Reference.Target;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Every reference of an object, classified: those that relocations make, and the addresses of
 * functions that code takes without one. (Within a section the assembler fills in {@code lea
 * f(%rip), %rdi} itself when {@code f} is static; so escape most static callbacks.)
 */
public final class References {
  private static final int DISPLACEMENT_SIZE = 4;
  private static final int LEA = 0x8d;

  private final ObjectFile object;
  private final FunctionMap functions;
  private final List<List<Reference>> bySection;

  private References(ObjectFile object) {
    this.object = object;
    functions = new FunctionMap(object);
    bySection =
        new ArrayList<>(Collections.nCopies(object.sections().size(), List.<Reference>of()));
  }

  /** Finds all references of an object. */
  public static References of(ObjectFile object) {
    References references = new References(object);
    try (InstructionSweep sweep = new InstructionSweep(references.functions)) {
      for (Section section : object.sections()) {
        references.bySection.set(section.index(), references.find(section, sweep));
      }
    }
    return references;
  }

  /**
   * The references that a section makes: first one for each of its relocations, in their order,
   * then those without relocation, in the order of their offsets.
   */
  public List<Reference> of(Section section) {
    return bySection.get(section.index());
  }

  /** All of them. */
  public List<Reference> all() {
    return bySection.stream().flatMap(List::stream).toList();
  }

  public FunctionMap functions() {
    return functions;
  }

  private List<Reference> find(Section section, InstructionSweep sweep) {
    List<Reference> found = new ArrayList<>();
    for (Relocation relocation : object.relocations(section)) {
      found.add(classify(section, relocation, sweep));
    }
    if (section.isCode()) {
      addResolved(section, sweep, found);
    }
    return List.copyOf(found);
  }

  private static Reference classify(
      Section section, Relocation relocation, InstructionSweep sweep) {
    RelocationType type = relocation.type();
    Kind kind;
    if (!section.isAllocated() || isUnwindTable(section)) {
      kind = Kind.METADATA;
    } else if (type.isThreadLocal()) {
      kind = Kind.THREAD_LOCAL;
    } else if (type.isAbsolute()) {
      kind = Kind.ADDRESS;
    } else if (section.isCode()) {
      return inCode(section, relocation, sweep);
    } else if (type.isGotSlot()) {
      kind = Kind.ADDRESS;
    } else if (type.isPcRelative()) {
      kind = Kind.JUMP_TABLE_OR_PC_RELATIVE_DATA;
    } else {
      kind = other(type);
    }
    return reference(section, relocation, kind, 0);
  }

  private static boolean isUnwindTable(Section section) {
    return section.name().equals(".eh_frame") || section.type() == Section.SHT_X86_64_UNWIND;
  }

  private static Kind other(RelocationType type) {
    return switch (type) {
      case R_X86_64_GOTOFF64, R_X86_64_PLTOFF64 -> Kind.ADDRESS;
      default -> Kind.OTHER;
    };
  }

  private static Reference inCode(Section section, Relocation relocation, InstructionSweep sweep) {
    RelocationType type = relocation.type();
    if (!type.isPcRelative() && !type.isGotSlot()) {
      return reference(section, relocation, other(type), 0);
    }
    int at = (int) relocation.offset();
    ByteBuffer code = section.contents();
    if (type.fieldSize() != DISPLACEMENT_SIZE) {
      return reference(section, relocation, shortOrLong(type, code, at), 0);
    }
    CodeField field = CodeField.at(code, at);
    Kind kind =
        switch (field.form()) {
          case BRANCH -> Kind.CALL;
          case INDIRECT_BRANCH -> type.isGotSlot() ? Kind.CALL : Kind.DATA;
          case LEA -> Kind.ADDRESS;
          case MEMORY -> type.isGotSlot() ? Kind.ADDRESS : Kind.DATA;
          case NONE -> type.isGotSlot() ? Kind.ADDRESS : Kind.JUMP_TABLE_OR_PC_RELATIVE_DATA;
        };
    int toEnd = field.form() == CodeField.Form.NONE ? 0 : DISPLACEMENT_SIZE;
    return reference(section, relocation, kind, toEnd + immediate(section, at, field, sweep));
  }

  /** Branches of 1 byte; distances of 8 bytes to the GOT or a function of the large model. */
  private static Kind shortOrLong(RelocationType type, ByteBuffer code, int at) {
    if (type != RelocationType.R_X86_64_PC8) {
      return Kind.ADDRESS;
    }
    int opcode = CodeField.byteAt(code, at - 1);
    boolean isBranch =
        opcode == 0xeb || (opcode >= 0x70 && opcode <= 0x7f) || (opcode >= 0xe0 && opcode <= 0xe3);
    return isBranch ? Kind.CALL : Kind.JUMP_TABLE_OR_PC_RELATIVE_DATA;
  }

  private static int immediate(Section section, int at, CodeField field, InstructionSweep sweep) {
    Set<Integer> sizes = field.immediateSizes();
    int first = sizes.iterator().next();
    if (sizes.size() == 1) {
      return first;
    }
    OptionalInt end = sweep.endAround(section, at);
    int size = end.orElse(0) - at - DISPLACEMENT_SIZE;
    return sizes.contains(size) ? size : first;
  }

  private static Reference reference(
      Section section, Relocation relocation, Kind kind, int toInstructionEnd) {
    return new Reference(
        section,
        relocation,
        kind,
        Target.of(relocation.symbol(), relocation.addend() + toInstructionEnd));
  }

  /** Addresses of functions that the assembler has filled in. */
  private void addResolved(Section section, InstructionSweep sweep, List<Reference> found) {
    Set<Integer> relocated = new HashSet<>();
    for (Relocation relocation : object.relocations(section)) {
      relocated.add((int) relocation.offset());
    }
    ByteBuffer code = section.contents();
    for (int at = 2; at <= code.limit() - DISPLACEMENT_SIZE; at++) {
      if (CodeField.byteAt(code, at - 2) == LEA
          && CodeField.isRipRelative(CodeField.byteAt(code, at - 1))
          && !relocated.contains(at)) {
        addResolved(section, at, at + DISPLACEMENT_SIZE + (long) code.getInt(at), sweep, found);
      }
    }
  }

  private void addResolved(
      Section section, int at, long offset, InstructionSweep sweep, List<Reference> found) {
    SectionOffset place = new SectionOffset(section.index(), offset);
    functions
        .startingAt(place)
        .filter(function -> isInstruction(section, at, sweep))
        .ifPresent(
            function -> {
              Relocation relocation =
                  new Relocation(at, RelocationType.R_X86_64_PC32, function, -DISPLACEMENT_SIZE);
              found.add(reference(section, relocation, Kind.ADDRESS, DISPLACEMENT_SIZE));
            });
  }

  /** Whether a LEA, with prefixes or without, ends behind the displacement there. */
  private static boolean isInstruction(Section section, int at, InstructionSweep sweep) {
    OptionalInt end = sweep.endAround(section, at);
    OptionalInt opcodeEnd = sweep.endAround(section, at - 2);
    return end.orElse(0) == at + DISPLACEMENT_SIZE && opcodeEnd.equals(end);
  }
}
