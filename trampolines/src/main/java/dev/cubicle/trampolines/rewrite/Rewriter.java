package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.code.Pattern;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites the objects of one component. What a linker has yet to fill in is not looked at:
 * patterns that arise there are the verifier's, and laying out the image otherwise is the cure.
 */
public final class Rewriter {
  /** Pieces of one function that the linker puts together: nothing may stand behind them. */
  private static final Set<String> JOINED = Set.of(".init", ".fini");

  private final String component;
  private final Optional<String> handler;
  private final boolean legacyState;
  private final boolean stopFarTransfers;
  private int trapCount;

  /**
   * @param component its name, for messages and for the symbols of the traps
   * @param handler the function that SYSCALL instructions call instead, by a trap where a call is
   *     not possible; without one they are refused
   * @param legacyState whether XSAVE and XRSTOR become FXSAVE and FXRSTOR; else XRSTOR is refused
   */
  public Rewriter(String component, Optional<String> handler, boolean legacyState) {
    this(component, handler, legacyState, false);
  }

  /**
   * @param stopFarTransfers whether far transfers and loads of FS and GS become INT3; else they
   *     stay, for the verifier to refuse
   */
  public Rewriter(
      String component, Optional<String> handler, boolean legacyState, boolean stopFarTransfers) {
    this.legacyState = legacyState;
    this.stopFarTransfers = stopFarTransfers;
    this.component = component;
    this.handler = handler;
  }

  /**
   * The object without patterns; the same object if it holds none.
   *
   * @throws BadInputException for what cannot be rewritten, naming instruction, function and object
   */
  public RewrittenObject rewrite(ObjectFile object) throws BadInputException {
    try (ObjectRewriting rewriting = new ObjectRewriting(object)) {
      for (Section section : object.sections()) {
        if (section.isCode() && section.type() == Section.SHT_PROGBITS) {
          rewrite(object, section, rewriting);
        }
      }
      return rewriting.finish();
    }
  }

  private void rewrite(ObjectFile object, Section section, ObjectRewriting rewriting)
      throws BadInputException {
    SectionCode code = new SectionCode(object, section);
    if (legacyState) {
      replaceStateInstructions(object, code, rewriting);
    }
    if (stopFarTransfers) {
      rewriting.stopped(FarTransfers.stop(code));
    }
    List<Hit> hits = code.hits();
    while (!hits.isEmpty()) {
      Hit hit = hits.getFirst();
      List<InstructionRange> function = code.instructionsAround(hit.offset());
      List<InstructionRange> covering =
          function.stream()
              .filter(range -> range.start() < hit.end() && range.end() > hit.offset())
              .toList();
      Place place = new Place(object, code, hit, covering);
      if (covering.isEmpty() || covering.getLast().end() < hit.end()) {
        throw refused(
            rewriting, place, "which is no code that can be read: put data into a data section");
      }
      if (covering.size() == 1 && place.isInstruction()) {
        replaceInstruction(place, function, rewriting);
      } else if (JOINED.contains(section.name())) {
        throw refused(rewriting, place, "which cannot be rewritten in section " + section.name());
      } else {
        String text = rewriting.text(place);
        OutOfLine.Change change =
            new OutOfLine(code, rewriting.landing(code))
                .rewrite(hit, function)
                .orElseThrow(
                    () ->
                        refused(
                            rewriting,
                            place,
                            "which cannot be rewritten safely: compile %s otherwise (-O1, say)"
                                .formatted(object.name())));
        rewriting.changed(code, change, text);
      }
      List<Hit> left = code.hits();
      if (left.size() >= hits.size()) {
        throw refused(rewriting, place, "which remained when it was rewritten");
      }
      hits = left;
    }
    rewriting.finished(code);
  }

  private void replaceStateInstructions(
      ObjectFile object, SectionCode code, ObjectRewriting rewriting) throws BadInputException {
    StateInstructions.Replaced replaced = StateInstructions.replace(code);
    if (replaced.doubt().isPresent()) {
      throw new BadInputException(
          "component %s: %s: %s+0x%x may be XSAVE or XRSTOR, amid what is no code that can be read"
              .formatted(component, object, code.section().name(), replaced.doubt().getAsInt()));
    }
    rewriting.states(replaced.count());
  }

  private void replaceInstruction(
      Place place, List<InstructionRange> function, ObjectRewriting rewriting)
      throws BadInputException {
    if (place.hit().pattern() != Pattern.SYSCALL) {
      String cure =
          place.hit().pattern() == Pattern.XRSTOR && !legacyState
              ? "; for FXRSTOR instead, add xrstor-instructions = \"fxrstor\" to [components.%s] of the policy"
                  .formatted(component)
              : "";
      throw refused(rewriting, place, "and no component may execute that" + cure);
    }
    if (handler.isEmpty()) {
      throw refused(
          rewriting,
          place,
          "and cubicles make no system calls themselves: add syscall-instructions ="
              + " \"trap:FUNCTION\" to [components.%s] of the policy".formatted(component));
    }
    if (!JOINED.contains(place.code().section().name())) {
      Optional<OutOfLine.Change> call =
          new OutOfLine(place.code(), rewriting.landing(place.code()))
              .replace(
                  place.covering().getFirst(),
                  SystemCall.fragment(
                      rewriting.systemCallGate(), rewriting.external(handler.get())),
                  function);
      if (call.isPresent()) {
        rewriting.called(place.code(), call.get());
        return;
      }
    }
    trap(place, rewriting);
  }

  private void trap(Place place, ObjectRewriting rewriting) {
    InstructionRange range = place.covering().getFirst();
    byte[] trap = new byte[range.length()];
    Arrays.fill(trap, (byte) 0x90);
    int ud2 = trap.length - 2;
    trap[ud2] = 0x0f;
    trap[ud2 + 1] = 0x0b;
    place.code().patch(range.start(), trap);
    place.code().freeze(range.start(), range.end());
    rewriting.trap(
        place.code(), range.start() + ud2, "cubicle.trap.%s.%d".formatted(component, trapCount++));
  }

  private BadInputException refused(ObjectRewriting rewriting, Place place, String reason) {
    return new BadInputException(
        "component %s: %s: %s, %s"
            .formatted(component, place.object(), rewriting.text(place), reason));
  }
}
