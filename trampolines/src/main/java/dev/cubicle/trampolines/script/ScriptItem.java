package dev.cubicle.trampolines.script;

import java.util.List;

/** What a linker script says, in its order. */
public sealed interface ScriptItem {

  /**
   * A name for the place that has been reached: {@code NAME = .;}
   *
   * @param provided whether it counts only where no object defines the name (PROVIDE)
   * @param beyond the output section whose size is added, {@code . + SIZEOF(.tbss)}, or empty
   * @param line of the script, from 1
   */
  record Mark(String symbol, boolean provided, String beyond, int line) implements ScriptItem {}

  /**
   * The place moves up: {@code . = ALIGN(n);}
   *
   * @param boundary bytes, a power of two
   */
  record Align(long boundary) implements ScriptItem {}

  /**
   * Input sections, from all files.
   *
   * @param patterns of names, in the manner of the shell; a section belongs here if any matches
   * @param keep whether they are wanted though nothing refers to them (KEEP)
   */
  record Inputs(List<NamePattern> patterns, Order order, boolean keep) implements ScriptItem {}

  /**
   * An output section.
   *
   * @param contents marks, alignments and inputs
   * @param line of the script, from 1
   */
  record Output(String section, List<ScriptItem> contents, int line) implements ScriptItem {}

  /** In which order the input sections of one statement lie. */
  enum Order {
    /** As they come: file by file, and within a file by section number. */
    FILE,
    /** By their names' bytes (SORT, SORT_BY_NAME); of equal ones as they come. */
    NAME,
    /** By the number at the name's end (SORT_BY_INIT_PRIORITY); of equal ones as they come. */
    PRIORITY
  }
}
