package dev.cubicle.cli.debug;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.probe.ProbedGuest;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.tracing.command.CommandException;
import dev.cubicle.tracing.command.RegisterReader;
import dev.cubicle.tracing.command.StateCommands;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** A built-in guest that is looked at when it comes to a function for the first time. */
final class ProbedRun {
  private final Path file;
  private final CubicleImage image;

  ProbedRun(String guest) throws Exception {
    file = GuestCatalogue.installed().image(guest).orElseThrow();
    image = CubicleImage.read(file);
  }

  CubicleImage image() {
    return image;
  }

  long address(String symbol) {
    return image.symbols().named(symbol).getFirst().address();
  }

  /** What commands answer when the guest is about to execute a function's first instruction. */
  List<String> answersAt(String symbol, List<String> arguments, String... lines) throws Exception {
    final List<String> answers = new ArrayList<>();
    lookAt(
        symbol,
        arguments,
        (state, registers) -> {
          final StateCommands commands = new StateCommands(state);
          for (String line : lines) {
            try {
              answers.add(commands.execute(line, registers).orElseThrow());
            } catch (CommandException e) {
              answers.add(e.getMessage());
            }
          }
        });
    return answers;
  }

  /** Looks at the guest when it comes to a function for the first time. */
  void lookAt(
      String symbol, List<String> arguments, BiConsumer<MonitorState, RegisterReader> observer)
      throws Exception {
    final boolean[] seen = new boolean[1];
    try (ImageFile backing = ImageFile.open(file);
        LinuxProcess process =
            new LinuxProcess(
                options(backing, arguments, new ByteArrayOutputStream())
                    .probe(
                        new Probe(
                            address(symbol),
                            guest -> {
                              if (!seen[0]) {
                                seen[0] = true;
                                observer.accept(
                                    MonitorState.of(image, guest).orElseThrow(),
                                    name -> register(guest, name));
                              }
                            }))
                    .build())) {
      process.run();
    }
    if (!seen[0]) {
      throw new AssertionError("the guest never came to " + symbol);
    }
  }

  private static ProcessOptions.Builder options(
      ImageFile backing, List<String> arguments, ByteArrayOutputStream error) {
    final List<String> argv = new ArrayList<>(List.of("guest"));
    argv.addAll(arguments);
    return ProcessOptions.of(backing)
        .arguments(argv)
        .streams(
            HostStreams.of(
                new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), error));
  }

  /** Runs the guest to its end, then looks at what is left of it. */
  String report(List<String> arguments, BiConsumer<MonitorState, RegisterReader> observer)
      throws Exception {
    final ByteArrayOutputStream error = new ByteArrayOutputStream();
    try (ImageFile backing = ImageFile.open(file);
        LinuxProcess process = new LinuxProcess(options(backing, arguments, error).build())) {
      process.run();
      observer.accept(
          MonitorState.of(image, new ResidentMemory(process.space(), process.space().memory()))
              .orElseThrow(),
          _ -> OptionalLong.empty());
    }
    return error.toString(UTF_8);
  }

  private static OptionalLong register(ProbedGuest guest, String name) {
    return switch (name) {
      case "rip" -> OptionalLong.of(guest.address());
      case "rsp" -> OptionalLong.of(guest.register(X86.RSP));
      case "rdi" -> OptionalLong.of(guest.register(X86.RDI));
      case "gs_base" -> OptionalLong.of(guest.register(X86.GS_BASE));
      case "pkru" -> OptionalLong.of(Integer.toUnsignedLong(guest.pkru()));
      default -> OptionalLong.empty();
    };
  }
}
