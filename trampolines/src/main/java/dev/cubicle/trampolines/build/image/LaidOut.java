package dev.cubicle.trampolines.build.image;

import java.util.Arrays;
import java.util.Optional;

/** Bounds of what the builder lays out itself, for linker scripts that name them. */
public enum LaidOut {
  THREAD_DATA_START(".tdata", "cubicle.thread_image"),
  THREAD_DATA_END(".tdata", "cubicle.thread_image + cubicle.thread_file_size"),
  /** Rounded up, as the offsets from the thread pointer are. */
  THREAD_END(".tbss", "cubicle.thread_image + ALIGN(cubicle.thread_memory_size, 4096)"),
  UNWIND_START(".eh_frame", "cubicle.unwind_start"),
  UNWIND_END(".eh_frame", "cubicle.unwind_end"),
  PREINIT_START(".preinit_array", "__preinit_array_start"),
  PREINIT_END(".preinit_array", "__preinit_array_end"),
  INIT_START(".init_array", "__init_array_start"),
  INIT_END(".init_array", "__init_array_end"),
  FINI_START(".fini_array", "__fini_array_start"),
  FINI_END(".fini_array", "__fini_array_end");

  private final String section;
  private final String expression;

  LaidOut(String section, String expression) {
    this.section = section;
    this.expression = expression;
  }

  /** Whether the builder lays out the output section of that name. */
  public static boolean has(String section) {
    return Arrays.stream(values()).anyMatch(b -> b.section.equals(section));
  }

  /**
   * What a place at an output section of that name is in an image.
   *
   * @param behind whether it is the place behind the section
   * @param withSize whether the size of a section is added that takes none in the file
   */
  public static Optional<LaidOut> of(String section, boolean behind, boolean withSize) {
    if (section.equals(".tbss")) {
      return Optional.of(withSize ? THREAD_END : THREAD_DATA_END);
    }
    return Arrays.stream(values())
        .filter(b -> !withSize && b.section.equals(section) && b.isEnd() == behind)
        .findFirst();
  }

  private boolean isEnd() {
    return name().endsWith("_END");
  }

  /** Whether it is in the initial values of thread-local variables. */
  boolean ofThreads() {
    return name().startsWith("THREAD_");
  }

  /** For the linker script. */
  String expression() {
    return expression;
  }
}
