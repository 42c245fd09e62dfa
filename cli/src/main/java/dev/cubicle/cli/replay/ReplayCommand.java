package dev.cubicle.cli.replay;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.GdbOption;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.record.RecordException;
import dev.cubicle.emulator.record.RecordedEnd;
import dev.cubicle.emulator.record.Replay;
import dev.cubicle.emulator.record.ReplayOutput;
import dev.cubicle.emulator.record.ReplayTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle replay DIR}. */
public final class ReplayCommand implements Subcommand {
  private static final String GDB = "--gdb";
  private static final String GDB_STDIO = "--gdb-stdio";
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;

  private final CommandSpec spec = CommandSpec.create().name("replay");

  public ReplayCommand() {
    spec.addOption(
        Options.word(
            "PORT",
            "Wait for a debugger that speaks GDB's remote protocol, which can go back as well as"
                + " forwards; 0 takes a free port.",
            GDB));
    spec.addOption(
        OptionSpec.builder(GDB_STDIO)
            .description("The same on standard input and output, for gdb's target remote |.")
            .build());
    spec.addOption(Options.help());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel("DIR")
            .description("What ./cubicle run --record DIR has made.")
            .build());
    spec.usageMessage()
        .customSynopsis("./cubicle replay [OPTIONS] DIR")
        .sortOptions(false)
        .description(
            "Runs a recorded run again, or takes a debugger through it.",
            "The same instructions have the same results, to the same output and the same exit"
                + " status. Nothing outside the record is read.")
        .footer(
            "",
            "Exit statuses besides the recorded one:",
            "  2      there is no such record, or it is damaged",
            "  1      the record was cut short, or the run did not take the recorded path",
            "",
            "Examples:",
            "  ./cubicle run --record keys.rec keys",
            "  ./cubicle replay keys.rec",
            "  gdb -ex 'target remote | ./cubicle replay --gdb-stdio keys.rec'");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final String directory = arguments.matchedPositionalValue(0, "");
    final String port = arguments.matchedOptionValue(GDB, null);
    if (arguments.hasMatchedOption(GDB_STDIO)) {
      if (port != null) {
        throw new UsageException("%s and %s: there can be one debugger".formatted(GDB, GDB_STDIO));
      }
      return debug(directory, new GdbOption.Stdio(), host);
    }
    return port == null ? rerun(directory, host) : debug(directory, GdbOption.port(port), host);
  }

  private static int debug(String directory, GdbOption option, Host host) throws UsageException {
    try (ReplayTarget target = new ReplayTarget(path(directory), ReplayOutput.NONE)) {
      return new ReplayDebugger(target, host).serve(option);
    } catch (RecordException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static Path path(String directory) throws UsageException {
    try {
      return Path.of(directory);
    } catch (InvalidPathException e) {
      throw new UsageException("no directory can be called so");
    }
  }

  private static int rerun(String directory, Host host) throws UsageException {
    final HostStreams streams = host.streams().get();
    final ReplayOutput output =
        (descriptor, bytes, offset, length) -> {
          if (descriptor == STANDARD_OUTPUT) {
            write(streams.output(), bytes, offset, length);
          } else if (descriptor == STANDARD_ERROR) {
            write(streams.error(), bytes, offset, length);
          }
        };
    try (Replay replay = open(directory, output)) {
      return run(replay, host);
    }
  }

  private static Replay open(String directory, ReplayOutput output) throws UsageException {
    try {
      return new Replay(path(directory), output);
    } catch (RecordException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static int run(Replay replay, Host host) {
    try {
      replay.runToEnd();
    } catch (RecordException e) {
      host.complain(e.getMessage());
      return ExitStatus.INTERNAL;
    }
    if (replay.end().isEmpty()) {
      host.complain("the record was cut short: this is as far as it goes");
      return ExitStatus.INTERNAL;
    }
    final RecordedEnd end = replay.end().get();
    host.err().print(end.said());
    host.err().flush();
    return end.status();
  }

  private static void write(OutputStream to, byte[] bytes, int offset, int length) {
    try {
      to.write(bytes, offset, length);
      to.flush();
    } catch (IOException e) {
      throw new RecordException("the output cannot be written: " + e.getMessage(), e);
    }
  }
}
