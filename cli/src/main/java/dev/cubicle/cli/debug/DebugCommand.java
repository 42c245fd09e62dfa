package dev.cubicle.cli.debug;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.CfiOption;
import dev.cubicle.cli.run.DebuggedRun;
import dev.cubicle.cli.run.GuestOptions;
import dev.cubicle.cli.run.Reasons;
import dev.cubicle.emulator.debug.DebugTarget;
import dev.cubicle.emulator.debug.LiveTarget;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.record.RecordException;
import dev.cubicle.emulator.record.ReplayOutput;
import dev.cubicle.emulator.record.ReplayTarget;
import dev.cubicle.tracing.debugger.Colours;
import dev.cubicle.tracing.debugger.Debugger;
import dev.cubicle.tracing.debugger.SourceFiles;
import dev.cubicle.tracing.state.CodeNames;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.ProgramFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle debug [OPTIONS] GUEST [ARGS]}. */
public final class DebugCommand implements Subcommand {
  private static final String INPUT = "--input";
  private static final String SOURCE = "--source";
  private static final String REPLAY = "--replay";
  private static final String UNVERIFIED = "--unverified";

  private final CommandSpec spec = CommandSpec.create().name("debug");

  public DebugCommand() {
    spec.addOption(
        Options.word(
            "FILE", "The guest's standard input; without it, there is none to read.", INPUT));
    spec.addOption(
        Options.repeatable(
            "DIRECTORY", "Where source files are that the compiler named relatively.", SOURCE));
    spec.addOption(
        Options.word(
            "DIR",
            "Debug a run that ./cubicle run --record DIR has recorded, backwards as well as"
                + " forwards, in the place of a guest.",
            REPLAY));
    GuestOptions.addTo(spec);
    spec.addOption(CfiOption.option());
    spec.addOption(
        OptionSpec.builder(UNVERIFIED)
            .description("Debug a cubicle image that the verifier refuses.")
            .build());
    spec.addOption(Options.help());
    GuestOptions.addGuestTo(spec, false);
    spec.usageMessage()
        .customSynopsis("./cubicle debug [OPTIONS] GUEST [ARGS]", "./cubicle debug --replay DIR")
        .sortOptions(false)
        .description(
            "Runs a guest under a debugger in this terminal.",
            "Breakpoints, steps, calls between cubicles, who may access what. Commands can come"
                + " through a pipe; 'help' lists them. The guest's clocks and random numbers are"
                + " those of --repeatable.")
        .footer(
            "",
            "Exit status: the guest's, if it has ended; 0 if it was left; 2 for wrong usage.",
            "",
            "Examples:",
            "  ./cubicle debug intruder",
            "  ./cubicle debug --input statements.sql sqlite.img /file.db",
            "  ./cubicle debug --replay sqlite.rec",
            "  printf 'break-call vfs\\ncontinue\\nbt\\n' | ./cubicle debug sqlite --size 1");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final HostStreams streams = host.streams().get();
    final String record = arguments.matchedOptionValue(REPLAY, null);
    final boolean named = arguments.hasMatchedPositional(0);
    if (record == null && !named) {
      throw new UsageException(
          "name a guest, or a record with --replay; see ./cubicle debug --help");
    }
    if (record != null) {
      if (named) {
        throw new UsageException("--replay: a record has its guest and arguments already");
      }
      return replay(record, sources(arguments), streams, host);
    }
    final String input = arguments.matchedOptionValue(INPUT, null);
    try (InputStream guestInput = input == null ? InputStream.nullInputStream() : open(input)) {
      final DebuggedRun run =
          new DebuggedRun(
              GuestOptions.argv(arguments),
              GuestOptions.of(arguments, host),
              CfiOption.of(arguments),
              arguments.hasMatchedOption(UNVERIFIED),
              HostStreams.of(guestInput, streams.output(), streams.error()),
              host);
      if (!run.passes()) {
        return ExitStatus.REFUSED;
      }
      final List<Path> sources = sources(arguments);
      final CodeNames names = names(run.image(), run.file());
      final LiveTarget target = run.start();
      return new Conversation(streams, host)
          .hold(
              (colours, output) -> debugger(target, names, run.image(), sources, colours, output),
              over -> {
                if (!over) {
                  target.kill();
                }
                final int status = run.status();
                return over ? status : ExitStatus.OK;
              });
    } catch (IOException e) {
      throw new UsageException("%s %s: %s".formatted(INPUT, input, Reasons.of(e)));
    }
  }

  /** A recorded run, in which one can go back. */
  private static int replay(String directory, List<Path> sources, HostStreams streams, Host host)
      throws UsageException {
    try (ReplayTarget target = new ReplayTarget(Path.of(directory), ReplayOutput.NONE)) {
      final Path file = target.run().image();
      final Optional<CubicleImage> image =
          CubicleImage.isCubicleImage(file)
              ? Optional.of(CubicleImage.read(file))
              : Optional.empty();
      final CodeNames names = names(image, file);
      return new Conversation(streams, host)
          .hold(
              (colours, output) -> debugger(target, names, image, sources, colours, output),
              _ -> {
                target.failure().ifPresent(failure -> host.complain(failure.getMessage()));
                return target.failure().isPresent() ? ExitStatus.INTERNAL : ExitStatus.OK;
              });
    } catch (InvalidPathException e) {
      throw new UsageException("no directory can be called so");
    } catch (RecordException | BadInputException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static InputStream open(String input) throws UsageException {
    try {
      return Files.newInputStream(Path.of(input));
    } catch (InvalidPathException | IOException e) {
      throw new UsageException("%s %s: %s".formatted(INPUT, input, Reasons.of(e)));
    }
  }

  private static Debugger debugger(
      DebugTarget target,
      CodeNames names,
      Optional<CubicleImage> image,
      List<Path> sources,
      Colours colours,
      Consumer<String> output) {
    return new Debugger(
        target,
        names,
        image.flatMap(known -> MonitorState.of(known, target.memory())),
        new SourceFiles(sources),
        colours,
        output);
  }

  /** Names of what the file tells; of nothing, if it is no program at fixed addresses. */
  private static CodeNames names(Optional<CubicleImage> image, Path file) {
    if (image.isPresent()) {
      return new CodeNames(image.get());
    }
    try {
      return new CodeNames(ProgramFile.read(file));
    } catch (BadInputException _) {
      return CodeNames.none();
    }
  }

  /** Where the user says, then where the sources of the built-in guests are. */
  private static List<Path> sources(ParseResult arguments) throws UsageException {
    final List<String> named = arguments.matchedOptionValue(SOURCE, List.<String>of());
    final List<Path> directories = new ArrayList<>();
    for (String name : named) {
      try {
        directories.add(Path.of(name));
      } catch (InvalidPathException e) {
        throw new UsageException("%s %s: no directory can be called so".formatted(SOURCE, name));
      }
    }
    final String home = System.getProperty("cubicle.home");
    if (home != null) {
      directories.add(Path.of(home, "libos-guest", "src", "main", "guest"));
      directories.add(Path.of(home, "libos-guest", "src", "main", "guest", "cubicles"));
    }
    return directories;
  }
}
