package dev.cubicle.cli.learn;

import dev.cubicle.cli.*;
import dev.cubicle.cli.run.ObservedRun;
import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.learning.observation.*;
import dev.cubicle.trampolines.*;
import dev.cubicle.trampolines.build.*;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.policy.*;
import java.nio.file.*;
import java.util.*;
import picocli.CommandLine.Model.*;
import picocli.CommandLine.ParseResult;

/** x */
public final class LearnCommand implements Subcommand {
  private final CommandSpec spec = CommandSpec.create().name("learn");

  public LearnCommand() {
    spec.addOption(Options.file("--policy", "What lives in which cubicle: docs/policy.md."));
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("ARGS")
            .description("The guest's arguments.")
            .build());
    spec.parser().stopAtPositional(true);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) throws UsageException {
    try {
      Path policyFile = Path.of(arguments.matchedOptionValue("--policy", ""));
      Policy policy = PolicyReader.read(policyFile);
      Path image = Files.createTempDirectory("cubicle-learn-").resolve("image");
      ImageBuilder.build(
          new BuildRequest(policy, MonitorObjects.installed().files(), image, Optional.empty()));
      CubicleImage read = CubicleImage.read(image);
      List<FunctionRow> functions = FunctionTable.of(read, policy);
      RunObserver observer = new RunObserver(read, functions);
      long start = System.nanoTime();
      int status =
          new ObservedRun(
                  image,
                  "guest",
                  arguments.matchedPositionalValue(0, List.<String>of()),
                  Optional.empty(),
                  List.of(),
                  List.of(),
                  Optional.empty(),
                  host)
              .run(observer);
      host.err()
          .println(
              "status "
                  + status
                  + " "
                  + (System.nanoTime() - start) / 1000000
                  + " ms, calls "
                  + observer.calls());
      for (Observation o : observer.finish().orElseThrow()) {
        host.err()
            .println(
                read.manifest().cubicles().get(o.subject().accessor()).name()
                    + (o.subject().write() ? " writes " : " reads ")
                    + read.manifest().cubicles().get(o.subject().owner()).name()
                    + " "
                    + o.subject().part()
                    + " "
                    + o.subject().symbol()
                    + (o.subject().kernel() ? " kernel" : "")
                    + " n="
                    + o.count()
                    + " calls="
                    + o.calls()
                    + " extent="
                    + o.extent()
                    + " "
                    + o.subject()
                        .explanation()
                        .map(
                            e -> {
                              FunctionRow f = functions.get(e.function());
                              return f.name()
                                  + " p"
                                  + e.parameter()
                                  + (e.deep() ? " deep" : "")
                                  + " "
                                  + rules(
                                      f.parameters().get(e.parameter() - 1).rules(), e.rules(), o);
                            })
                        .orElse("-")
                    + " at "
                    + read.describe(o.first().instruction())
                    + " in "
                    + o.first().calls().stream().map(i -> functions.get(i).name()).toList());
      }
      return 0;
    } catch (BadInputException e) {
      throw new UsageException(e.getMessage());
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String rules(List<SizeRule> all, long mask, Observation o) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < all.size(); i++)
      if ((mask >> i & 1) != 0)
        b.append(all.get(i).text()).append('=').append(o.exact(i)).append(' ');
    return b.toString();
  }
}
