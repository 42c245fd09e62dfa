package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.build.image.Part.Sharing;
import dev.cubicle.trampolines.build.image.PlannedFunction.PlannedArgument;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.policy.Policy.Kind;
import java.util.BitSet;
import java.util.List;

/** The manifest as assembly text: struct manifest of cubicle/manifest.h, field by field. */
public final class ManifestSource {
  private static final int HEADER_SIZE = 184;
  private static final int VERSION = 1;
  private static final int BITMAP_WORDS = 4;
  private static final int SYSTEM_CALL_WORDS = 8;

  private final ImagePlan plan;
  private final Data data = new Data();
  private final StringTable strings = new StringTable();

  private ManifestSource(ImagePlan plan) {
    this.plan = plan;
  }

  /** The text of the whole file. */
  public static String of(ImagePlan plan) {
    ManifestSource source = new ManifestSource(plan);
    source.write();
    return source.data.text();
  }

  private void write() {
    data.line("# The manifest: cubicle/manifest.h says what every field means.");
    data.line("        .section .cubicle.manifest, \"a\", @progbits");
    numbers();
    List<SegmentRow> segments = SegmentRow.of(plan);
    List<GrantRow> grants = GrantRow.of(plan);
    header(segments.size(), grants.size());
    data.table("cubicles");
    plan.cubicles().forEach(this::cubicle);
    data.table("segments");
    segments.forEach(this::segment);
    data.table("functions");
    int firstArgument = 0;
    for (PlannedFunction function : plan.functions()) {
      function(function, firstArgument);
      firstArgument += function.arguments().size();
    }
    data.table("arguments");
    plan.functions().stream().flatMap(f -> f.arguments().stream()).forEach(this::argument);
    data.table("grants");
    grants.forEach(this::grant);
    data.table("traps");
    plan.traps().forEach(this::trap);
    data.table("strings");
    strings.write(data);
    data.line(".Lstrings_end:");
    data.line("        .section .note.GNU-stack, \"\", @progbits");
  }

  private void numbers() {
    for (PlannedCubicle cubicle : plan.cubicles()) {
      String symbol = TrampolineSource.number(cubicle.number());
      data.line("        .globl  " + symbol);
      data.line("        .set    %s, %d      # %s", symbol, cubicle.number(), cubicle.name());
    }
  }

  private void header(int segments, int grants) {
    data.line("        .balign 4096");
    data.line("        .globl  cubicle_manifest");
    data.line("        .type   cubicle_manifest, @object");
    data.line("        .size   cubicle_manifest, %d", HEADER_SIZE);
    data.line("cubicle_manifest:");
    data.line("        .ascii  \"CUBICLE1\"");
    data.longs("version, size", VERSION, HEADER_SIZE);
    data.quads("image", "cubicle_image_start", "cubicle_image_end");
    data.quads("arena", "cubicle.arena_start", "cubicle.arena_size");
    data.quads("gate and trampolines", "cubicle.gate_start", "cubicle.gate_end");
    data.longs(
        "cubicles, segments, functions", plan.cubicles().size(), segments, plan.functions().size());
    data.longs(
        "arguments, grants, traps",
        plan.functions().stream().mapToInt(f -> f.arguments().size()).sum(),
        grants,
        plan.traps().size());
    data.longs("bytes of strings", ".Lstrings_end - .Lstrings");
    data.longs("threads", plan.maxThreads());
    data.quads("tables", ".Lcubicles", ".Lsegments", ".Lfunctions", ".Larguments");
    data.quads("", ".Lgrants", ".Ltraps", ".Lstrings");
    data.quads(
        "thread-local storage: image, its bytes in the file, in memory",
        "cubicle.thread_image",
        "cubicle.thread_file_size",
        "cubicle.thread_memory_size");
    data.longs("entry", plan.entry(), 0);
  }

  private void cubicle(PlannedCubicle cubicle) {
    data.longs(cubicle.number() + " " + cubicle.name(), strings.offset(cubicle.name()));
    data.bytes(kind(cubicle.kind()), cubicle.executeOnly() ? 1 : 0);
    data.shorts(0);
    data.quads("stack, heap", cubicle.stackSize(), cubicle.heapLimit());
    data.bits("system calls", cubicle.systemCalls(), SYSTEM_CALL_WORDS);
  }

