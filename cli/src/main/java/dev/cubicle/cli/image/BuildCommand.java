package dev.cubicle.cli.image;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.run.Reasons;
import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.BuildRequest;
import dev.cubicle.trampolines.build.BuildResult;
import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.policy.Policy;
import dev.cubicle.trampolines.policy.PolicyReader;
import dev.cubicle.unikraft.UnikraftBuild;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle build}: an image from a policy and the objects and archives that it names. */
public final class BuildCommand implements Subcommand {

  private static final String UNIKRAFT = "--unikraft";
  private static final String APPLICATION = "--application";
  private static final String POLICY = "--policy";
  private static final String COMPONENT = "--component";
  private static final String KEEP = "--keep";
  private static final String OUTPUT = "-o";

  /** Begins an entry of a policy. */
  private static final String TABLE = "[[";

  private final CommandSpec spec = CommandSpec.create().name("build");

  public BuildCommand() {
    spec.addOption(
        Options.word(
            "DIR",
            "The directory of a Unikraft build (platform linuxu): its libraries are the components,"
                + " its linker scripts are followed.",
            UNIKRAFT));
    spec.addOption(
        Options.word("NAME", "Which of the build's images, if it has several.", APPLICATION));
    spec.addOption(
        Options.file(
            POLICY,
            "What lives in which cubicle: docs/policy.md. For a Unikraft build it may be left out,"
                + " or be the name of a policy that comes with this program."));
    spec.addOption(
        Options.repeatable(
            "NAME=FILE[,FILE...]",
            "The files of a component, instead of those in the policy; may be repeated.",
            COMPONENT));
    spec.addOption(
        Options.word(
            "DIR",
            "Keep what is generated, to be read: trampolines and manifest as assembly text, the"
                + " linker script, the linker's map.",
            KEEP));
    spec.addOption(Options.word("IMAGE", "The image to write.", OUTPUT, "--output"));
    spec.addOption(Options.help());
    spec.usageMessage()
        .customSynopsis(
            "./cubicle build --policy FILE [OPTIONS] -o IMAGE",
            "./cubicle build --unikraft DIR [--policy FILE] [OPTIONS] -o IMAGE")
        .sortOptions(false)
        .description(
            "Puts components into cubicles of one program.",
            "Takes objects and static archives as they are, generates a trampoline for every call"
                + " that crosses cubicles, and links one static program for Linux.")
        .footer(
            "",
            "Nothing is written unless all of it is right. The same input gives the",
            "same bytes.",
            "",
            "Examples:",
            "  ./cubicle build --policy app.toml -o app",
            "  ./cubicle build --policy app.toml --component store=build/store.o -o app",
            "  ./cubicle build --policy app.toml --keep generated -o app",
            "  ./cubicle build --unikraft unikraft/build -o app",
            "",
            "docs/policy.md describes policies, docs/own-libraries.md leads through one,",
            "docs/unikraft.md tells what becomes of a Unikraft build.");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    // Not left to picocli: it would miss these before it sees what was mistyped for them.
    final boolean unikraft = arguments.hasMatchedOption(UNIKRAFT);
    if (!(unikraft || arguments.hasMatchedOption(POLICY)) || !arguments.hasMatchedOption(OUTPUT)) {
      throw new UsageException(
          "a build needs --policy FILE or --unikraft DIR, and -o IMAGE; see ./cubicle build --help");
    }
    if (!unikraft && arguments.hasMatchedOption(APPLICATION)) {
      throw new UsageException("--application chooses among the images of --unikraft DIR");
    }
    final Path output = path(OUTPUT, arguments.matchedOptionValue(OUTPUT, ""));
    try {
      if (unikraft) {
        ofTree(arguments, output, host);
      } else {
        ofPolicy(arguments, output, host);
      }
      return ExitStatus.OK;
    } catch (BadInputException e) {
      if (e.remedy().lastIndexOf(TABLE) > 0) {
        // A single one is in the message.
        host.err().print(e.remedy());
      }
      throw new UsageException(e.getMessage());
    } catch (OutOfMemoryError e) {
      // Debug information of a C library may be hundreds of megabytes.
      host.complain(
          "the objects take more memory than Java may have (%d MiB): JAVA_TOOL_OPTIONS=-Xmx4g allows more"
              .formatted(Runtime.getRuntime().maxMemory() >> 20));
      return ExitStatus.INTERNAL;
    } catch (IOException e) {
      host.complain("the image could not be written: " + Reasons.withFile(e));
      return ExitStatus.INTERNAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  private static void ofPolicy(ParseResult arguments, Path output, Host host)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final Path file = path(POLICY, arguments.matchedOptionValue(POLICY, ""));
    final Policy policy = PolicyReader.read(file, components(arguments));
    BuildOutput.check(output, inputs(policy, Optional.of(file)));
    final BuildRequest request =
        new BuildRequest(
            policy, MonitorObjects.installed().files(), output, optionalPath(arguments, KEEP));
    final BuildResult result;
    try (Patience _ = Patience.with("building " + output.getFileName(), host.err())) {
      result = ImageBuilder.build(request);
    }
    report(result.warnings(), BuildSummary.of(result), host);
  }

  private static void ofTree(ParseResult arguments, Path output, Host host)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final Optional<Path> file = optionalPath(arguments, POLICY);
    final UnikraftBuild.Wish wish =
        new UnikraftBuild.Wish(
            path(UNIKRAFT, arguments.matchedOptionValue(UNIKRAFT, "")),
            Optional.ofNullable(arguments.matchedOptionValue(APPLICATION, (String) null)),
            file,
            components(arguments));
    try (UnikraftBuild tree = UnikraftBuild.of(wish)) {
      BuildOutput.check(output, inputs(tree.policy(), file));
      tree.notes().forEach(host::complain);
      final BuildResult result;
      try (Patience _ = Patience.with("building " + output.getFileName(), host.err())) {
        result = tree.build(output, optionalPath(arguments, KEEP));
      }
      report(tree.warnings(result), TreeSummary.of(tree.summary(), result), host);
    }
  }

  private static void report(List<String> warnings, String summary, Host host) {
    warnings.forEach(warning -> host.complain("warning: " + warning));
    host.out().print(summary);
  }

  private static Map<String, List<String>> components(ParseResult arguments) throws UsageException {
    return ComponentFiles.parse(arguments.matchedOptionValue(COMPONENT, List.<String>of()));
  }

  /** What must not be overwritten. */
  private static List<Path> inputs(Policy policy, Optional<Path> file) {
    return Stream.concat(
            file.stream(),
            policy.components().values().stream().flatMap(part -> part.files().stream()))
        .toList();
  }

  private static Optional<Path> optionalPath(ParseResult arguments, String option)
      throws UsageException {
    return arguments.hasMatchedOption(option)
        ? Optional.of(path(option, arguments.matchedOptionValue(option, "")))
        : Optional.empty();
  }

  private static Path path(String option, String name) throws UsageException {
    try {
      if (!name.isEmpty()) {
        return Path.of(name);
      }
    } catch (InvalidPathException e) {
      throw new UsageException("%s %s: not a path: %s".formatted(option, name, e.getReason()));
    }
    throw new UsageException("%s: the name is empty".formatted(option));
  }
}
