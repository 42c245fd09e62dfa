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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle build}: an image from a policy and the objects and archives that it names. */
public final class BuildCommand implements Subcommand {

  private static final String POLICY = "--policy";
  private static final String COMPONENT = "--component";
  private static final String KEEP = "--keep";
  private static final String OUTPUT = "-o";

  private final CommandSpec spec = CommandSpec.create().name("build");

  public BuildCommand() {
    spec.addOption(Options.file(POLICY, "What lives in which cubicle: docs/policy.md."));
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
        .customSynopsis("./cubicle build --policy FILE [OPTIONS] -o IMAGE")
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
            "",
            "docs/policy.md describes policies, docs/own-libraries.md leads through one.");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    // Not left to picocli: it would miss these before it sees what was mistyped for them.
    if (!arguments.hasMatchedOption(POLICY) || !arguments.hasMatchedOption(OUTPUT)) {
      throw new UsageException(
          "a build needs --policy FILE and -o IMAGE; see ./cubicle build --help");
    }
    final Path output = path(OUTPUT, arguments.matchedOptionValue(OUTPUT, ""));
    final String keep = arguments.matchedOptionValue(KEEP, null);
    final Optional<Path> kept = keep == null ? Optional.empty() : Optional.of(path(KEEP, keep));
    final Path policyFile = path(POLICY, arguments.matchedOptionValue(POLICY, ""));
    try {
      final Policy policy =
          PolicyReader.read(
              policyFile,
              ComponentFiles.parse(arguments.matchedOptionValue(COMPONENT, List.<String>of())));
      checkOutput(output, policyFile, policy);
      final BuildRequest request =
          new BuildRequest(policy, MonitorObjects.installed().files(), output, kept);
      final BuildResult result;
      try (Patience _ = Patience.with("building " + output.getFileName(), host.err())) {
        result = ImageBuilder.build(request);
      }
      result.warnings().forEach(warning -> host.complain("warning: " + warning));
      host.out().print(BuildSummary.of(result));
      return ExitStatus.OK;
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    } catch (IOException e) {
      host.complain("the image could not be written: " + Reasons.withFile(e));
      return ExitStatus.INTERNAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
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

  /** What cannot be written is better known before the build; what is read is not overwritten. */
  private static void checkOutput(Path output, Path policyFile, Policy policy)
      throws UsageException, IOException {
    final Path directory = output.toAbsolutePath().getParent();
    if (directory == null || Files.isDirectory(output)) {
      throw new UsageException("-o %s: is a directory; name a file".formatted(output));
    }
    if (!Files.isDirectory(directory)) {
      throw new UsageException("-o %s: there is no directory %s".formatted(output, directory));
    }
    if (!Files.isWritable(directory)) {
      throw new UsageException("-o %s: cannot write to %s".formatted(output, directory));
    }
    if (!Files.exists(output)) {
      return;
    }
    if (!Files.isRegularFile(output)) {
      throw new UsageException(
          "-o %s: is not a file that an image could replace".formatted(output));
    }
    final List<Path> inputs =
        Stream.concat(
                Stream.of(policyFile),
                policy.components().values().stream().flatMap(part -> part.files().stream()))
            .toList();
    for (Path input : inputs) {
      if (Files.isSameFile(input, output)) {
        throw new UsageException("-o %s: would overwrite what it is made of".formatted(output));
      }
    }
  }
}
