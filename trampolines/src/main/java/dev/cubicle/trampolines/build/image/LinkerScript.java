package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.build.image.PlannedFile.PlannedSection;
import dev.cubicle.trampolines.build.image.SectionTable.Piece;
import dev.cubicle.trampolines.rewrite.ImageRewriter;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The layout of the image, docs/image.md "Address space", as a script for ld. */
public final class LinkerScript {
  private static final String IMAGE_START = "0x400000";

  /** Left free behind a cubicle's code for what {@link ImageRewriter} has to move, bytes. */
  private static final int REWRITING_ROOM = 1024;

  private static final String HEAD =
      """
      OUTPUT_FORMAT("elf64-x86-64")
      ENTRY(_start)
      """;

  private static final String COMMON =
      """
        . = %s;
        cubicle_image_start = ABSOLUTE(.);
        cubicle.common_start = ABSOLUTE(.);
        __executable_start = ABSOLUTE(.);
        __ehdr_start = ABSOLUTE(.);
        __dso_handle = ABSOLUTE(.);
        . += SIZEOF_HEADERS;
        .cubicle.manifest : ALIGN(8) { manifest*(.cubicle.manifest) } :common
        .eh_frame : ALIGN(8) {
          cubicle.unwind_start = ABSOLUTE(.);
          KEEP(*(.eh_frame))
          cubicle.unwind_end = ABSOLUTE(.);
        } :common
        .got : ALIGN(8) { *(.got .igot) *(.got.plt .igot.plt) } :common
        .rela.dyn : { *(.rela.*) } :common
        __rela_iplt_start = ABSOLUTE(.);
        __rela_iplt_end = ABSOLUTE(.);
      """
          .formatted(IMAGE_START);

  private static final String GATE =
      """
        .cubicle.gate : ALIGN(4096) {
          cubicle.gate_start = ABSOLUTE(.);
          cubicle_gate_start = ABSOLUTE(.);
          c0/*(.cubicle.gate)
          cubicle_gate_end = ABSOLUTE(.);
          . = ALIGN(32) + %d;
          cubicle_trampolines_start = ABSOLUTE(.);
          trampolines*(.cubicle.trampolines)
          cubicle_trampolines_end = ABSOLUTE(.);
          . = ALIGN(4096);
        } :gate =0xcccccccc
        .iplt : { *(.iplt .plt .plt.got .plt.sec) } :gate
        . = ALIGN(4096);
        cubicle.gate_end = ABSOLUTE(.);
      """;

  private final ImagePlan plan;
  private final List<Layout.Group> groups;
  private final StringBuilder text = new StringBuilder(HEAD);

  private LinkerScript(ImagePlan plan) {
    this.plan = plan;
    this.groups = Layout.of(plan);
  }

  /** The script. ld has to run where the paths of the planned files start. */
  public static String of(ImagePlan plan) {
    LinkerScript script = new LinkerScript(plan);
    script.programHeaders();
    script.text.append("SECTIONS\n{\n");
    script.dropped();
    script.common();
    script.line(GATE.stripTrailing(), plan.gateVariant().beforeTrampolines());
    script.threadStorage();
    script.groups.forEach(script::group);
    script.end();
    script.debug();
    script.text.append("}\n");
    return script.text.toString();
  }

  /** The symbol of a grant's first address. */
  static String grantStart(int index) {
    return "cubicle.grant." + index + "_start";
  }

  /** The symbol of the address behind a grant. */
  static String grantEnd(int index) {
    return "cubicle.grant." + index + "_end";
  }

  private void programHeaders() {
    text.append("PHDRS\n{\n");
    text.append("  common PT_LOAD FILEHDR PHDRS FLAGS(4);\n");
    text.append("  gate PT_LOAD FLAGS(5);\n");
    if (SegmentRow.hasThreadData(plan)) {
      text.append("  thread_image PT_LOAD FLAGS(4);\n");
    }
    for (Layout.Group group : groups) {
      line("  %s PT_LOAD FLAGS(%d);", group.header(), group.flags());
    }
    if (SegmentRow.hasThreadStorage(plan)) {
      text.append("  thread PT_TLS FLAGS(4);\n");
    }
    text.append("  stack PT_GNU_STACK FLAGS(6);\n}\n");
  }

  private void dropped() {
    String names =
        sections()
            .filter(s -> s.region() == Region.DROPPED)
            .map(PlannedSection::name)
            .distinct()
            .sorted()
            .map(LinkerScript::quoted)
            .collect(Collectors.joining(" "));
    line("  /DISCARD/ : { *(.comment .note.GNU-stack .note.gnu.property %s) }", names);
  }

  private void common() {
    text.append(COMMON);
    for (CommonTable table : CommonTable.values()) {
      text.append(table.script());
    }
    line(
        "  cubicle_constructors_start = %s;",
        plan.constructors() ? "__init_array_start" : "__init_array_end");
    line("  cubicle_constructors_end = __init_array_end;");
    if (plan.tables().stream().anyMatch(t -> t.cubicle() < 0)) {
      line("  .cubicle.tables : ALIGN(8) {");
      plan.tables().stream().filter(t -> t.cubicle() < 0).forEach(this::table);
      line("  } :common");
    }
    line("  . = ALIGN(4096);");
    line("  cubicle.common_end = ABSOLUTE(.);");
  }

