package dev.cubicle.cli;

import dev.cubicle.guests.Guest;
import dev.cubicle.guests.GuestCatalogue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code cubicle guests}: what can be run without a program of one's own. */
final class GuestsCommand implements Subcommand {

  private final CommandSpec spec = CommandSpec.create().name("guests");

  GuestsCommand() {
    spec.addOption(Options.help());
    spec.usageMessage()
        .customSynopsis("./cubicle guests")
        .description("Lists the guests that are built in.")
        .footer(
            "",
            "A guest is run by its name: ./cubicle run hello",
            "One that comes in several builds, by name and suffix: ./cubicle run hello-glibc");
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public int execute(ParseResult arguments, Host host) {
    final Map<Guest.Group, List<Guest>> groups =
        GuestCatalogue.installed().guests().stream()
            .collect(
                Collectors.groupingBy(
                    Guest::group, () -> new EnumMap<>(Guest.Group.class), Collectors.toList()));
    String separator = "";
    for (Map.Entry<Guest.Group, List<Guest>> group : groups.entrySet()) {
      host.out().print(separator + title(group.getKey()) + "\n");
      group.getValue().forEach(guest -> host.out().print(line(guest) + "\n"));
      separator = "\n";
    }
    return ExitStatus.OK;
  }

  private static String title(Guest.Group group) {
    return switch (group) {
      case DEMO -> "Demonstrations";
      case MPK -> "Protection keys, held against Linux and the hardware";
      case KERNEL -> "The rest of the Linux personality, held against Linux";
      case CUBICLES -> "On the library OS, whose components can be put into cubicles";
      case BENCH -> "Workloads";
      case HOSTILE -> "Guests that misbehave";
    };
  }

  private static String line(Guest guest) {
    final String builds =
        guest.builds().size() == 1
            ? ""
            : guest.imageNames().stream()
                .skip(1)
                .map(name -> name.substring(guest.name().length()))
                .collect(Collectors.joining(", ", "  (also ", ")"));
    return "  %-15s %s%s".formatted(guest.name(), guest.description(), builds);
  }
}
