package dev.cubicle.cli.image;

import dev.cubicle.cli.Options;
import dev.cubicle.cli.UsageException;
import dev.cubicle.unikraft.UnikraftBuild;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What an image is to be made of, as the commands that build one are told. */
public final class SourceOptions {

  private static final String UNIKRAFT = "--unikraft";
  private static final String APPLICATION = "--application";
  private static final String POLICY = "--policy";
  private static final String COMPONENT = "--component";

  private final ParseResult arguments;

  private SourceOptions(ParseResult arguments) {
    this.arguments = arguments;
  }

  /**
   * Adds the options to a command.
   *
   * @param tree what is said of {@code --unikraft}
   * @param policy what is said of {@code --policy}
   */
  public static void addTo(CommandSpec spec, String tree, String policy) {
    spec.addOption(Options.word("DIR", tree, UNIKRAFT));
    spec.addOption(
        Options.word("NAME", "Which of the build's images, if it has several.", APPLICATION));
    spec.addOption(Options.file(POLICY, policy));
    spec.addOption(
        Options.repeatable(
            "NAME=FILE[,FILE...]",
            "The files of a component, instead of those in the policy; may be repeated.",
            COMPONENT));
  }

  /**
   * What was said. Not left to picocli: it would miss options before it sees what was mistyped for
   * them.
   *
   * @param output an option that is needed as well
   * @param complaint what to say if something is missing
   */
  public static SourceOptions of(ParseResult arguments, String output, String complaint)
      throws UsageException {
    final boolean tree = arguments.hasMatchedOption(UNIKRAFT);
    if (!(tree || arguments.hasMatchedOption(POLICY)) || !arguments.hasMatchedOption(output)) {
      throw new UsageException(complaint);
    }
    if (!tree && arguments.hasMatchedOption(APPLICATION)) {
      throw new UsageException("--application chooses among the images of --unikraft DIR");
    }
    return new SourceOptions(arguments);
  }

  /** Whether it is a Unikraft build; else it is a policy with files. */
  public boolean isTree() {
    return arguments.hasMatchedOption(UNIKRAFT);
  }

  /** The policy's file; a Unikraft build may do without. */
  public Optional<Path> policy() throws UsageException {
    return optionalPath(arguments, POLICY);
  }

  /** The policy's file, where there has to be one. */
  public Path policyFile() throws UsageException {
    return path(POLICY, arguments.matchedOptionValue(POLICY, ""));
  }

  /** The Unikraft build, and what is wanted of it. */
  public UnikraftBuild.Wish tree() throws UsageException {
    return new UnikraftBuild.Wish(
        path(UNIKRAFT, arguments.matchedOptionValue(UNIKRAFT, "")),
        Optional.ofNullable(arguments.matchedOptionValue(APPLICATION, (String) null)),
        policy(),
        components());
  }

  /** Files by component. */
  public Map<String, List<String>> components() throws UsageException {
    return ComponentFiles.parse(arguments.matchedOptionValue(COMPONENT, List.<String>of()));
  }

  /** The file that an option names, if it is given. */
  public static Optional<Path> optionalPath(ParseResult arguments, String option)
      throws UsageException {
    return arguments.hasMatchedOption(option)
        ? Optional.of(path(option, arguments.matchedOptionValue(option, "")))
        : Optional.empty();
  }

  /** The file that is the value of an option. */
  public static Path path(String option, String name) throws UsageException {
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