  private void table(SectionTable table) {
    line("    /* %s */", table.name().replace("*/", ""));
    for (Piece piece : table.pieces()) {
      switch (piece) {
        case Piece.Mark(String symbol) -> line("    %s = .;", symbol);
        case Piece.Align(long boundary) -> line("    . = ALIGN(%d);", boundary);
        case Piece.Input(String file, String section) ->
            line("    KEEP(%s(%s))", file, quoted(section));
      }
    }
  }

  /** One block for every thread: the cubicles' parts on pages of their own. */
  private void threadStorage() {
    if (!SegmentRow.hasThreadStorage(plan)) {
      line("  cubicle.thread_image = 0;");
      line("  cubicle.thread_file_size = 0;");
      line("  cubicle.thread_memory_size = 0;");
      return;
    }
    line("  . = ALIGN(4096);");
    line("  cubicle.thread_image = ABSOLUTE(.);");
    line("  cubicle.thread_memory_size = 0;");
    boolean data = SegmentRow.hasThreadData(plan);
    if (data) {
      line("  cubicle.thread_image_start = ABSOLUTE(.);");
      line("  .tdata : ALIGN(4096) {");
      threadParts(Region.THREAD_DATA);
      line("  } :thread_image :thread");
      line("  . = ALIGN(4096);");
      line("  cubicle.thread_image_end = ABSOLUTE(.);");
      line("  cubicle.thread_memory_size = SIZEOF(.tdata);");
    }
    line("  cubicle.thread_file_size = cubicle.thread_memory_size;");
    if (plan.cubicles().stream().anyMatch(c -> c.has(Region.THREAD_ZERO))) {
      line("  .tbss : ALIGN(4096) {");
      threadParts(Region.THREAD_ZERO);
      line("    cubicle.thread_memory_size = ABSOLUTE(.) - cubicle.thread_image;");
      line("  } %s:thread", data ? ":thread_image " : "");
    }
  }

  private void threadParts(Region region) {
    for (PlannedCubicle cubicle : plan.cubicles()) {
      if (!cubicle.has(region)) {
        continue;
      }
      String part = SegmentRow.threadPart(region);
      line("    . = ALIGN(4096);");
      line("    %s = ABSOLUTE(.) - cubicle.thread_image;", cubicle.bound(part, "start"));
      line("    %s(%s)", directory(cubicle), names(cubicle, region, Placement.ORDINARY));
      line("    %s = ALIGN(ABSOLUTE(.) - cubicle.thread_image, 4096);", cubicle.bound(part, "end"));
    }
    if (region == Region.THREAD_DATA) {
      // What is zero starts on a page of its own as well.
      line("    . = ALIGN(4096);");
    }
  }

  private void group(Layout.Group group) {
    line("");
    for (Layout.Place place : group.places()) {
      PlannedCubicle cubicle = place.cubicle();
      Part part = place.part();
      line("  /* %d %s: %s */", cubicle.number(), cubicle.name(), part.word());
      line(place.first() ? "  . = ALIGN(4096) + 4096;" : "  . = ALIGN(4096);");
      line("  %s = ABSOLUTE(.);", cubicle.bound(part.word(), "start"));
      new PartScript(cubicle, part, group.header()).write();
      line("  . = ALIGN(4096);");
      line("  %s = ABSOLUTE(.);", cubicle.bound(part.word(), "end"));
    }
  }

  /** The output sections of a part. */
  private final class PartScript {
    private final PlannedCubicle cubicle;
    private final Part part;
    private final String header;

    PartScript(PlannedCubicle cubicle, Part part, String header) {
      this.cubicle = cubicle;
      this.part = part;
      this.header = header;
    }

    void write() {
      switch (part) {
        case CODE -> code();
        case CONSTANTS -> constants();
        case EVERYONE -> everyone();
        case DATA -> data();
        case ZERO -> zero();
      }
    }

    private void code() {
      open("code");
      int number = 0;
      for (PlannedFile file : cubicle.files()) {
        if (file.has(Region.CODE)) {
          shift(cubicle.variant().beforeCode(number++));
          line("    INPUT_SECTION_FLAGS(SHF_EXECINSTR) %s(*)", file.pattern());
        }
      }
      if (number > 0) {
        shift(REWRITING_ROOM);
      }
      close();
    }

    private void constants() {
      if (cubicle.has(Region.RELOCATED_CONSTANTS)) {
        open("relocated");
        alone(Region.RELOCATED_CONSTANTS);
        ordinary(Region.RELOCATED_CONSTANTS);
        close();
      }
      open("constants");
      tables(Placement.TABLE, Region.CONSTANTS);
      alone(Region.CONSTANTS);
      line(
          "    INPUT_SECTION_FLAGS(SHF_ALLOC & !SHF_WRITE & !SHF_EXECINSTR & !SHF_TLS) %s(*)",
          directory(cubicle));
      close();
    }

