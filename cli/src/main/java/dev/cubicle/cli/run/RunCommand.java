package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.fs.Share;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.tracing.timeline.TimelineFilter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle run [OPTIONS] GUEST [ARGS]}: reads the arguments. */
public final class RunCommand implements Subcommand {

  private static final String ENGINE = "--engine";
  private static final String MPK = "--mpk";
  private static final String UNVERIFIED = "--unverified";
  private static final String MEMORY = "--memory";
  private static final String SHARE = "--share";
  private static final String TERMINAL = "--terminal";
  private static final String REPEATABLE = "--repeatable";
  private static final String CFI = "--cfi";
  private static final String STATS = "--stats";
  private static final String GDB = "--gdb";
  private static final String GDB_STDIO = "--gdb-stdio";
  private static final String TIMINGS = "--timings";
  private static final String EXPOSURE = "--exposure";
  private static final String TRACE = "--trace";
  private static final String TRACE_FILTER = "--trace-filter";
  private static final String RECORD = "--record";
  private static final String TIME_LIMIT = "--time-limit";
  private static final String ENV = "--env";

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
    spec.addOption(
        Options.word("SIZE", "Memory of the guest, such as 256M or 2G. Default: 1G.", MEMORY));
    spec.addOption(
        Options.repeatable(
            "HOST:GUEST[:ro]",
            "Let the guest see a file or directory of the host at the path GUEST; with :ro for"
                + " reading only. The guest sees nothing else of the host.",
            SHARE));
    spec.addOption(
        Options.word(
            "auto|always|never",
            "Whether the guest takes its standard input for a terminal when it is a pipe or a"
                + " file. auto: a Unikraft image does, which boots on nothing else. Default:"
                + " auto.",
            TERMINAL));
    spec.addOption(
        Options.word(
            "none|tag-nx",
            "Whether a key that is closed denies instruction fetches too: none is what"
                + " processors do, tag-nx the extension. Default: none.",
            CFI));
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
    spec.addOption(
        Options.word("SECONDS", "Stop the guest after this time, with status 124.", TIME_LIMIT));
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
    spec.addOption(
        Options.repeatable(
            "NAME=VALUE",
            "Give the guest an environment variable. It has PATH, HOME, TERM and LANG; nothing of"
                + " the host's environment but TERM reaches it.",
            ENV));
    spec.addOption(Options.help());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel("GUEST")
            .description("A built-in guest's name, or the path of a static x86-64 Linux program.")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("1..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("ARGS")
            .description("The guest's arguments, all that follows its name.")
            .build());
    // Once there is a guest, what begins with "-" is meant for it.
    spec.parser().stopAtPositional(true);
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
    return request.record().isEmpty()
        ? new GuestRun(request, host, List.of()).execute()
        : new RunRecording(request, host).execute();
  }

  private RunRequest request(ParseResult arguments, Host host) throws UsageException {
    final String guest = arguments.matchedPositionalValue(0, "");
    final List<String> argv = new ArrayList<>();
    argv.add(guest);
    argv.addAll(arguments.matchedPositionalValue(1, List.<String>of()));
    final String memory = arguments.matchedOptionValue(MEMORY, null);
    final String limit = arguments.matchedOptionValue(TIME_LIMIT, null);
    return new RunRequest(
        guest,
        GuestName.resolve(guest, GuestCatalogue.installed()),
        argv,
        GuestEnvironment.of(
            host.environment().apply("TERM"), arguments.matchedOptionValue(ENV, List.<String>of())),
        EngineName.parse(arguments.matchedOptionValue(ENGINE, EngineName.EMULATED.option())),
        memory == null ? Optional.<Long>empty() : Optional.of(MemorySize.parse(memory)),
        shares(arguments.matchedOptionValue(SHARE, List.<String>of())),
        TerminalChoice.parse(arguments.matchedOptionValue(TERMINAL, "auto")),
        onOrOff(MPK, arguments.matchedOptionValue(MPK, "on")),
        policy(arguments.matchedOptionValue(CFI, FetchPolicy.NONE.option())),
        arguments.hasMatchedOption(UNVERIFIED),
        arguments.hasMatchedOption(REPEATABLE) || arguments.hasMatchedOption(RECORD),
        limit == null ? Optional.<Duration>empty() : Optional.of(TimeLimit.parse(limit)),
        Optional.ofNullable(arguments.matchedOptionValue(STATS, null)),
        onOrOff(TIMINGS, arguments.matchedOptionValue(TIMINGS, "on")),
        Optional.ofNullable(arguments.matchedOptionValue(EXPOSURE, null)),
        trace(arguments),
        debugger(arguments),
        record(arguments.matchedOptionValue(RECORD, null)));
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

  /** Reads the arguments of {@code --share}. */
  public static List<Share> shares(List<String> arguments) throws UsageException {
    final List<Share> shares = new ArrayList<>();
    for (String argument : arguments) {
      try {
        final Share share = Share.parse(argument);
        if (!Files.exists(share.host())) {
          throw new UsageException(
              "%s %s: there is no %s on the host".formatted(SHARE, argument, share.host()));
        }
        shares.add(share);
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage());
      }
    }
    return shares;
  }

  private static boolean onOrOff(String name, String option) throws UsageException {
    return switch (option) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new UsageException("%s %s: it is on or off".formatted(name, option));
    };
  }

  private static FetchPolicy policy(String option) throws UsageException {
    try {
      return FetchPolicy.fromOption(option);
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s %s: it is none or tag-nx".formatted(CFI, option));
    }
  }
}
