package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.object.FunctionMap;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.SectionOffset;
import dev.cubicle.trampolines.object.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads from an object's debug information how its functions and those it declares are called. */
public final class SignatureReader {
  private static final int LONGEST_CHAIN = 8;
  private static final Pattern CLONE = Pattern.compile("\\.(isra|constprop|part)\\b");

  private final TypeReader types = new TypeReader();
  private final Map<SectionOffset, FunctionType> defined = new HashMap<>();
  private final Map<String, FunctionType> declared = new HashMap<>();
  private final Set<String> contradicted = new TreeSet<>();
  private final List<SignatureProblem> problems = new ArrayList<>();
  private final Map<String, Symbol> functionNames = new HashMap<>();
  private final FunctionMap functions;

  private SignatureReader(ObjectFile object) {
    functions = new FunctionMap(object);
    for (Symbol symbol : object.symbols()) {
      if (symbol.isFunction() && symbol.isInSection()) {
        functionNames.merge(
            symbol.name(), symbol, (first, second) -> first.isLocal() ? second : first);
      }
    }
  }

  /** Reads all there is to know; never fails, but says in the problems what it could not use. */
  public static Signatures read(ObjectFile object) {
    if (!DebugInfo.isIn(object)) {
      return Signatures.none("no debug information: compile it with -g");
    }
    try {
      SignatureReader reader = new SignatureReader(object);
      for (Die function : DebugInfo.of(object).functions()) {
        reader.read(function);
      }
      return reader.result();
    } catch (DwarfException e) {
      return Signatures.none("debug information that cannot be used: " + e.getMessage());
    }
  }

  private Signatures result() {
    for (String name : contradicted) {
      declared.remove(name);
      problems.add(new SignatureProblem(name, "declared in two ways"));
    }
    return new Signatures(defined, declared, problems);
  }

  private void read(Die function) throws DwarfException {
    List<Die> chain = chain(function);
    Optional<String> name = name(chain);
    try {
      if (function.has(Dwarf.AT_LOW_PC) || function.has(Dwarf.AT_RANGES)) {
        Optional<SectionOffset> place = place(function, name);
        if (place.isPresent() && !isClone(place.get(), chain)) {
          defined.put(place.get(), type(isByName(function) ? origin(chain) : chain));
        }
      } else if (name.isPresent() && isExternal(chain) && isPrototyped(chain)) {
        declare(name.get(), type(chain));
      }
    } catch (DwarfException e) {
      problems.add(new SignatureProblem(name.orElse("a function without a name"), e.getMessage()));
    }
  }

  /**
   * Whether GCC has changed the function's parameters, which its description does not show: it
   * lists those of the original, in another order. Without a symbol an instance may be one.
   */
  private boolean isClone(SectionOffset place, List<Die> chain) {
    List<Symbol> symbols = functions.allStartingAt(place);
    return symbols.isEmpty() && isInstance(chain)
        || symbols.stream().anyMatch(symbol -> CLONE.matcher(symbol.name()).find());
  }

  private static boolean isInstance(List<Die> chain) {
    return chain.getFirst().has(Dwarf.AT_ABSTRACT_ORIGIN);
  }

  /** Whether its place is that of the symbol of its name, as of a function in several pieces. */
  private static boolean isByName(Die function) {
    return !function.has(Dwarf.AT_LOW_PC);
  }

  /**
   * A clone in several pieces bears its original's name, so what is there is the original. (Pieces
   * of constructors have names of their own, and parameters.)
   */
  private static List<Die> origin(List<Die> chain) {
    boolean named = chain.getFirst().has(Dwarf.AT_LINKAGE_NAME);
    return isInstance(chain) && !named ? chain.subList(1, chain.size()) : chain;
  }

  private void declare(String name, FunctionType type) {
    FunctionType other = declared.putIfAbsent(name, type);
    if (other != null && !other.isCalledLike(type)) {
      contradicted.add(name);
    }
  }

