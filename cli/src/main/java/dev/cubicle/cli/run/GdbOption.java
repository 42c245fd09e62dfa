package dev.cubicle.cli.run;

import com.google.common.primitives.Ints;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.tracing.gdb.GdbServer;
import dev.cubicle.tracing.gdb.GuestKnowledge;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

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

  /**
   * Serves a debugger.
   *
   * @param ready told the port, where there is one
   * @throws UsageException if the port cannot be had
   */
  default GdbServer serve(
      DebugTarget target,
      Function<DebugTarget, GuestKnowledge> knowledge,
      IntConsumer ready,
      Consumer<String> log)
      throws UsageException {
    return switch (this) {
      case Port(int number) -> {
        try {
          yield GdbServer.listen(number, target, knowledge, ready, log);
        } catch (IOException e) {
          throw new UsageException("--gdb %d: %s".formatted(number, Reasons.of(e)));
        }
      }
      case Stdio _ ->
          GdbServer.serve(
              new FileInputStream(FileDescriptor.in),
              new FileOutputStream(FileDescriptor.out),
              target,
              knowledge,
              log);
    };
  }
}
