package dev.cubicle.cli.run;

import com.google.common.primitives.Ints;
import dev.cubicle.cli.UsageException;

/** Where a debugger is to be served, as {@code --gdb} and {@code --gdb-stdio} say. */
public sealed interface GdbOption {

  /** A port of this machine; 0 for any that is free. */
  record Port(int number) implements GdbOption {}

  /** Standard input and output. */
  record Stdio() implements GdbOption {}

  /** Reads the argument of {@code --gdb}. */
  public static GdbOption port(String argument) throws UsageException {
    final Integer port = Ints.tryParse(argument);
    if (port == null || port < 0 || port > 0xffff) {
      throw new UsageException(
          "--gdb %s: it is a port, 1 to 65535, or 0 for any that is free".formatted(argument));
    }
    return new Port(port);
  }
}
