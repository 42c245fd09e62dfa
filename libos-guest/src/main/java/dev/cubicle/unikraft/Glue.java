package dev.cubicle.unikraft;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.cubicle.guests.GuestCatalogue;
import dev.cubicle.guests.InstallationException;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.tool.Toolchain;
import dev.cubicle.trampolines.policy.Inventory.Addition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Components of ours that stand between a tree's libraries and the monitor: compiled ones, and what
 * has to be written for each tree, in a directory that lives until this is closed.
 * guest/unikraft/unikraft.h says what they do.
 */
final class Glue implements AutoCloseable {

  private static final String HEAP = "uk_heap";
  private static final String INTERRUPTS = "uk_irq";
  private static final String PAGES = "uk_pages";
  private static final String LINUX = "uk_linux";
  private static final String THREADS = "uk_threads";

  /** The library of the platform linuxu. */
  static final String PLATFORM = "linuxuplat";

  /** To wait, to use another thread's storage, to end. */
  private static final List<String> THREAD_CALLS = List.of("futex", "arch_prctl", "exit");

  private static final int MOST_THREADS = 16;

  /** Of musl, and of the components that were compiled against it. */
  private static final String ERROR_NUMBER = "__errno_location";

  /** Of nolibc up to release 0.10 or so, and of newlib. */
  private static final List<String> ERROR_NUMBERS = List.of("_nolibc_errno", "__errno");

  /** What becomes of SYSCALL instructions of the tree. */
  private static final String SYSTEM_CALL_HANDLER = "uk_linux_call";

  /** What the platform asks of Linux. */
  private static final List<String> SYSTEM_CALLS =
      List.of(
          "read",
          "write",
          "open",
          "close",
          "fstat",
          "ioctl",
          "pread64",
          "clock_gettime",
          "clock_nanosleep",
          "getrandom",
          "exit_group");

  private final Path compiled;
  private final Path directory;
  private final List<Addition> additions;

  private final Map<String, Path> renamed;
  private final Scheduler scheduler;

  private Glue(
      Path compiled, Path directory, BuildTree tree, Allocator allocator, Scheduler scheduler)
      throws BadInputException, IOException, InterruptedException {
    this.compiled = compiled;
    this.directory = directory;
    this.scheduler = scheduler;
    this.renamed = TreeNames.of(allocator, scheduler).rename(tree, directory);
    final boolean threads = scheduler instanceof Scheduler.Known;
    final List<Addition> all = new ArrayList<>();
    all.add(
        everybodys(
            HEAP,
            HeapGlue.ofHeap(allocator.layout(), allocator.initialiser()) + errorNumber(tree)));
    all.add(everybodys(INTERRUPTS, threads ? ThreadGlue.ofEverybody() : ""));
    all.add(
        new Addition(
            PAGES,
            files(PAGES, HeapGlue.ofPages(allocator.layout())),
            Optional.of(allocator.library()),
            Set.of(),
            List.of(),
            List.of("uk_heap_of")));
    all.add(beside(LINUX, "", PLATFORM, SYSTEM_CALLS));
    if (scheduler instanceof Scheduler.Known(String library)) {
      all.add(beside(THREADS, ThreadGlue.ofThreads(), library, THREAD_CALLS));
    }
    this.additions = List.copyOf(all);
  }

  private Addition everybodys(String component, String assembly)
      throws BadInputException, IOException, InterruptedException {
    return new Addition(
        component, files(component, assembly), Optional.empty(), Set.of(), List.of(), List.of());
  }

  private Addition beside(String component, String assembly, String library, List<String> calls)
      throws BadInputException, IOException, InterruptedException {
    return new Addition(
        component, files(component, assembly), Optional.of(library), Set.of(), calls, List.of());
  }

  /**
   * The components for a tree.
   *
   * @throws InstallationException if they are not built
   */
  static Glue of(BuildTree tree) throws BadInputException, IOException, InterruptedException {
    final Allocator allocator = Allocator.of(tree);
    final Scheduler scheduler = Scheduler.of(tree);
    final Path directory = Files.createTempDirectory("cubicle-unikraft-");
    boolean done = false;
    try {
      final Glue glue =
          new Glue(
              GuestCatalogue.installed().images().resolve("unikraft"),
              directory,
              tree,
              allocator,
              scheduler);
      done = true;
      return glue;
    } finally {
      if (!done) {
        delete(directory);
      }
    }
  }

  /** Libraries of the tree that are taken from elsewhere, by component. */
  Map<String, Path> renamed() {
    return renamed;
  }

  List<Addition> additions() {
    return additions;
  }

  Optional<String> systemCallHandler() {
    return Optional.of(SYSTEM_CALL_HANDLER);
  }

  /** How many threads there may be at a time, unless the policy says otherwise. */
  int threads() {
    return scheduler instanceof Scheduler.Known ? MOST_THREADS : 1;
  }

  /** What does not work, one line each. */
  List<String> notes() {
    return scheduler instanceof Scheduler.Unknown(String why)
        ? List.of("threads beside the first will not work: " + why)
        : List.of();
  }

  /** C libraries call by different names what has the address of {@code errno}. */
  private static String errorNumber(BuildTree tree) {
    if (tree.defines(ERROR_NUMBER)) {
      return "";
    }
    return ERROR_NUMBERS.stream()
        .filter(tree::defines)
        .findFirst()
        .map(other -> HeapGlue.jump(ERROR_NUMBER, other))
        .orElse("");
  }

  /** A component's compiled objects, and the one made of assembly text, if there is any. */
  private List<Path> files(String component, String assembly)
      throws BadInputException, IOException, InterruptedException {
    final List<Path> files = new ArrayList<>(compiled(component));
    if (!assembly.isEmpty()) {
      final String source = component + ".s";
      final String object = component + "-tree.o";
      Files.writeString(directory.resolve(source), assembly);
      new Toolchain(directory).assemble(source, object);
      files.add(directory.resolve(object));
    }
    return List.copyOf(files);
  }

  private List<Path> compiled(String component) throws IOException {
    final Path home = compiled.resolve(component);
    if (Files.isDirectory(home)) {
      try (Stream<Path> entries = Files.list(home)) {
        final List<Path> objects =
            entries.filter(file -> file.toString().endsWith(".o")).sorted().toList();
        if (!objects.isEmpty()) {
          return objects;
        }
      }
    }
    throw InstallationException.missing("component " + component, home);
  }

  private static void delete(Path directory) throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  @Override
  public void close() throws IOException {
    delete(directory);
  }
}
