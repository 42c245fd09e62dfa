package dev.cubicle.trampolines.dwarf;

import dev.cubicle.trampolines.dwarf.CTypes.CType;
import dev.cubicle.trampolines.dwarf.CTypes.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A program of functions with random prototypes, each of which is called directly and through a
 * thunk in assembly that passes on nothing but what the signature names.
 */
final class Prototypes {
  private static final String COMMON =
      """
      #include <stdarg.h>
      #include <stdint.h>
      #include <stdio.h>
      #include <string.h>
      extern unsigned char recorded[1 << 16];
      extern int recorded_size;
      extern unsigned long seed;
      static inline int next(void) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (int)(seed >> 33);
      }
      static inline void record(const void *value, int size) {
        memcpy(recorded + recorded_size, value, size);
        recorded_size += size;
      }
      """;
  private static final String MAIN_PRELUDE =
      """
      unsigned char recorded[1 << 16], expected[1 << 16];
      int recorded_size, expected_size;
      unsigned long seed;
      extern unsigned long captured[6 + 16 + 256];
      static int failures;
      static void compare(const char *name, int passed) {
        if (!passed && ++failures < 20)
          printf("%s differs\\n", name);
      }
      static void check(const char *name, int parameter, int at, const void *value, int size) {
        if (memcmp(&captured[at], value, size) && ++failures < 20)
          printf("%s: parameter %d is not there\\n", name, parameter);
      }
      """;
  private static final List<String> POISONED = List.of("rdi", "rsi", "rdx", "rcx", "r8", "r9");

  private record Prototype(
      String name, Optional<CType> result, List<CType> parameters, boolean variadic) {}

  private final List<Prototype> prototypes = new ArrayList<>();
  private final String declarations;

  Prototypes(long seed, int count) {
    Random random = new Random(seed);
    CTypes types = new CTypes(random);
    for (int i = 0; i < count; i++) {
      List<CType> parameters = new ArrayList<>();
      int length = random.nextInt(random.nextInt(4) == 0 ? 14 : 6);
      for (int j = 0; j < length; j++) {
        parameters.add(types.next());
      }
      Optional<CType> result =
          random.nextInt(6) == 0 ? Optional.empty() : Optional.of(types.next());
      boolean variadic = length > 0 && random.nextInt(10) == 0;
      prototypes.add(new Prototype("f" + i, result, parameters, variadic));
    }
    declarations = types.declarations();
  }

  List<String> names() {
    return prototypes.stream().map(Prototype::name).toList();
  }

