package dev.cubicle.unikraft;

import dev.cubicle.trampolines.dwarf.StructLayout;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What ties a tree's allocator to our own (guest/unikraft/unikraft.h), as assembly text: names and
 * offsets differ from tree to tree.
 */
final class HeapGlue {
  /** The struct of operations, uk/alloc.h. */
  static final String STRUCT = "uk_alloc";

  /** What the tree's own allocator is called beside uk_heap: see {@link AllocatorNames}. */
  static final String INITIALISER = "uk_allocator_init";

  private static final Set<String> OPERATIONS =
      Set.of(
          "malloc", "calloc", "realloc", "posix_memalign", "memalign", "free", "palloc", "pfree");

  private HeapGlue() {}

  /** Whether pages can be had of an allocator with that struct. */
  static boolean fits(StructLayout layout) {
    return layout.members().keySet().containsAll(OPERATIONS) && layout.size() % 8 == 0;
  }

  /**
   * Of component uk_heap: the table of operations that everybody uses, and the name of the tree's
   * allocator. The table is constant: a cubicle that could change it would choose what others run.
   *
   * @param initialiser the function of the tree that makes an allocator of memory, as
   *     uk_allocbbuddy_init
   */
  static String ofHeap(StructLayout layout, String initialiser) {
    final Map<Long, String> operations =
        layout.members().entrySet().stream()
            .filter(member -> OPERATIONS.contains(member.getKey()))
            .collect(Collectors.toMap(Map.Entry::getValue, member -> "uk_heap_" + member.getKey()));
    final StringBuilder text = new StringBuilder("\t.section .rodata\n\t.balign 8\n");
    object(text, "_uk_alloc_head", 8).append("\t.quad uk_heap_table\n");
    object(text, "uk_heap_table", layout.size());
    for (long offset = 0; offset < layout.size(); offset += 8) {
      text.append("\t.quad ").append(operations.getOrDefault(offset, "0")).append('\n');
    }
    return text.append(jump(initialiser, "uk_heap_start")).toString();
  }

  /** Of component uk_pages: where the table of the tree's own allocator has two operations. */
  static String ofPages(StructLayout layout) {
    final StringBuilder text = new StringBuilder("\t.section .rodata\n\t.balign 8\n");
    for (String operation : new String[] {"palloc", "pfree"}) {
      object(text, "uk_alloc_" + operation, 8)
          .append("\t.quad ")
          .append(layout.members().get(operation))
          .append('\n');
    }
    return text.toString();
  }

  private static StringBuilder object(StringBuilder text, String name, long size) {
    return text.append(
        "\t.globl %1$s\n\t.type %1$s, @object\n\t.size %1$s, %2$d\n%1$s:\n".formatted(name, size));
  }

  /** A function that is another one. */
  static String jump(String name, String to) {
    return "\t.text\n\t.globl %1$s\n\t.type %1$s, @function\n%1$s:\n\tjmp %2$s\n\t.size %1$s, .-%1$s\n"
        .formatted(name, to);
  }
}