  private static int kind(Kind kind) {
    return switch (kind) {
      case ISOLATED -> 0;
      case SHARED -> 1;
      case TRUSTED -> 2;
    };
  }

  private void segment(SegmentRow row) {
    data.quads(row.comment(), row.start(), row.end());
    data.shorts(row.cubicle());
    data.bytes(row.protection(), sharing(row.sharing()));
    data.longs("", row.threadLocal() ? 1 : 0);
  }

  private static int sharing(Sharing sharing) {
    return switch (sharing) {
      case PRIVATE -> 0;
      case READ -> 1;
      case WRITE -> 2;
    };
  }

  private void function(PlannedFunction function, int firstArgument) {
    Signature signature = function.signature();
    boolean variadic = signature.variadic();
    data.quads(plan.cubicles().get(function.cubicle()).name(), AssemblyName.of(function.symbol()));
    data.shorts(function.cubicle(), signature.stackWords());
    data.bytes(
        // What follows the named arguments of a variadic function may be in any register.
        variadic ? 6 : signature.integerRegisters(),
        variadic ? 8 : signature.vectorRegisters(),
        result(signature.result()),
        (variadic ? 1 : 0) | (function.escapes() ? 2 : 0) | (function.known() ? 0 : 4));
    data.longs("name, first argument window", strings.offset(function.symbol()), firstArgument);
    data.shorts(function.arguments().size(), 0, 0, 0);
    data.bits("callers", function.callers(), BITMAP_WORDS);
  }

  private static int result(Signature.Result result) {
    return (result.integers() > 0 ? 1 : 0)
        | (result.integers() > 1 ? 2 : 0)
        | (result.vectors() > 0 ? 4 : 0)
        | (result.vectors() > 1 ? 8 : 0)
        | (result.x87() ? 16 : 0);
  }

  private void argument(PlannedArgument argument) {
    data.bytes(
        argument.where(),
        argument.sizeWhere(),
        argument.countWhere(),
        (argument.write() ? 1 : 0)
            | (argument.transitive() ? 2 : 0)
            | (argument.mapping() == BufferMapping.CALL ? 4 : 0)
            | (argument.string() ? 8 : 0)
            | (argument.mapping() == BufferMapping.COPY ? 16 : 0)
            | (argument.where() == PlannedFunction.NOWHERE ? 32 : 0));
    data.longs("fixed, scale", argument.fixed(), argument.scale(), 0);
  }

  private void grant(GrantRow grant) {
    data.quads(grant.comment(), grant.start(), grant.end());
    data.shorts(grant.owner());
    data.bytes(grant.write() ? 1 : 0, grant.part(), grant.window(), 0, 0, 0);
    data.bits("for", grant.to(), BITMAP_WORDS);
  }

  private void trap(PlannedTrap trap) {
    data.quads("", AssemblyName.of(trap.symbol()) + " + " + trap.offset());
    data.longs("", trap.function(), 0);
  }

  /** Directives, one line each. */
  static final class Data {
    private final StringBuilder text = new StringBuilder();

    String text() {
      return text.toString();
    }

    void line(String format, Object... arguments) {
      text.append(arguments.length == 0 ? format : format.formatted(arguments)).append('\n');
    }

    void table(String name) {
      line("        .balign 8");
      line(".L%s:", name);
    }

    void bytes(Object... values) {
      directive(".byte ", "", values);
    }

    void shorts(Object... values) {
      directive(".short", "", values);
    }

    void longs(String comment, Object... values) {
      directive(".long ", comment, values);
    }

    void quads(String comment, Object... values) {
      directive(".quad ", comment, values);
    }

    void bits(String comment, BitSet bits, int words) {
      long[] set = java.util.Arrays.copyOf(bits.toLongArray(), words);
      Object[] values = new Object[words];
      for (int word = 0; word < words; word++) {
        values[word] = set[word] == 0 ? "0" : "0x" + Long.toHexString(set[word]);
      }
      quads(comment, values);
    }

    private void directive(String name, String comment, Object... values) {
      String list =
          String.join(", ", java.util.Arrays.stream(values).map(String::valueOf).toList());
      line("        " + name + "  " + list + (comment.isEmpty() ? "" : "      # " + comment));
    }
  }
}
