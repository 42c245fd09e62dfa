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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle build}: an image from a policy and the objects and archives that it names. */
public final class BuildCommand implements Subcommand {

  private static final String KEEP = "--keep";
  private static final String OUTPUT = "-o";

  /** Begins an entry of a policy. */
  private static final String TABLE = "[[";

  private final CommandSpec spec = CommandSpec.create().name("build");

  public BuildCommand() {
    SourceOptions.addTo(
        spec,
        "The directory of a Unikraft build (platform linuxu): its libraries are the components,"
            + " its linker scripts are followed.",
        "What lives in which cubicle: docs/policy.md. For a Unikraft build it may be left out,"
            + " or be the name of a policy that comes with this program.");
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
    final SourceOptions source =
        SourceOptions.of(
            arguments,
            OUTPUT,
            "a build needs --policy FILE or --unikraft DIR, and -o IMAGE; see ./cubicle build --help");
    final Path output = SourceOptions.path(OUTPUT, arguments.matchedOptionValue(OUTPUT, ""));
    try {
      final Optional<Path> keep = SourceOptions.optionalPath(arguments, KEEP);
      if (source.isTree()) {
        ofTree(source, output, keep, host);
      } else {
        ofPolicy(source, output, keep, host);
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

  private static void ofPolicy(SourceOptions source, Path output, Optional<Path> keep, Host host)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final Path file = source.policyFile();
    final Policy policy = PolicyReader.read(file, source.components());
    BuildOutput.check(output, inputs(policy, Optional.of(file)));
    final BuildRequest request =
        new BuildRequest(policy, MonitorObjects.installed().files(), output, keep);
    final BuildResult result;
    try (Patience _ = Patience.with("building " + output.getFileName(), host.err())) {
      result = ImageBuilder.build(request);
    }
    report(result.warnings(), BuildSummary.of(result), host);
  }

  private static void ofTree(SourceOptions source, Path output, Optional<Path> keep, Host host)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final UnikraftBuild.Wish wish = source.tree();
    try (UnikraftBuild tree = UnikraftBuild.of(wish)) {
      BuildOutput.check(output, inputs(tree.policy(), wish.policy()));
      tree.notes().forEach(host::complain);
      final BuildResult result;
      try (Patience _ = Patience.with("building " + output.getFileName(), host.err())) {
        result = tree.build(output, keep);
      }
      report(tree.warnings(result), TreeSummary.of(tree.summary(), result), host);
    }
  }

  private static void report(List<String> warnings, String summary, Host host) {
    warnings.forEach(warning -> host.complain("warning: " + warning));
    host.out().print(summary);
  }

  /** What must not be overwritten. */
  private static List<Path> inputs(Policy policy, Optional<Path> file) {
    return Stream.concat(
            file.stream(),
            policy.components().values().stream().flatMap(part -> part.files().stream()))
        .toList();
  }
}
