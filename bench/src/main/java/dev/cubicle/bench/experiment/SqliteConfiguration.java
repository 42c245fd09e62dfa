package dev.cubicle.bench.experiment;

import com.google.common.collect.ImmutableList;
import dev.cubicle.bench.place.GuestCommand;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One way to run the same objects.
 *
 * @param image the guest's name
 * @param cubicles isolated ones; 0 for the plainly linked program
 * @param ablation how much is enforced; none for the plainly linked program
 */
public record SqliteConfiguration(String image, int cubicles, Optional<Ablation> ablation) {

  /** The program that all are compared with: linked plainly, without a monitor. */
  public static final SqliteConfiguration PLAIN =
      new SqliteConfiguration("sqlite-plain", 0, Optional.empty());

  /** All, in the order of the table. */
  public static List<SqliteConfiguration> all() {
    return ImmutableList.<SqliteConfiguration>builder()
        .add(PLAIN)
        .addAll(ablated("sqlite-1", 1))
        .addAll(ablated("sqlite-3", 3))
        .addAll(ablated("sqlite-4", 4))
        .addAll(ablated("sqlite", 7))
        .build();
  }

  /** With everything in force. */
  public static SqliteConfiguration full(int cubicles) {
    return all().stream()
        .filter(each -> each.cubicles == cubicles && each.isFull())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no image has " + cubicles + " cubicles"));
  }

  private static List<SqliteConfiguration> ablated(String image, int cubicles) {
    return Stream.of(Ablation.values())
        .map(ablation -> new SqliteConfiguration(image, cubicles, Optional.of(ablation)))
        .toList();
  }

  /** Whether everything is in force. */
  public boolean isFull() {
    return ablation.equals(Optional.of(Ablation.WINDOWS));
  }

  /** Whether it runs only where there are protection keys. */
  public boolean needsKeys() {
    return ablation.map(Ablation::needsKeys).orElse(false);
  }

  /** The name of its row. */
  public String name() {
    return ablation
        .map(how -> "%d cubicle%s %s".formatted(cubicles, cubicles == 1 ? " " : "s", how.words()))
        .orElse("plainly linked");
  }

  /** What runs it. */
  public GuestCommand command(String... arguments) {
    GuestCommand command = GuestCommand.of(image, arguments);
    return ablation
        .map(Ablation::monitorOptions)
        .filter(options -> !options.isEmpty())
        .map(command::withMonitor)
        .orElse(command);
  }
}
