package dev.cubicle.cli.attacks;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.catalogue.AttackCatalogue;
import dev.cubicle.attacks.trial.AttackImages;
import dev.cubicle.attacks.trial.CaseResult;
import dev.cubicle.attacks.trial.Engine;
import dev.cubicle.attacks.trial.Trial;
import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.Options;
import dev.cubicle.cli.Subcommand;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.image.OutputFile;
import dev.cubicle.guests.NativeHost;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.text.NearestNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle attacks}: the catalogue, tried. */
public final class AttacksCommand implements Subcommand {

  private static final String JSON = "--json";
  private static final String ENGINE = "--engine";
  private static final String EMULATED = "emulated";
  private static final String NATIVE = "native";

  private final CommandSpec spec = CommandSpec.create().name("attacks");

  public AttacksCommand() {
    spec.addOption(Options.help());
    spec.addOption(Options.file(JSON, "Write the results as JSON."));
    spec.addOption(
        Options.word(
            EMULATED + "|" + NATIVE,
            "Where they are tried: in the emulator, or as processes of this machine, which"
                + " needs a processor with protection keys; those that need tag-nx are left"
                + " out there. Default: emulated.",
            ENGINE));
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("NAME")
            .description("Attacks to try; all of them if none is named.")
            .build());
    spec.usageMessage()
        .customSynopsis("./cubicle attacks [OPTIONS] [NAME...]")
        .description(
            "Tries every known way around the isolation of cubicles.",
            "With the defence, where it must be stopped, and by what is meant to stop it; and"
                + " without, where it must work.")
        .footer(
            "",
            "The status is 1 if one of them ends in another way. docs/attacks.md explains each.",
            "",
            "Examples:",
            "  ./cubicle attacks",
            "  ./cubicle attacks --json attacks.json",
            "  ./cubicle attacks wrpkru jump-code");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    final boolean here = isNative(arguments.matchedOptionValue(ENGINE, EMULATED));
    if (here && !NativeHost.hasProtectionKeys()) {
      host.complain(
          "this processor or its kernel has no memory protection keys: --engine emulated has them");
      return ExitStatus.NO_KEYS;
    }
    final List<Attack> chosen =
        chosen(arguments.matchedPositionalValue(0, List.<String>of())).stream()
            .filter(attack -> !here || !attack.defended().fetchChecks())
            .toList();
    final List<CaseResult> results;
    try (Progress progress = Progress.of(host, chosen.size())) {
      results = campaign(chosen, here ? new NativeEngine() : new EmulatedEngine(), progress);
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    } catch (IOException e) {
      host.complain("the attacks could not be tried: " + e.getMessage());
      return ExitStatus.INTERNAL;
    } catch (InterruptedException e) {
      return ExitStatus.INTERRUPTED;
    }
    host.out().print(ResultTable.of(results));
    final String json = arguments.matchedOptionValue(JSON, null);
    if (json != null) {
      OutputFile.write(JSON, json, stream -> ResultJson.write(results, stream));
    }
    return results.stream().allMatch(result -> result.problem().isEmpty())
        ? ExitStatus.OK
        : ExitStatus.INTERNAL;
  }

  private static boolean isNative(String engine) throws UsageException {
    return switch (engine) {
      case EMULATED -> false;
      case NATIVE -> true;
      default ->
          throw new UsageException("--engine %s: it is emulated or native".formatted(engine));
    };
  }

  private static List<CaseResult> campaign(List<Attack> attacks, Engine engine, Progress progress)
      throws BadInputException, IOException, InterruptedException {
    final Path workshop = Files.createTempDirectory("cubicle-attacks");
    try {
      final Trial trial = new Trial(new AttackImages(workshop), engine);
      return new Campaign(trial, progress::finished).run(attacks);
    } finally {
      delete(workshop);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static List<Attack> chosen(List<String> names) throws UsageException {
    if (names.isEmpty()) {
      return AttackCatalogue.attacks();
    }
    final List<Attack> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(AttackCatalogue.named(name).orElseThrow(() -> unknown(name)));
    }
    return chosen;
  }

  private static UsageException unknown(String name) {
    final List<String> near =
        NearestNames.of(name, AttackCatalogue.attacks().stream().map(Attack::name).toList());
    return new UsageException(
        "there is no attack %s%s; ./cubicle attacks --help"
            .formatted(
                name, near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
  }
}
