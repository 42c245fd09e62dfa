package dev.cubicle.tracing.command;

import java.util.OptionalLong;

/** The registers of the thread that a command is about. */
@FunctionalInterface
public interface RegisterReader {

  /**
   * A register's value.
   *
   * @param name in lower case, as gdb has it: {@code rax} to {@code r15}, {@code rip}, {@code
   *     eflags}, {@code fs_base}, {@code gs_base}, {@code pkru}
   * @return empty if there is no such register
   */
  OptionalLong read(String name);
}