  private static String head(Prototype prototype, String name) {
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < prototype.parameters.size(); i++) {
      parameters.add(prototype.parameters.get(i).name() + " a" + i);
    }
    if (prototype.variadic) {
      parameters.add("...");
    }
    String list = parameters.isEmpty() ? "void" : String.join(", ", parameters);
    return prototype.result.map(CType::name).orElse("void") + " " + name + "(" + list + ")";
  }

  private static void fill(StringBuilder out, String variable, CType type) {
    out.append("  memset(&%s, 0, sizeof %s);\n".formatted(variable, variable));
    for (Leaf leaf : type.leaves()) {
      String cast = leaf.type().contains("*") ? "(" + leaf.type() + ")(long)" : "";
      out.append("  %s = %snext();\n".formatted(leaf.expression().replace("%s", variable), cast));
    }
  }

  private static void record(StringBuilder out, String variable, CType type) {
    for (Leaf leaf : type.leaves()) {
      out.append(
          "  { %s t = %s; record(&t, %s); }\n"
              .formatted(leaf.type(), leaf.expression().replace("%s", variable), leaf.bytes()));
    }
  }

  /** Definitions of the functions. */
  String callees() {
    StringBuilder out = new StringBuilder(COMMON).append(declarations);
    for (Prototype prototype : prototypes) {
      out.append(head(prototype, prototype.name)).append(" {\n");
      for (int i = 0; i < prototype.parameters.size(); i++) {
        record(out, "a" + i, prototype.parameters.get(i));
      }
      if (prototype.variadic) {
        out.append("  va_list list;\n  va_start(list, a")
            .append(prototype.parameters.size() - 1)
            .append(
                ");\n  for (int i = 0; i < 5; i++) {\n"
                    + "    { int t = va_arg(list, int); record(&t, 4); }\n"
                    + "    { double t = va_arg(list, double); record(&t, 8); }\n  }\n"
                    + "  va_end(list);\n");
      }
      if (prototype.result.isPresent()) {
        out.append("  %s result;\n".formatted(prototype.result.get().name()));
        fill(out, "result", prototype.result.get());
        out.append("  return result;\n");
      }
      out.append("}\n");
    }
    return out.toString();
  }

  /** The program that calls them all. */
  String callers(Signatures signatures, java.util.function.Function<String, FunctionType> types) {
    StringBuilder out = new StringBuilder(COMMON).append(MAIN_PRELUDE).append(declarations);
    StringBuilder main = new StringBuilder("int main(void) {\n");
    for (Prototype prototype : prototypes) {
      out.append(head(prototype, prototype.name)).append(";\n");
      out.append(head(prototype, "thunk_" + prototype.name)).append(";\n");
      out.append("static void test_%s(void) {\n".formatted(prototype.name));
      for (int i = 0; i < prototype.parameters.size(); i++) {
        out.append("  %s a%d;\n".formatted(prototype.parameters.get(i).name(), i));
        fill(out, "a" + i, prototype.parameters.get(i));
      }
      for (String name : List.of(prototype.name, "thunk_" + prototype.name)) {
        call(out, prototype, name);
        if (name.equals(prototype.name)) {
          out.append("  memcpy(expected, recorded, expected_size = recorded_size);\n");
        }
      }
      out.append(
          "  compare(\"%s\", expected_size == recorded_size && !memcmp(expected, recorded, recorded_size));\n"
              .formatted(prototype.name));
      locations(out, prototype, types.apply(prototype.name));
      out.append("}\n");
      main.append("  test_%s();\n".formatted(prototype.name));
    }
    return out.append(main)
        .append("  printf(\"%d failures\\n\", failures);\n  return failures != 0;\n}\n")
        .toString();
  }

  private static void call(StringBuilder out, Prototype prototype, String name) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < prototype.parameters.size(); i++) {
      arguments.add("a" + i);
    }
    if (prototype.variadic) {
      for (int i = 0; i < 5; i++) {
        arguments.add("1000 + " + i);
        arguments.add("1.5 + " + i);
      }
    }
    String call = name + "(" + String.join(", ", arguments) + ")";
    out.append("  { recorded_size = 0; seed = 77;\n");
    if (prototype.result.isPresent()) {
      out.append("  %s r = %s;\n".formatted(prototype.result.get().name(), call));
      record(out, "r", prototype.result.get());
    } else {
      out.append("  ").append(call).append(";\n");
    }
    out.append("  }\n");
  }

  private static void locations(StringBuilder out, Prototype prototype, FunctionType type) {
    for (int i = 0; i < prototype.parameters.size(); i++) {
      int at =
          switch (type.parameters().get(i)) {
            case ParameterLocation.IntegerRegister(int index) -> index;
            case ParameterLocation.VectorRegister(int index) -> 6 + 2 * index;
            case ParameterLocation.StackWord(int word) -> 6 + 16 + word;
            case ParameterLocation.Nowhere() -> -1;
          };
      for (Leaf leaf : prototype.parameters.get(i).leaves()) {
        if (leaf.isFirst() && at >= 0) {
          out.append(
              "  { %s t = %s; check(\"%s\", %d, %d, &t, %s); }\n"
                  .formatted(
                      leaf.type(),
                      leaf.expression().replace("%s", "a" + i),
                      prototype.name,
                      i,
                      at,
                      "sizeof t > 8 ? 8 : sizeof t"));
        }
      }
    }
  }

  /** The thunks, as assembly. */
  static String thunks(
      List<String> names, java.util.function.Function<String, FunctionType> types) {
    StringBuilder out =
        new StringBuilder(
            """
            .bss
            .globl captured
            .balign 64
            captured: .zero 8 * (6 + 16 + 256)
            .section .note.GNU-stack,"",@progbits
            .text
            """);
    for (String name : names) {
      thunk(out, name, types.apply(name).signature());
    }
    return out.toString();
  }

  private static void thunk(StringBuilder out, String name, Signature signature) {
    int words = signature.stackWords() + (signature.variadic() ? 16 : 0);
    int integers = signature.variadic() ? 6 : signature.integerRegisters();
    int vectors = signature.variadic() ? 8 : signature.vectorRegisters();
    int frame = words + (words & 1) + 16;
    line(out, ".globl thunk_%s\nthunk_%s:", name, name);
    line(out, "push %%rbp; mov %%rsp, %%rbp; sub $%d, %%rsp", 8 * frame);
    line(out, "lea captured(%%rip), %%r10");
    for (int i = 0; i < POISONED.size(); i++) {
      line(out, "mov %%%s, %d(%%r10)", POISONED.get(i), 8 * i);
    }
    for (int i = 0; i < 8; i++) {
      line(out, "movups %%xmm%d, %d(%%r10)", i, 48 + 16 * i);
    }
    for (int i = 0; i < frame; i++) {
      line(out, "movabs $0x%x, %%r11; mov %%r11, %d(%%rsp)", 0xdeadbeef00000000L + i, 8 * i);
    }
    for (int i = 0; i < Math.min(words, 256); i++) {
      line(out, "mov %d(%%rbp), %%r11; mov %%r11, %d(%%rsp)", 16 + 8 * i, 8 * i);
      line(out, "mov %%r11, %d(%%r10)", 8 * (22 + i));
    }
    line(out, "mov $-0x1234567, %%r10; mov %%r10, %%r11");
    for (int i = integers; i < POISONED.size(); i++) {
      line(out, "mov %%r10, %%%s", POISONED.get(i));
    }
    for (int i = vectors; i < 16; i++) {
      line(out, "movq %%r10, %%xmm%d; punpcklqdq %%xmm%d, %%xmm%d", i, i, i);
    }
    if (!signature.variadic()) {
      line(out, "mov %%r10, %%rax");
    }
    line(out, "call %s", name);
    Signature.Result result = signature.result();
    line(out, "mov $-0x7654321, %%r10");
    for (String register : List.of("rcx", "rsi", "rdi", "r8", "r9")) {
      line(out, "mov %%r10, %%%s", register);
    }
    if (result.integers() < 1) {
      line(out, "mov %%r10, %%rax");
    }
    if (result.integers() < 2) {
      line(out, "mov %%r10, %%rdx");
    }
    for (int i = result.vectors(); i < 16; i++) {
      line(out, "movq %%r10, %%xmm%d; punpcklqdq %%xmm%d, %%xmm%d", i, i, i);
    }
    if (!result.x87()) {
      line(out, "fninit");
    }
    line(out, "leave; ret");
  }

  private static void line(StringBuilder out, String format, Object... arguments) {
    out.append(format.formatted(arguments)).append('\n');
  }
}
