package dev.cubicle.bench.place;

import dev.cubicle.bench.BenchException;
import dev.cubicle.oracle.Ending;
import dev.cubicle.oracle.Program;
import dev.cubicle.oracle.QemuOracle;
import dev.cubicle.oracle.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A Linux guest of QEMU with {@code -accel tcg -cpu max}; one boot runs all commands in turn. */
public final class QemuPlace implements Place {

  /** The name of its figures. */
  public static final String NAME = "qemu";

  private final QemuOracle oracle;
  private final Function<String, Path> image;
  private final Duration limit;

  /**
   * @param image the image of a guest
   * @param limit after this long, in the guest's time, a program is killed
   */
  public QemuPlace(QemuOracle oracle, Function<String, Path> image, Duration limit) {
    this.oracle = oracle;
    this.image = image;
    this.limit = limit;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<GuestRun> run(List<GuestCommand> commands)
      throws BenchException, InterruptedException {
    List<Program> programs = commands.stream().map(this::program).toList();
    List<Result> results;
    try {
      results = oracle.run(programs);
    } catch (IOException e) {
      throw BenchException.failed(NAME + ": " + OneLine.of(e.getMessage()));
    }
    List<GuestRun> runs = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      runs.add(checked(commands.get(i), results.get(i)));
    }
    return runs;
  }

  private Program program(GuestCommand command) {
    return Program.of(
            command.guest(),
            image.apply(command.guest()),
            command.arguments().toArray(String[]::new))
        .withVariables(command.environment())
        .withLimit(limit);
  }

  private static GuestRun checked(GuestCommand command, Result result) throws BenchException {
    if (!result.ending().equals(new Ending.Exited(0)) || result.firstByte().isEmpty()) {
      throw BenchException.failed(
          "%s: %s ended with %s%s: %s"
              .formatted(
                  NAME,
                  command,
                  result.ending(),
                  result.firstByte().isEmpty() ? " and printed nothing" : "",
                  OneLine.of(result.errorText())));
    }
    return new GuestRun(command, result.outputText(), result.firstByte().get());
  }
}
