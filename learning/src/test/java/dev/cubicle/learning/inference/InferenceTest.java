package dev.cubicle.learning.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.learning.observation.Explanation;
import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.Part;
import dev.cubicle.learning.observation.Sighting;
import dev.cubicle.learning.observation.Subject;
import dev.cubicle.trampolines.dwarf.FunctionType;
import dev.cubicle.trampolines.dwarf.ParameterKind;
import dev.cubicle.trampolines.dwarf.ParameterKind.Target;
import dev.cubicle.trampolines.dwarf.ParameterLocation.IntegerRegister;
import dev.cubicle.trampolines.dwarf.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class InferenceTest {
  private static final List<String> CUBICLES = List.of("monitor", "app", "store", "disk");
  private static final int APP = 1;
  private static final int STORE = 2;
  private static final int DISK = 3;

  private static final ParameterKind BYTES = new ParameterKind.Pointer(Target.BYTES, 0, false);
  private static final ParameterKind STRING = new ParameterKind.Pointer(Target.CHARACTER, 1, true);
  private static final ParameterKind OBJECT = new ParameterKind.Pointer(Target.OBJECT, 48, false);
  private static final ParameterKind INT = new ParameterKind.Number(4);
  private static final ParameterKind LONG = new ParameterKind.Number(8);

  /**
   * {@code put(int, void *, size_t, long)}, {@code open(const char *)}, {@code stat(struct s *)}.
   */
  private static final List<FunctionRow> FUNCTIONS =
      List.of(
          function("put", INT, BYTES, LONG, LONG),
          function("open", STRING),
          function("stat", OBJECT));

  /** Rules of {@code put}'s buffer: parameter 3, 4, 1, and products. */
  private static final long THIRD = 1;

  private static final long FOURTH = 1 << 1;
  private static final long FIRST = 1 << 2;

  private static FunctionRow function(String name, ParameterKind... kinds) {
    return FunctionRow.of(
        name,
        STORE,
        new FunctionType(
            new Signature(kinds.length, 0, 0, false, Signature.Result.VOID),
            IntStream.range(0, kinds.length)
                .mapToObj(i -> new IntegerRegister(i))
                .map(dev.cubicle.trampolines.dwarf.ParameterLocation.class::cast)
                .toList(),
            Arrays.asList(kinds)));
  }

  private static Observation observation(
      int accessor,
      int owner,
      Part part,
      String symbol,
      boolean write,
      Optional<Explanation> explanation,
      long extent,
      long... exact) {
    return new Observation(
        new Subject(accessor, owner, part, symbol, write, false, explanation),
        new Sighting(0x401000, 0x500000, 8, List.of(0)),
        3,
        1,
        extent,
        exact);
  }

  private static Optional<Explanation> by(int function, int parameter, long rules, boolean deep) {
    return Optional.of(new Explanation(function, parameter, rules, deep));
  }

  private static Lesson learn(Observation... observations) {
    return Inference.of(
        List.of(observations), CUBICLES, FUNCTIONS, subject -> !subject.symbol().isEmpty());
  }

  @Test
  void theRuleThatCoversAllIsChosen() {
    final Lesson lesson =
        learn(
            observation(
                STORE, APP, Part.HEAP, "", false, by(0, 2, THIRD | FOURTH, false), 100, 5, 0, 0),
            observation(STORE, APP, Part.STACK, "", false, by(0, 2, THIRD | FIRST, false), 8, 1));
    assertEquals(1, lesson.grants().size());
    final Grant.Window window = (Grant.Window) lesson.grants().getFirst();
    assertEquals("put", window.function());
    assertEquals(2, window.parameter());
    assertEquals("\"parameter 3\"", window.size());
    assertEquals(2, window.reasons().size());
  }

  @Test
  void amongRulesThatCoverAllTheExactOneIsChosen() {
    final Lesson lesson =
        learn(
            observation(
                STORE, APP, Part.HEAP, "", true, by(0, 2, THIRD | FOURTH, false), 64, 1, 7, 0));
    assertEquals("\"parameter 4\"", ((Grant.Window) lesson.grants().getFirst()).size());
  }

  @Test
  void addressesMayBePassedAsNumbers() {
    final FunctionRow call = function("call", LONG, INT, LONG);
    assertTrue(call.parameters().get(0).pointer());
    assertTrue(!call.parameters().get(1).pointer());
    assertEquals(
        List.of(
            "\"parameter 2\"", "\"parameter 3\"", "\"string\"", "\"parameter 2 * parameter 3\""),
        call.parameters().get(0).rules().stream()
            .map(dev.cubicle.learning.observation.SizeRule::text)
            .toList());
  }

  @Test
  void accessAndScopeAreNoMoreThanNeeded() {
    final Grant.Window read =
        (Grant.Window)
            learn(observation(STORE, APP, Part.HEAP, "", false, by(1, 1, 1, false), 4, 1))
                .grants()
                .getFirst();
    assertEquals(List.of(false, false), List.of(read.write(), read.deep()));
    assertEquals("\"string\"", read.size());
    final Grant.Window deep =
        (Grant.Window)
            learn(
                    observation(STORE, APP, Part.HEAP, "", false, by(0, 2, 1, false), 4, 1),
                    observation(DISK, APP, Part.HEAP, "", true, by(0, 2, 1, true), 4, 1))
                .grants()
                .getFirst();
    assertEquals(List.of(true, true), List.of(deep.write(), deep.deep()));
  }

  @Test
  void whatIsWrittenIsNoString() {
    final Lesson lesson =
        learn(observation(STORE, APP, Part.HEAP, "", true, by(1, 1, 1, false), 24, 1));
    assertEquals("24", ((Grant.Window) lesson.grants().getFirst()).size());
  }

  @Test
  void structuresHaveTheirSize() {
    final Lesson lesson =
        learn(observation(STORE, APP, Part.STACK, "", true, by(2, 1, 1, false), 40, 0));
    assertEquals("48", ((Grant.Window) lesson.grants().getFirst()).size());
  }

  @Test
  void whatNoWindowCoversIsOpenedAsAWhole() {
    final Lesson lesson =
        learn(
            observation(STORE, APP, Part.HEAP, "", false, by(0, 2, THIRD, false), 1 << 20, 1),
            observation(STORE, APP, Part.STACK, "", true, by(0, 2, 0, false), 60000));
    assertEquals(2, lesson.grants().size());
    assertEquals("\"parameter 3\"", ((Grant.Window) lesson.grants().getFirst()).size());
    final Grant.Memory memory = (Grant.Memory) lesson.grants().getLast();
    assertEquals("app", memory.owner());
    assertEquals(Part.STACK, memory.part());
    assertTrue(memory.write());
  }

  @Test
  void variablesAreOpenedOneByOneAndForReadingWhereThatIsEnough() {
    final Lesson lesson =
        learn(
            observation(STORE, APP, Part.DATA, "table", false, Optional.empty(), 0),
            observation(DISK, APP, Part.DATA, "table", true, Optional.empty(), 0),
            observation(DISK, APP, Part.DATA, "table", false, Optional.empty(), 0));
    final Grant.Data readers = (Grant.Data) lesson.grants().getFirst();
    final Grant.Data writers = (Grant.Data) lesson.grants().getLast();
    assertEquals(new TreeSet<>(List.of("store")), readers.to());
    assertEquals(new TreeSet<>(List.of("disk")), writers.to());
    assertEquals(List.of(false, true), List.of(readers.write(), writers.write()));
  }

  @Test
  void aLargerGrantThatIsNeededMakesSmallerOnesSuperfluous() {
    final Lesson lesson =
        learn(
            observation(STORE, APP, Part.HEAP, "", true, Optional.empty(), 0),
            observation(STORE, APP, Part.HEAP, "", false, by(0, 2, THIRD, false), 8, 1));
    assertEquals(1, lesson.grants().size());
    assertTrue(lesson.grants().getFirst() instanceof Grant.Memory);
  }

  @Test
  void codeAndWritesToConstantsAreTold() {
    final Lesson lesson =
        learn(
            observation(STORE, APP, Part.CODE, "main", false, Optional.empty(), 0),
            observation(STORE, APP, Part.CONSTANTS, "", true, Optional.empty(), 0));
    assertEquals(List.of(), lesson.grants());
    assertEquals(2, lesson.uncovered().size());
  }

  @Provide
  Arbitrary<List<Observation>> observations() {
    final Arbitrary<Optional<Explanation>> explanations =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.longs().between(0, 7),
                Arbitraries.of(true, false))
            .as(
                (function, rules, deep) ->
                    by(function, function == 0 ? 2 : 1, rules & (function == 0 ? 7 : 1), deep))
            .injectNull(0.3)
            .map(e -> e == null ? Optional.empty() : e);
    return Combinators.combine(
            Arbitraries.integers().between(APP, DISK),
            Arbitraries.integers().between(APP, DISK),
            Arbitraries.of(Part.class),
            Arbitraries.of("", "table"),
            Arbitraries.of(true, false),
            explanations,
            Arbitraries.longs().between(1, 200_000))
        .as(
            (accessor, owner, part, symbol, write, explanation, extent) ->
                observation(
                    accessor,
                    owner,
                    part,
                    part == Part.DATA || part == Part.CONSTANTS ? symbol : "",
                    write,
                    explanation,
                    extent,
                    1,
                    0,
                    0))
        .list()
        .ofMaxSize(12);
  }

  /**
   * Whether a grant allows what was observed: by its own words, not by what it was learned from.
   */
  private static boolean allows(Grant grant, Observation observation) {
    final Subject subject = observation.subject();
    final String accessor = CUBICLES.get(subject.accessor());
    final String owner = CUBICLES.get(subject.owner());
    return switch (grant) {
      case Grant.Memory memory ->
          memory.owner().equals(owner)
              && memory.part() == subject.part()
              && memory.to().contains(accessor)
              && (memory.write() || !subject.write());
      case Grant.Data data ->
          data.owner().equals(owner)
              && data.symbol().equals(subject.symbol())
              && data.to().contains(accessor)
              && (data.write() || !subject.write());
      case Grant.Window window -> {
        final Optional<Explanation> explanation = subject.explanation();
        if (explanation.isEmpty()) {
          yield false;
        }
        final FunctionRow function = FUNCTIONS.get(explanation.get().function());
        final FunctionRow.Parameter parameter =
            function.parameters().get(explanation.get().parameter() - 1);
        boolean fits =
            window.size().matches("\\d+") && Long.parseLong(window.size()) >= observation.extent();
        for (int i = 0; i < parameter.rules().size(); i++) {
          fits |=
              (explanation.get().rules() >> i & 1) != 0
                  && parameter.rules().get(i).text().equals(window.size());
        }
        yield window.function().equals(function.name())
            && window.parameter() == explanation.get().parameter()
            && (window.write() || !subject.write())
            && (window.deep() || !explanation.get().deep())
            && fits;
      }
    };
  }

  @Property
  void everythingIsCoveredOrTold(@ForAll("observations") List<Observation> observations) {
    final Lesson lesson = learn(observations.toArray(Observation[]::new));
    for (Observation observation : observations) {
      assertTrue(
          lesson.uncovered().stream().anyMatch(u -> u.observation().equals(observation))
              || lesson.grants().stream().anyMatch(grant -> allows(grant, observation)),
          () -> observation + " is not covered by " + lesson);
    }
  }

  @Property
  void nothingIsGrantedWithoutAReason(@ForAll("observations") List<Observation> observations) {
    final Lesson lesson = learn(observations.toArray(Observation[]::new));
    for (Grant grant : lesson.grants()) {
      assertTrue(!grant.reasons().isEmpty(), grant::toString);
      for (Observation reason : grant.reasons()) {
        assertTrue(allows(grant, reason), () -> grant + " is not for " + reason);
      }
    }
    final long arguments =
        lesson.grants().stream()
            .filter(Grant.Window.class::isInstance)
            .map(Grant.Window.class::cast)
            .map(window -> window.function() + " " + window.parameter())
            .distinct()
            .count();
    assertEquals(
        arguments, lesson.grants().stream().filter(Grant.Window.class::isInstance).count());
  }
}
