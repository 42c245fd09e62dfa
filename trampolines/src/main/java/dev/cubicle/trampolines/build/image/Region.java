package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.object.Section;

/** Where in the image an input section goes. */
public enum Region {
  /** Machine code of the cubicle. */
  CODE,
  /** Read-only data of the cubicle. */
  CONSTANTS,
  /**
   * Data that only relocation would write: read-only in a static image, though flagged writable.
   */
  RELOCATED_CONSTANTS,
  /** Initialised writable data of the cubicle. */
  DATA,
  /** Zero-initialised writable data of the cubicle. */
  ZERO,
  /** Initial values of thread-local variables. */
  THREAD_DATA,
  /** Thread-local variables that start as zero. */
  THREAD_ZERO,
  /** One table for the whole image, which everyone may read. */
  COMMON,
  /** The monitor's code that everyone may fetch. */
  GATE,
  /** Debugging information: in the file, not in memory. */
  DEBUG,
  /** Neither. */
  DROPPED;

  /** Where a section goes by itself; the builder may have reasons to put it elsewhere. */
  public static Region of(Section section) {
    String name = section.name();
    if (!section.isAllocated()) {
      return name.startsWith(".debug_") || name.startsWith(".zdebug_") ? DEBUG : DROPPED;
    }
    if (name.equals(".eh_frame") || CommonTable.of(name).isPresent()) {
      return COMMON;
    }
    if (name.equals(".note.gnu.property")) {
      return DROPPED;
    }
    if (section.has(Section.SHF_TLS)) {
      return section.type() == Section.SHT_NOBITS ? THREAD_ZERO : THREAD_DATA;
    }
    if (section.isCode()) {
      return name.equals(".cubicle.gate") ? GATE : CODE;
    }
    if (!section.has(Section.SHF_WRITE)) {
      return CONSTANTS;
    }
    if (name.equals(".data.rel.ro") || name.startsWith(".data.rel.ro.")) {
      return RELOCATED_CONSTANTS;
    }
    return section.type() == Section.SHT_NOBITS ? ZERO : DATA;
  }

  /** Whether what lies there is in the memory of a running image. */
  public boolean loaded() {
    return this != DEBUG && this != DROPPED;
  }

  /** Whether what lies there is part of every thread's block. */
  public boolean threadLocal() {
    return this == THREAD_DATA || this == THREAD_ZERO;
  }
}
