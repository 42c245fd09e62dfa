package dev.cubicle.unikraft;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.dwarf.StructLayout;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a tree has threads by. */
sealed interface Scheduler {

  /** Switches from one context to another, where there are threads at all. */
  String SWITCH = "ukarch_ctx_switch";

  /** What threads of ours stand for. */
  Set<String> REPLACED =
      Set.of(
          SWITCH,
          "ukarch_ctx_init",
          "ukarch_ctx_init_entry0",
          "ukarch_ctx_init_entry1",
          "ukarch_ctx_init_entry2",
          "ukarch_tls_area_get",
          "ukarch_tls_area_init",
          "ukarch_tls_tcb_get",
          "ukarch_tls_tlsp",
          "ukplat_tlsp_get",
          "ukplat_tlsp_set");

  /** Where a library says that it wants to know of threads that begin and end. */
  String TABLE = ".uk_thread_inittab";

  /** A tree without threads. */
  record None() implements Scheduler {}

  /**
   * Unikraft's since release 0.11 or so (lib/uksched).
   *
   * @param library in whose cubicle threads wait
   */
  record Known(String library) implements Scheduler {}

  /**
   * One whose threads cannot be told.
   *
   * @param why in words that follow "threads do not work: "
   */
  record Unknown(String why) implements Scheduler {}

  /** The functions that are replaced. */
  default Set<String> replaced() {
    return this instanceof Known ? REPLACED : Set.of();
  }

  static Scheduler of(BuildTree tree) throws BadInputException {
    if (!tree.defines(SWITCH)) {
      return new None();
    }
    final List<String> missing =
        REPLACED.stream().filter(name -> !tree.defines(name)).sorted().toList();
    if (!missing.isEmpty()) {
      return new Unknown("it has " + SWITCH + ", but no " + String.join(", ", missing));
    }
    final Optional<Library> library =
        tree.libraries().stream()
            .filter(candidate -> candidate.uses().contains("ukarch_ctx_init_entry1"))
            .findFirst();
    if (library.isEmpty()) {
      return new None();
    }
    return hasLayout(library.get())
        ? new Known(library.get().name())
        : new Unknown(
            library.get().file().getFileName()
                + (library.get().debug()
                    ? " does not have the structs uk_thread and uk_thread_inittab_entry as they are known"
                    : " has no debug information, which tells the layout of struct uk_thread"));
  }

  /**
   * A thread's context is what it begins with, and {@link ThreadGlue} knows the table's entries.
   */
  private static boolean hasLayout(Library library) throws BadInputException {
    for (ObjectFile object : InputFile.read(library.file())) {
      final Optional<StructLayout> thread = StructLayout.find(object, "uk_thread");
      final Optional<StructLayout> entry = StructLayout.find(object, "uk_thread_inittab_entry");
      if (thread.isPresent() && entry.isPresent()) {
        return Long.valueOf(0).equals(thread.get().members().get("ctx"))
            && entry.get().members().equals(Map.of("flags", 0L, "init", 8L, "term", 16L))
            && entry.get().size() == 24;
      }
    }
    return false;
  }
}
