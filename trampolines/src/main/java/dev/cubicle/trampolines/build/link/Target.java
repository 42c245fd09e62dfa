package dev.cubicle.trampolines.build.link;

import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;

/** What a name in an object stands for. */
public sealed interface Target {

  /** A place in an object of the image, or a value that it defines. */
  record Definition(LinkUnit unit, Symbol symbol) implements Target {
    /** The name as the programmer wrote it. */
    public String name() {
      return symbol.name();
    }

    /** The number of the cubicle that it lies in. */
    public int cubicle() {
      return unit.cubicle();
    }

    /** What lies there. Assembly functions mostly have no type; their section tells. */
    public Kind kind() {
      return switch (symbol.type()) {
        case FUNC, IFUNC -> Kind.FUNCTION;
        case TLS -> Kind.THREAD_LOCAL;
        case OBJECT, COMMON -> Kind.DATA;
        case NOTYPE, SECTION, FILE ->
            switch (symbol.placement()) {
              case ABSOLUTE -> Kind.NUMBER;
              case SECTION ->
                  section().isCode()
                      ? Kind.FUNCTION
                      : section().has(Section.SHF_TLS) ? Kind.THREAD_LOCAL : Kind.DATA;
              case UNDEFINED, COMMON, LARGE_COMMON -> Kind.DATA;
            };
      };
    }

    /** The section, if it is in one. */
    public Section section() {
      return unit.object().section(symbol.section());
    }
  }

  /** Defined by the linker script under the name that it has in the object. */
  record Provided(String name) implements Target {}

  /** A bound of the sections of one name: {@code __start_SECTION}, {@code __stop_SECTION}. */
  record TableBound(String section, boolean start) implements Target {}

  /** A weak reference to what nobody defines: address 0. */
  record Nothing() implements Target {}

  /** What lies at a definition. */
  enum Kind {
    FUNCTION,
    DATA,
    THREAD_LOCAL,
    /** An absolute value: no memory. */
    NUMBER
  }
}
