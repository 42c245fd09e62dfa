package dev.cubicle.cli.run;

import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.UsageException;
import dev.cubicle.emulator.linux.fs.Share;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a guest gets of the host: options that all commands have which run one.
 *
 * @param memoryBytes the guest's memory, if the user said how much
 * @param environment as {@code NAME=value}
 * @param shares what it sees of the host's files
 * @param timeLimit when to stop it
 */
public record GuestOptions(
    Optional<Long> memoryBytes,
    List<String> environment,
    List<Share> shares,
    Optional<Duration> timeLimit) {

  private static final String MEMORY = "--memory";
  private static final String SHARE = "--share";
  private static final String ENV = "--env";
  private static final String TIME_LIMIT = "--time-limit";

  public GuestOptions {
    environment = List.copyOf(environment);
    shares = List.copyOf(shares);
  }

  /** Adds the options but for the time limit. */
  public static void addTo(CommandSpec spec) {
    spec.addOption(
        Options.word("SIZE", "Memory of the guest, such as 256M or 2G. Default: 1G.", MEMORY));
    spec.addOption(
        Options.repeatable(
            "HOST:GUEST[:ro]",
            "Let the guest see a file or directory of the host at the path GUEST; with :ro for"
                + " reading only. The guest sees nothing else of the host.",
            SHARE));
    spec.addOption(
        Options.repeatable(
            "NAME=VALUE",
            "Give the guest an environment variable. It has PATH, HOME, TERM and LANG; nothing of"
                + " the host's environment but TERM reaches it.",
            ENV));
  }

  /** Adds the time limit, with what it is for. */
  public static void addTimeLimitTo(CommandSpec spec, String description) {
    spec.addOption(Options.word("SECONDS", description, TIME_LIMIT));
  }

  /** Adds the parameters GUEST and ARGS. Once there is a guest, what begins with "-" is its. */
  public static void addGuestTo(CommandSpec spec, boolean required) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity(required ? "1" : "0..1")
            .required(required)
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
    spec.parser().stopAtPositional(true);
  }

  /** The guest's arguments, its name first, where {@link #addGuestTo} added them. */
  public static List<String> argv(ParseResult arguments) {
    final List<String> argv = new ArrayList<>();
    argv.add(arguments.matchedPositionalValue(0, ""));
    argv.addAll(arguments.matchedPositionalValue(1, List.<String>of()));
    return argv;
  }

  /** What the user said. */
  public static GuestOptions of(ParseResult arguments, Host host) throws UsageException {
    final String memory = arguments.matchedOptionValue(MEMORY, null);
    final String limit = arguments.matchedOptionValue(TIME_LIMIT, null);
    return new GuestOptions(
        memory == null ? Optional.<Long>empty() : Optional.of(MemorySize.parse(memory)),
        GuestEnvironment.of(
            host.environment().apply("TERM"), arguments.matchedOptionValue(ENV, List.<String>of())),
        shares(arguments.matchedOptionValue(SHARE, List.<String>of())),
        limit == null ? Optional.<Duration>empty() : Optional.of(TimeLimit.parse(limit)));
  }

  private static List<Share> shares(List<String> arguments) throws UsageException {
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
}
