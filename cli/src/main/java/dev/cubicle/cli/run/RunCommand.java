package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.tracing.timeline.TimelineFilter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle run [OPTIONS] GUEST [ARGS]}: reads the arguments. */
public final class RunCommand implements Subcommand {

  private static final String ENGINE = "--engine";
  private static final String MPK = "--mpk";
  private static final String UNVERIFIED = "--unverified";
  private static final String TERMINAL = "--terminal";
  private static final String REPEATABLE = "--repeatable";
  private static final String STATS = "--stats";
  private static final String GDB = "--gdb";
  private static final String GDB_STDIO = "--gdb-stdio";
  private static final String TIMINGS = "--timings";
  private static final String EXPOSURE = "--exposure";
  private static final String TRACE = "--trace";
  private static final String TRACE_FILTER = "--trace-filter";
  private static final String RECORD = "--record";

  private final CommandSpec spec = CommandSpec.create().name("run");

  public RunCommand() {
    spec.addOption(
        Options.word(
            "emulated|native",
            "What runs the guest: the emulator, or this machine's processor, as a process that"
                + " sees the machine's files. Default: emulated.",
            ENGINE));
    spec.addOption(
        Options.word(
            "on|off",
            "Whether there are protection keys. off: a cubicle image runs with its trampolines"
                + " and windows, but nothing is enforced; other guests find a processor without"
                + " keys. Default: on.",
            MPK));
    GuestOptions.addTo(spec);
    spec.addOption(
        Options.word(
            "auto|always|never",
            "Whether the guest takes its standard input for a terminal when it is a pipe or a"
                + " file. auto: a Unikraft image does, which boots on nothing else. Default:"
                + " auto.",
            TERMINAL));
    spec.addOption(CfiOption.option());
    spec.addOption(
        OptionSpec.builder(STATS)
            .type(String.class)
            .arity("0..1")
            .fallbackValue("")
            .paramLabel("FILE")
            .preprocessor(new AttachedValue())
            .description(
                "Count what the run does: a table on standard error, or in FILE: JSON if its name"
                    + " ends in .json, else the table. Of cubicles: who called whom how often and"
                    + " for how long, faults, re-tags, windows.")
            .build());
    spec.addOption(
        Options.word(
            "on|off",
            "Whether --stats says how long calls between cubicles took. off: the guest runs at"
                + " full speed, and its monitor alone counts. Default: on.",
            TIMINGS));
    spec.addOption(
        OptionSpec.builder(EXPOSURE)
            .type(String.class)
            .arity("0..1")
            .fallbackValue("")
            .paramLabel("FILE")
            .preprocessor(new AttachedValue())
            .description(
                "Keep account of which pages of other cubicles each could touch: a table on"
                    + " standard error, or JSON in FILE, for inspect --exposure --run FILE.")
            .build());
    spec.addOption(
        Options.word(
            "FILE",
            "Write a timeline of the calls between cubicles, which https://ui.perfetto.dev opens:"
                + " a track for each cubicle and thread, arrows from caller to callee, faults,"
                + " re-tags, window operations.",
            TRACE));
    spec.addOption(
        Options.word(
            "FILTER",
            "Keep the timeline short: names of cubicles or functions, such as vfs or 'vfs_*', or"
                + " 1/N for every Nth call, separated by commas.",
            TRACE_FILTER));
    spec.addOption(
        Options.word(
            "PORT",
            "Wait for a debugger that speaks GDB's remote protocol, on this port of this machine;"
                + " 0 takes a free one. Standard error names the line to type.",
            GDB));
    spec.addOption(
        OptionSpec.builder(GDB_STDIO)
            .description(
                "The same on standard input and output: the guest's input is empty then, and its"
                    + " output goes to standard error.")
            .build());
    GuestOptions.addTimeLimitTo(spec, "Stop the guest after this time, with status 124.");
    spec.addOption(
        Options.word(
            "DIR",
            "Record the run in a new directory, to be run again and stepped through in either"
                + " direction; see ./cubicle replay. Implies --repeatable.",
            RECORD));
    spec.addOption(
        OptionSpec.builder(REPEATABLE)
            .description(
                "Make the run the same each time: the guest's clocks and timers go by what it does,"
                    + " a microsecond for each system call and nothing for a sleep, and its random"
                    + " numbers are always the same ones.")
            .build());
    spec.addOption(
        OptionSpec.builder(UNVERIFIED)
            .description(
                "Run a cubicle image that the verifier refuses, or has not been asked about; for"
                    + " experiments.")
            .build());
    spec.addOption(Options.help());
    GuestOptions.addGuestTo(spec, true);
    spec.usageMessage()
        .customSynopsis("./cubicle run [OPTIONS] GUEST [ARGS]")
        .sortOptions(false)
        .description("Runs a guest; its streams and its exit status pass through.")
        .footer(
            "",
            "Exit statuses besides the guest's own:",
            "  128+N  signal N ended it; 139 (SIGSEGV) with a report, as for a key violation",
            "  124    time limit",
            "  137    out of memory",
            "  130    Ctrl-C",
            "  2      wrong usage",
            "  126    refused by the verifier: the image could break its own isolation",
            "  3      --engine native, and this machine has no protection keys",
            "  1      trouble with the installation",
            "",
            "Examples:",
            "  ./cubicle run keys",
            "  ./cubicle run --stats violation",
            "  ./cubicle run --trace sqlite.pftrace sqlite --size 1",
            "  ./cubicle run --cfi tag-nx trespass",
            "  ./cubicle run --memory 256M --time-limit 10 ./my-program --an-option",
            "  ./cubicle run --share \"$PWD:/data:ro\" ./my-program /data/input",
            "  ./cubicle run --stats=counts.json --env VERBOSE=1 sqlite-speed --size 5");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final RunRequest request = request(arguments, host);
    return request.watching().record().isEmpty()
        ? new GuestRun(request, host, List.of()).execute()
        : new RunRecording(request, host).execute();
  }

