package dev.cubicle.trampolines.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random C types, from a seed. */
final class CTypes {
  /**
   * A value within a value.
   *
   * @param expression with {@code %s} for the whole
   * @param type of the expression
   * @param bytes of it that mean something
   * @param isFirst whether it lies at the start
   */
  record Leaf(String expression, String type, String bytes, boolean isFirst) {}

  /**
   * @param name to declare variables with
   * @param isWide whether a part of it is aligned to 16 bytes; packing such types changes how they
   *     lie on the stack, and debug information does not tell of it
   */
  record CType(String name, List<Leaf> leaves, boolean isWide) {}

  private static final List<String> INTEGERS =
      List.of(
          "char",
          "signed char",
          "unsigned char",
          "short",
          "unsigned short",
          "int",
          "unsigned",
          "long",
          "unsigned long",
          "long long",
          "_Bool",
          "enum colour",
          "void *",
          "const char *",
          "function *",
          "number",
          "const volatile number",
          "__int128",
          "unsigned __int128",
          "_Atomic int");
  private static final List<String> FLOATS =
      List.of("float", "double", "long double", "_Float128", "_Float32", "_Float64x", "real");
  private static final List<String> COMPLEX =
      List.of("float", "double", "long double", "int", "short", "long", "char");
  private static final List<String> VECTORS =
      List.of(
          "v2si 2 int",
          "v2sf 2 float",
          "v4si 4 int",
          "v4sf 4 float",
          "v2df 2 double",
          "v2di 2 long",
          "v16qi 16 char",
          "v8qi 8 char");
  private static final int DEEPEST = 3;

  static final String PRELUDE =
      """
      enum colour { RED, GREEN, BLUE };
      typedef int function(int);
      typedef long inner;
      typedef inner number;
      typedef const double real;
      typedef int v2si __attribute__((vector_size(8)));
      typedef float v2sf __attribute__((vector_size(8)));
      typedef int v4si __attribute__((vector_size(16)));
      typedef float v4sf __attribute__((vector_size(16)));
      typedef double v2df __attribute__((vector_size(16)));
      typedef long v2di __attribute__((vector_size(16)));
      typedef char v16qi __attribute__((vector_size(16)));
      typedef char v8qi __attribute__((vector_size(8)));
      """;

  private final Random random;
  private final StringBuilder declarations = new StringBuilder(PRELUDE);
  private int count;

  CTypes(Random random) {
    this.random = random;
  }

  String declarations() {
    return declarations.toString();
  }

  CType next() {
    return next(0);
  }

  private CType next(int depth) {
    int kind = random.nextInt(depth >= DEEPEST ? 70 : 130);
    if (kind < 35) {
      return scalar(pick(INTEGERS));
    }
    if (kind < 55) {
      return scalar(pick(FLOATS));
    }
    if (kind < 62) {
      return complex(pick(COMPLEX));
    }
    return kind < 70 ? vector(pick(VECTORS)) : aggregate(depth);
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static CType scalar(String type) {
    boolean isExtended = type.equals("long double") || type.equals("_Float64x");
    // Qualifiers would forbid to assign to the variable that the value is copied to.
    String plain = type.replaceAll("const volatile |_Atomic ", "").replace("real", "double");
    return new CType(
        type.replaceAll("_Atomic |const volatile ", "").replace("real", "double"),
        List.of(new Leaf("%s", plain, isExtended ? "10" : "sizeof(" + plain + ")", true)),
        type.matches(".*(int128|long double|_Float128|_Float64x).*"));
  }

  private static CType complex(String part) {
    String bytes = part.equals("long double") ? "10" : "sizeof(" + part + ")";
    return new CType(
        "_Complex " + part,
        List.of(
            new Leaf("__real__ (%s)", part, bytes, true),
            new Leaf("__imag__ (%s)", part, bytes, false)),
        part.equals("long double"));
  }

  private static CType vector(String description) {
    String[] words = description.split(" ");
    List<Leaf> leaves = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(words[1]); i++) {
      leaves.add(new Leaf("(%s)[" + i + "]", words[2], "sizeof(" + words[2] + ")", i == 0));
    }
    return new CType(words[0], leaves, !words[0].matches("v2s.|v8qi"));
  }

  private CType aggregate(int depth) {
    boolean isUnion = random.nextInt(5) == 0;
    String name = (isUnion ? "union u" : "struct s") + count++;
    int fields = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
    int shown = isUnion && fields > 0 ? random.nextInt(fields) : -1;
    StringBuilder body = new StringBuilder();
    List<Leaf> leaves = new ArrayList<>();
    boolean isWide = false;
    for (int i = 0; i < fields; i++) {
      boolean isShown = !isUnion || i == shown;
      boolean isFirst = i == 0 || isUnion;
      isWide |= field(depth, "f" + i, body, isFirst, isShown ? leaves : new ArrayList<>());
    }
    int attribute = random.nextInt(14);
    String attributes =
        switch (attribute) {
          case 0, 1 -> isWide ? "" : "__attribute__((packed)) ";
          case 2 -> fields > 0 ? "__attribute__((aligned(16))) " : "";
          default -> "";
        };
    declarations
        .append(name.replace(" ", " " + attributes))
        .append(" {\n")
        .append(body)
        .append("};\n");
    return new CType(name, leaves, isWide || attribute == 2);
  }

  private boolean field(
      int depth, String name, StringBuilder body, boolean isFirst, List<Leaf> leaves) {
    int kind = random.nextInt(12);
    if (kind == 0) {
      int width = 1 + random.nextInt(31);
      body.append("  unsigned %s : %d;\n".formatted(name, width));
      leaves.add(new Leaf("%s." + name, "unsigned", "sizeof(unsigned)", false));
      return false;
    }
    CType type = next(depth + 1);
    int length = kind == 2 || kind == 3 ? random.nextInt(5) : -1;
    body.append("  %s %s%s;\n".formatted(type.name, name, length < 0 ? "" : "[" + length + "]"));
    for (int i = 0; i < Math.abs(length); i++) {
      String path = "%s." + name + (length < 0 ? "" : "[" + i + "]");
      for (Leaf leaf : type.leaves) {
        boolean first = isFirst && i == 0 && leaf.isFirst;
        leaves.add(new Leaf(leaf.expression.replace("%s", path), leaf.type, leaf.bytes, first));
      }
    }
    return type.isWide;
  }
}