    private void everyone() {
      open("everyone");
      tables(Placement.EVERYONE, Region.DATA);
      placed(null, Placement.EVERYONE, "");
      close();
    }

    private void data() {
      open("data");
      tables(Placement.TABLE, Region.DATA);
      alone(Region.DATA);
      ordinary(Region.DATA);
      close();
    }

    private void zero() {
      open("zero");
      alone(Region.ZERO);
      ordinary(Region.ZERO);
      line("    %s(COMMON .lbss LARGE_COMMON)", directory(cubicle));
      close();
    }

    private void tables(Placement placement, Region region) {
      plan.tables().stream()
          .filter(table -> table.in(cubicle, placement, region))
          .forEach(LinkerScript.this::table);
    }

    private void ordinary(Region region) {
      String names = names(cubicle, region, Placement.ORDINARY);
      if (!names.isEmpty()) {
        line("    INPUT_SECTION_FLAGS(SHF_WRITE & !SHF_TLS) %s(%s)", directory(cubicle), names);
      }
    }

    private void alone(Region region) {
      if (placed(region, Placement.ALONE, "    . = ALIGN(4096);\n")) {
        line("    . = ALIGN(4096);");
      }
    }

    private boolean placed(Region region, Placement placement, String before) {
      boolean any = false;
      for (PlannedFile file : cubicle.files()) {
        for (PlannedSection section : file.sections()) {
          if (section.placement() == placement && (region == null || section.region() == region)) {
            text.append(before);
            line("    %s(%s)", file.pattern(), quoted(section.name()));
            any = true;
          }
        }
      }
      return any;
    }

    private void open(String name) {
      line("  .cubicle.%d.%s : {", cubicle.number(), name);
      if (part != Part.CODE) {
        Variant variant = cubicle.variant();
        shift(cubicle.number() == 0 ? variant.beforeMonitors(part) : variant.before(part));
      }
    }

    private void shift(int bytes) {
      if (bytes > 0) {
        line("    . += %d;", bytes);
      }
    }

    /** The rest of the last page is filled, or bytes of the file's next section would lie there. */
    private void close() {
      line("    . = ALIGN(4096);");
      line("  } :%s%s", header, part == Part.CODE ? " =0xcccccccc" : "");
    }
  }

  private void end() {
    line("");
    line("  cubicle_image_end = ABSOLUTE(.);");
    for (String symbol : List.of("etext", "_etext", "edata", "_edata", "end", "_end")) {
      line("  PROVIDE(%s = ABSOLUTE(.));", symbol);
    }
    line("  PROVIDE(__bss_start = ABSOLUTE(.));");
    plan.bounds()
        .forEach((symbol, bound) -> line("  %s = ABSOLUTE(%s);", symbol, bound.expression()));
    line("  cubicle.arena_start = ALIGN(0x200000);");
    line(
        "  cubicle.arena_size = ALIGN(%d * (%d + ALIGN(cubicle.thread_memory_size, 4096)), 4096)",
        plan.maxThreads(), ArenaSize.ofThread(plan));
    line(
        "    + ALIGN((cubicle.arena_start - cubicle_image_start) / 4096 * %d, 4096)",
        ArenaSize.PAGE_RECORD);
    line("    + ALIGN(%d, 4096) + %d;", ArenaSize.ofTables(plan), plan.pool());
    for (int index = 0; index < plan.grants().size(); index++) {
      if (plan.grants().get(index).extent() instanceof PlannedGrant.Datum(String name, long size)) {
        String symbol = AssemblyName.of(name);
        line("  %s = ABSOLUTE(%s) & ~0xfff;", grantStart(index), symbol);
        line("  %s = ALIGN(ABSOLUTE(%s) + %d, 4096);", grantEnd(index), symbol, size);
      }
    }
  }

  private void debug() {
    Map<String, List<PlannedSection>> byName =
        sections()
            .filter(s -> s.region() == Region.DEBUG)
            .collect(Collectors.groupingBy(PlannedSection::name));
    for (String name : new TreeSet<>(byName.keySet())) {
      line("  %1$s 0 : { *(%1$s) }", quoted(name));
    }
  }

  private Stream<PlannedSection> sections() {
    return plan.cubicles().stream()
        .flatMap(c -> c.files().stream())
        .flatMap(f -> f.sections().stream());
  }

  private static String names(PlannedCubicle cubicle, Region region, Placement placement) {
    return cubicle.files().stream()
        .flatMap(f -> f.sections().stream())
        .filter(s -> s.region() == region && s.placement() == placement)
        .map(PlannedSection::name)
        .distinct()
        .sorted()
        .map(LinkerScript::quoted)
        .collect(Collectors.joining(" "));
  }

  private static String directory(PlannedCubicle cubicle) {
    return "c" + cubicle.number() + "/*";
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private void line(String format, Object... arguments) {
    text.append(arguments.length == 0 ? format : format.formatted(arguments)).append('\n');
  }
}