  private RunRequest request(ParseResult arguments, Host host) throws UsageException {
    final List<String> argv = GuestOptions.argv(arguments);
    return new RunRequest(
        GuestName.resolve(argv.getFirst(), GuestCatalogue.installed()),
        argv,
        GuestOptions.of(arguments, host),
        EngineName.parse(arguments.matchedOptionValue(ENGINE, EngineName.EMULATED.option())),
        TerminalChoice.parse(arguments.matchedOptionValue(TERMINAL, "auto")),
        onOrOff(MPK, arguments.matchedOptionValue(MPK, "on")),
        CfiOption.of(arguments),
        arguments.hasMatchedOption(UNVERIFIED),
        arguments.hasMatchedOption(REPEATABLE) || arguments.hasMatchedOption(RECORD),
        new Watching(
            Optional.ofNullable(arguments.matchedOptionValue(STATS, null)),
            onOrOff(TIMINGS, arguments.matchedOptionValue(TIMINGS, "on")),
            Optional.ofNullable(arguments.matchedOptionValue(EXPOSURE, null)),
            trace(arguments),
            debugger(arguments),
            record(arguments.matchedOptionValue(RECORD, null))));
  }

  private static Optional<TraceRequest> trace(ParseResult arguments) throws UsageException {
    final String file = arguments.matchedOptionValue(TRACE, null);
    final String filter = arguments.matchedOptionValue(TRACE_FILTER, null);
    if (file == null) {
      if (filter != null) {
        throw new UsageException(TRACE_FILTER + ": it says what --trace FILE keeps; name a FILE");
      }
      return Optional.empty();
    }
    return Optional.of(
        new TraceRequest(file, filter == null ? TimelineFilter.ALL : TraceRequest.filter(filter)));
  }

  private static Optional<GdbOption> debugger(ParseResult arguments) throws UsageException {
    final String port = arguments.matchedOptionValue(GDB, null);
    if (!arguments.hasMatchedOption(GDB_STDIO)) {
      return port == null ? Optional.<GdbOption>empty() : Optional.of(GdbOption.port(port));
    }
    if (port != null) {
      throw new UsageException("%s and %s: there can be one debugger".formatted(GDB, GDB_STDIO));
    }
    return Optional.of(new GdbOption.Stdio());
  }

  private static Optional<Path> record(String directory) throws UsageException {
    try {
      return Optional.ofNullable(directory).map(Path::of);
    } catch (InvalidPathException e) {
      throw new UsageException("%s: no file can be called so".formatted(RECORD));
    }
  }

  private static boolean onOrOff(String name, String option) throws UsageException {
    return switch (option) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new UsageException("%s %s: it is on or off".formatted(name, option));
    };
  }
}