  /** The entry, and those that it is an instance or the definition of. */
  private static List<Die> chain(Die function) throws DwarfException {
    List<Die> chain = new ArrayList<>();
    Optional<Die> next = Optional.of(function);
    while (next.isPresent()) {
      if (chain.size() == LONGEST_CHAIN) {
        throw new DwarfException("a function that is an instance of itself");
      }
      chain.add(next.get());
      Optional<Die> origin = next.get().reference(Dwarf.AT_ABSTRACT_ORIGIN);
      next = origin.isPresent() ? origin : next.get().reference(Dwarf.AT_SPECIFICATION);
    }
    return chain;
  }

  /** The symbol's name, as far as it is known: constructors of C++ have several symbols. */
  private static Optional<String> name(List<Die> chain) throws DwarfException {
    for (int attribute : new int[] {Dwarf.AT_LINKAGE_NAME, Dwarf.AT_MIPS_LINKAGE_NAME}) {
      for (Die die : chain) {
        Optional<String> name = die.string(attribute);
        if (name.isPresent()) {
          return name;
        }
      }
    }
    Die last = chain.getLast();
    boolean isPlain =
        last.parent()
            .filter(
                parent ->
                    switch (parent.tag()) {
                      case Dwarf.TAG_CLASS_TYPE, Dwarf.TAG_STRUCTURE_TYPE, Dwarf.TAG_UNION_TYPE ->
                          true;
                      default -> false;
                    })
            .isEmpty();
    return isPlain ? last.string(Dwarf.AT_NAME) : Optional.empty();
  }

  private Optional<SectionOffset> place(Die function, Optional<String> name) {
    Optional<Relocation> address = function.address(Dwarf.AT_LOW_PC);
    if (address.isPresent()) {
      Relocation relocation = address.get();
      Symbol symbol = relocation.symbol();
      return symbol.isInSection()
          ? Optional.of(new SectionOffset(symbol.section(), symbol.value() + relocation.addend()))
          : Optional.empty();
    }
    // In several pieces: the symbol tells which one is entered.
    return name.map(functionNames::get).map(Symbol::location);
  }

  private static boolean isExternal(List<Die> chain) {
    return chain.stream().anyMatch(die -> die.flag(Dwarf.AT_EXTERNAL));
  }

  /** Whether a declaration tells the parameters: in C {@code f()} says nothing of them. */
  private static boolean isPrototyped(List<Die> chain) {
    return !Dwarf.isC(chain.getFirst().unit().language())
        || chain.stream().anyMatch(die -> die.flag(Dwarf.AT_PROTOTYPED));
  }

  private FunctionType type(List<Die> chain) throws DwarfException {
    AbiType result = new AbiType.Void();
    for (Die die : chain) {
      if (die.has(Dwarf.AT_TYPE)) {
        result = types.typeOf(die);
        break;
      }
    }
    List<AbiType> parameters = new ArrayList<>();
    List<ParameterKind> kinds = new ArrayList<>();
    boolean isVariadic = false;
    for (Die child : describing(chain).children()) {
      if (child.tag() == Dwarf.TAG_FORMAL_PARAMETER) {
        Die typed = parameter(child);
        parameters.add(types.partOf(typed));
        kinds.add(ParameterKindReader.of(typed));
      } else if (child.tag() == Dwarf.TAG_UNSPECIFIED_PARAMETERS) {
        isVariadic = true;
      }
    }
    return CallingConvention.of(result, parameters, kinds, isVariadic);
  }

  /** Of all entries of a function the nearest that lists parameters. */
  private static Die describing(List<Die> chain) {
    for (Die die : chain) {
      for (Die child : die.children()) {
        if (child.tag() == Dwarf.TAG_FORMAL_PARAMETER
            || child.tag() == Dwarf.TAG_UNSPECIFIED_PARAMETERS) {
          return die;
        }
      }
    }
    return chain.getLast();
  }

  private static Die parameter(Die parameter) throws DwarfException {
    for (Die die : chain(parameter)) {
      if (die.has(Dwarf.AT_TYPE)) {
        return die;
      }
    }
    throw new DwarfException("a parameter without a type");
  }
}
