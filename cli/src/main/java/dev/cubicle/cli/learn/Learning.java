package dev.cubicle.cli.learn;

import dev.cubicle.cli.ExitStatus;
import dev.cubicle.cli.Host;
import dev.cubicle.cli.UsageException;
import dev.cubicle.cli.image.Patience;
import dev.cubicle.cli.run.GuestOptions;
import dev.cubicle.cli.run.ObservedRun;
import dev.cubicle.guests.MonitorObjects;
import dev.cubicle.learning.inference.Grant;
import dev.cubicle.learning.inference.Inference;
import dev.cubicle.learning.inference.Lesson;
import dev.cubicle.learning.observation.FunctionRow;
import dev.cubicle.learning.observation.FunctionTable;
import dev.cubicle.learning.observation.Observation;
import dev.cubicle.learning.observation.RunObserver;
import dev.cubicle.learning.text.LearnedPolicy;
import dev.cubicle.learning.text.SourceLines;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.BuildRequest;
import dev.cubicle.trampolines.build.BuildResult;
import dev.cubicle.trampolines.build.ImageBuilder;
import dev.cubicle.trampolines.build.ImageContents;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Builds an image, runs it, and writes what the run has taught. */
final class Learning {

  /**
   * What to learn from.
   *
   * @param text of the policy
   * @param output the file to write
   */
  record Request(
      Policy policy, String text, Path output, List<String> arguments, GuestOptions options) {}

  /** Reads what was written, as a build would. */
  @FunctionalInterface
  interface Check {
    /**
     * @return false if its files are not those of the policy given
     */
    boolean passes(Path learned) throws BadInputException;
  }

  private final Request request;
  private final Host host;

  Learning(Request request, Host host) {
    this.request = request;
    this.host = host;
  }

  int run(ImageContents contents, Check check)
      throws UsageException, BadInputException, IOException, InterruptedException {
    final Path directory = Files.createTempDirectory("cubicle-learn-");
    final Path file = directory.resolve("image");
    try {
      final BuildResult built;
      final CubicleImage image;
      final List<FunctionRow> functions;
      try (Patience _ = Patience.with("building", host.err())) {
        built =
            ImageBuilder.buildLeniently(
                new BuildRequest(
                    request.policy(), MonitorObjects.installed().files(), file, Optional.empty()),
                contents);
        image = CubicleImage.read(file);
        functions = FunctionTable.of(image, request.policy());
      }
      final RunObserver observer = new RunObserver(image, functions);
      final int status =
          new ObservedRun(file, name(), request.arguments(), request.options(), host).run(observer);
      final Optional<List<Observation>> seen = observer.finish();
      if (seen.isEmpty()) {
        host.complain("nothing was observed: the image's monitor did not begin its work");
        return status == 0 ? ExitStatus.INTERNAL : status;
      }
      write(built, image, file, functions, seen.get(), check);
      tell(image, seen.get(), observer.calls());
      return status;
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  /** As the guest is called: like the policy that is written, without its ending. */
  private String name() {
    return request.output().getFileName().toString().replaceFirst("\\.toml$", "");
  }

  private void write(
      BuildResult built,
      CubicleImage image,
      Path file,
      List<FunctionRow> functions,
      List<Observation> seen,
      Check check)
      throws IOException, InterruptedException {
    final Lesson lesson =
        Inference.of(
            seen,
            image.manifest().cubicles().stream().map(Manifest.Cubicle::name).toList(),
            functions,
            subject -> LearnedPolicy.isVariable(image, subject));
    final SourceLines lines =
        SourceLines.of(
            file, seen.stream().map(observation -> observation.first().instruction()).toList());
    Files.writeString(
        request.output(),
        LearnedPolicy.text(request.text(), lesson, built.bare(), image, functions, lines));
    summary(lesson);
    warn(check);
  }

  private void warn(Check check) {
    String doubt = "it finds other files from where it is";
    try {
      if (check.passes(request.output())) {
        return;
      }
    } catch (BadInputException e) {
      doubt = e.getMessage();
    }
    host.complain(
        "warning: policies name files relative to themselves; put %s where the one given is (%s)"
            .formatted(request.output(), doubt));
  }

  private void summary(Lesson lesson) {
    final long windows = count(lesson, Grant.Window.class);
    host.err()
        .print(
            String.format(
                Locale.ROOT,
                "%s: %,d window%s, %,d of variables, %,d of whole parts; %s%n",
                request.output(),
                windows,
                windows == 1 ? " of an argument" : "s of arguments",
                count(lesson, Grant.Data.class),
                count(lesson, Grant.Memory.class),
                lesson.uncovered().isEmpty()
                    ? "everything observed is covered"
                    : plural(lesson.uncovered().size(), "kind") + " of accesses not covered"));
  }

  private static long count(Lesson lesson, Class<? extends Grant> kind) {
    return lesson.grants().stream().filter(kind::isInstance).count();
  }

  private static String plural(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  private void tell(CubicleImage image, List<Observation> seen, long calls) {
    final long accesses = seen.stream().mapToLong(Observation::count).sum();
    host.err()
        .print(
            "observed: %s across %s, %s of %s to memory of others%n"
                .formatted(
                    plural(calls, "call"),
                    plural(image.manifest().cubicles().size() - 1L, "cubicle"),
                    accesses == 1 ? "1 access" : plural(accesses, "accesse"),
                    plural(seen.size(), "kind")));
    host.err().flush();
  }
}
