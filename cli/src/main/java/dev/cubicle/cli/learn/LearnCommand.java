package dev.cubicle.cli.learn;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.image.BuildOutput;
import dev.cubicle.cli.image.SourceOptions;
import dev.cubicle.cli.run.GuestOptions;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.ImageContents;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.PolicyReader;
import dev.cubicle.unikraft.UnikraftBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle learn}: the policy that a run would have needed. */
public final class LearnCommand implements Subcommand {

  private static final String ANEW = "--anew";
  private static final String OUTPUT = "-o";

  private final CommandSpec spec = CommandSpec.create().name("learn");

  public LearnCommand() {
    SourceOptions.addTo(
        spec,
        "The directory of a Unikraft build (platform linuxu).",
        "What lives in which cubicle, and what is open already: docs/policy.md. For a Unikraft"
            + " build as for ./cubicle build.");
    spec.addOption(
        OptionSpec.builder(ANEW)
            .description(
                "Leave out what the policy opens (windows of functions, [[data]], [[memory]]), and"
                    + " learn it again from this run.")
            .build());
    GuestOptions.addTo(spec);
    GuestOptions.addTimeLimitTo(spec, "End the run after this time; what was seen counts.");
    spec.addOption(Options.word("LEARNED", "The policy to write.", OUTPUT, "--output"));
    spec.addOption(Options.help());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("ARGS")
            .description("The guest's arguments; behind -- where the first one begins with -.")
            .build());
    spec.parser().stopAtPositional(true);
    spec.usageMessage()
        .customSynopsis(
            "./cubicle learn --policy FILE [OPTIONS] -o LEARNED [--] [ARGS]",
            "./cubicle learn --unikraft DIR [--policy FILE] [OPTIONS] -o LEARNED [--] [ARGS]")
        .sortOptions(false)
        .description(
            "Writes the policy that a run would have needed.",
            "Builds the image of the policy and runs it with ARGS. What no grant allows is not"
                + " stopped but observed. The policy that is written is the one given and, behind"
                + " it, the least grants that cover what was observed: a window of an argument, else"
                + " one on a variable, else one on all that a cubicle has of a kind. Each says who"
                + " needed it first, where, and how often.")
        .footer(
            "",
            "The guest's output and exit status pass through. Runs are repeatable: the same",
            "program, policy and arguments give the same bytes.",
            "",
            "What another run needs beyond this one it does not get: it is stopped, and the",
            "report names the entry that is missing. Add it, or learn from that run too: the",
            "policy learned is a policy to begin with.",
            "",
            "Examples:",
            "  ./cubicle learn --policy app.toml -o app-learned.toml",
            "  ./cubicle learn --policy app-learned.toml -o app-learned.toml -- --other-run",
            "  ./cubicle build --policy app-learned.toml -o app",
            "  ./cubicle learn --unikraft unikraft/build -o learned.toml",
            "",
            "docs/learn.md tells what is observed, and how grants are chosen.");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final SourceOptions source =
        SourceOptions.of(
            arguments,
            OUTPUT,
            "learning needs --policy FILE or --unikraft DIR, and -o LEARNED; see ./cubicle learn"
                + " --help");
    try {
      return source.isTree() ? ofTree(source, arguments, host) : ofPolicy(source, arguments, host);
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    } catch (IOException e) {
      host.complain("the policy could not be learned: " + e.getMessage());
      return ExitStatus.INTERNAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  private static int ofPolicy(SourceOptions source, ParseResult arguments, Host host)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final Path file = source.policyFile();
    final Map<String, List<String>> components = source.components();
    final Policy policy = PolicyReader.read(file, components);
    final Path output = output(arguments, policy);
    try (GivenPolicy given =
        GivenPolicy.of(Files.readString(file), file, arguments.hasMatchedOption(ANEW))) {
      final Policy begun = given.changed() ? PolicyReader.read(given.file(), components) : policy;
      return new Learning(request(arguments, output, given.text(), begun, host), host)
          .run(
              ImageContents.NONE,
              learned ->
                  PolicyReader.read(learned, components).components().equals(policy.components()));
    }
  }

  private static int ofTree(SourceOptions source, ParseResult arguments, Host host)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final UnikraftBuild.Wish wish = source.tree();
    try (UnikraftBuild tree = UnikraftBuild.of(wish);
        GivenPolicy given =
            GivenPolicy.of(
                tree.policyText(),
                wish.directory().resolve("x"),
                arguments.hasMatchedOption(ANEW))) {
      final Path output = output(arguments, tree.policy());
      tree.notes().forEach(host::complain);
      if (!given.changed()) {
        return new Learning(request(arguments, output, given.text(), tree.policy(), host), host)
            .run(tree.contents(), _ -> true);
      }
      try (UnikraftBuild begun =
          UnikraftBuild.of(
              new UnikraftBuild.Wish(
                  wish.directory(),
                  wish.application(),
                  Optional.of(given.file()),
                  wish.components()))) {
        return new Learning(request(arguments, output, given.text(), begun.policy(), host), host)
            .run(begun.contents(), _ -> true);
      }
    }
  }

  private static Learning.Request request(
      ParseResult arguments, Path output, String text, Policy policy, Host host)
      throws UsageException {
    return new Learning.Request(
        policy,
        text,
        output,
        arguments.matchedPositionalValue(0, List.<String>of()),
        GuestOptions.of(arguments, host));
  }

  private static Path output(ParseResult arguments, Policy policy)
      throws UsageException, IOException {
    final Path output = SourceOptions.path(OUTPUT, arguments.matchedOptionValue(OUTPUT, ""));
    // The policy itself may be replaced: it is part of what is written.
    BuildOutput.check(
        output,
        policy.components().values().stream().flatMap(part -> part.files().stream()).toList());
    return output;
  }
}
