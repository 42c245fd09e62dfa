package dev.cubicle.guests;

import static dev.cubicle.guests.Build.ALSO_IN_CUBICLES;
import static dev.cubicle.guests.Build.GLIBC;
import static dev.cubicle.guests.Build.IN_CUBICLES;
import static dev.cubicle.guests.Build.IN_FOUR_CUBICLES;
import static dev.cubicle.guests.Build.IN_ONE_CUBICLE;
import static dev.cubicle.guests.Build.IN_THREE_CUBICLES;
import static dev.cubicle.guests.Build.MUSL;
import static dev.cubicle.guests.Build.PIE;
import static dev.cubicle.guests.Build.WITHOUT_CUBICLES;
import static dev.cubicle.guests.Guest.Group.BENCH;
import static dev.cubicle.guests.Guest.Group.CUBICLES;
import static dev.cubicle.guests.Guest.Group.DEMO;
import static dev.cubicle.guests.Guest.Group.HOSTILE;
import static dev.cubicle.guests.Guest.Group.KERNEL;
import static dev.cubicle.guests.Guest.Group.MPK;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The built-in guests and where their images are.
 *
 * <p>The images are made by {@code src/main/guest/Makefile}, whose lists a test holds against
 * {@link #GUESTS}.
 */
public final class GuestCatalogue {

  /** The system property that names the directory of the images. */
  public static final String IMAGES_PROPERTY = "cubicle.guests";

  /** The system property that names the root of the source tree, where images are built. */
  public static final String HOME_PROPERTY = "cubicle.home";

  private static final List<List<String>> PLAIN = List.of(List.of());

  private static final List<Guest> GUESTS =
      List.of(
          new Guest("hello", DEMO, "prints one line", List.of(MUSL, GLIBC, PIE), PLAIN),
          new Guest(
              "keys",
              DEMO,
              "a tour of protection keys, told in words",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "violation",
              DEMO,
              "writes to a page whose key is closed, and dies of it",
              List.of(MUSL),
              PLAIN),
          new Guest(
              "trespass",
              DEMO,
              "runs code whose key is closed: stopped by --cfi tag-nx alone",
              List.of(MUSL),
              PLAIN),
          new Guest(
              "pkey-access",
              MPK,
              "what a closed key stops: the scenarios of the Linux selftest protection_keys",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "pkey-arch",
              MPK,
              "WRPKRU, RDPKRU, XSAVE and XRSTOR, and every operand they refuse",
              List.of(MUSL),
              PLAIN),
          new Guest(
              "pkey-deputy",
              MPK,
              "system calls on memory whose key is closed",
              List.of(MUSL),
              PLAIN),
          new Guest(
              "pkey-fatal",
              MPK,
              "key faults that end the process, one for each argument",
              List.of(MUSL),
              each(
                  "no-handler",
                  "ignored",
                  "blocked",
                  "fault-in-handler",
                  "keyed-alternate-stack",
                  "stack-closed")),
          new Guest(
              "pkey-ltp",
              MPK,
              "every kind of mapping with a key: the table of LTP pkey01",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "pkey-signals",
              MPK,
              "PKRU in signal handlers and frames: the Linux selftest pkey_sighandler_tests",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "pkey-tst",
              MPK,
              "keys across threads: the scenarios of glibc tst-pkey",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "code",
              KERNEL,
              "code written, changed, moved and seen twice while the program runs",
              List.of(MUSL, GLIBC, PIE),
              PLAIN),
          new Guest(
              "files",
              KERNEL,
              "files, directories, descriptors, pipes",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "filters",
              KERNEL,
              "filters of system calls, seccomp(2): what is a filter, and what it does",
              List.of(MUSL),
              casesAndPlain(
                  "kill-process",
                  "kill-thread",
                  "kill-other-thread",
                  "kill-process-by-thread",
                  "kill-first-thread",
                  "unknown-action",
                  "divide-by-zero",
                  "trap-without-handler",
                  "trap-blocked",
                  "trap-ignored",
                  "strict")),
          new Guest(
              "linuxu",
              KERNEL,
              "what a library OS asks of Linux: shared heap, clock interrupts, interrupt masks",
              List.of(MUSL),
              PLAIN),
          new Guest(
              "memory", KERNEL, "the memory calls, page by page", List.of(MUSL, GLIBC, PIE), PLAIN),
          new Guest(
              "numbers",
              KERNEL,
              "floating point, vectors, strings, the C library",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "posix-files",
              KERNEL,
              "file calls and their errors; at random, with a number to begin from",
              List.of(MUSL, ALSO_IN_CUBICLES),
              List.of(List.of(), List.of("1"), List.of("2"))),
          new Guest(
              "signals",
              KERNEL,
              "siginfo and ucontext of every kind of signal, masks, stacks, interrupted calls",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "streams",
              KERNEL,
              "shows its arguments, environment and input, and ends as told",
              List.of(MUSL),
              List.of(List.of(), List.of("7", "", "two words"), List.of("signal", "6"))),
          new Guest(
              "system",
              KERNEL,
              "clocks, timers, limits, names, randomness, the auxiliary vector",
              List.of(MUSL, GLIBC),
              PLAIN),
          new Guest(
              "threads",
              KERNEL,
              "POSIX threads: locks, conditions, thread-local storage, cancellation",
              List.of(MUSL, GLIBC, PIE),
              PLAIN),
          new Guest(
              "call", CUBICLES, "a call from one cubicle to another", List.of(IN_CUBICLES), PLAIN),
          new Guest(
              "window",
              CUBICLES,
              "a page is opened to another cubicle, and closed",
              List.of(IN_CUBICLES),
              casesAndPlain("late")),
          new Guest(
              "nested-window",
              CUBICLES,
              "a page that is opened to two cubicles, one calling the other",
              List.of(IN_CUBICLES),
              casesAndPlain("forgetful")),
          new Guest(
              "argument-window",
              CUBICLES,
              "windows that the policy opens, and the code knows nothing of",
              List.of(IN_CUBICLES),
              casesAndPlain("beyond")),
          new Guest(
              "callback",
              CUBICLES,
              "a function whose address leaves its cubicle",
              List.of(IN_CUBICLES),
              PLAIN),
          new Guest(
              "two-threads",
              CUBICLES,
              "a thread in each of two cubicles, and work that passes through a window",
              List.of(IN_CUBICLES),
              PLAIN),
          new Guest(
              "intruder",
              CUBICLES,
              "reads or writes a neighbour's secret, and dies of it",
              List.of(IN_CUBICLES),
              casesAndPlain("write")),
          new Guest(
              "overflow",
              CUBICLES,
              "a write out of bounds, and how far it gets",
              List.of(IN_CUBICLES),
              casesAndPlain("5000")),
          new Guest(
              "empty-call",
              CUBICLES,
              "what a call to another cubicle costs when it does nothing there",
              List.of(IN_CUBICLES),
              List.of()),
          new Guest(
              "many-cubicles",
              CUBICLES,
              "64 cubicles that share the keys there are, and what a call costs then",
              List.of(IN_CUBICLES),
              List.of()),
          new Guest(
              "hello-cubicles",
              CUBICLES,
              "prints one line, by way of the library OS",
              List.of(IN_CUBICLES, WITHOUT_CUBICLES),
              PLAIN),
          new Guest(
              "sqlite",
              CUBICLES,
              "SQLite on the library OS, in seven cubicles: the workload of sqlite-speed",
              List.of(
                  IN_CUBICLES,
                  IN_ONE_CUBICLE,
                  IN_THREE_CUBICLES,
                  IN_FOUR_CUBICLES,
                  WITHOUT_CUBICLES),
              List.of(List.of("--size", "1"), List.of("--size", "1", "--memory"))),
          new Guest(
              "heap",
              CUBICLES,
              "the library OS's allocator under random load",
              List.of(IN_CUBICLES, WITHOUT_CUBICLES),
              List.of(List.of(), List.of("7"))),
          new Guest(
              "sqlite-speed",
              BENCH,
              "a workload for SQLite, after its own speedtest1",
              List.of(MUSL, GLIBC),
              List.of(List.of("--size", "1"), List.of("--size", "1", "speed.db"))),
          new Guest(
              "trap-map",
              BENCH,
              "the cost of a fault that gives a page another key, step by step",
              List.of(MUSL),
              List.of()),
          new Guest(
              "wrpkru-switch",
              BENCH,
              "the cost of one WRPKRU with pages touched in between",
              List.of(MUSL),
              List.of()),
          new Guest(
              "hostile",
              HOSTILE,
              "misbehaves, in a way of its own for each argument",
              List.of(MUSL),
              each(
                  "reserve-all",
                  "grow-heap",
                  "recurse",
                  "jump-null",
                  "jump-garbage",
                  "jump-unmapped",
                  "jump-kernel",
                  "jump-data",
                  "execute-stack",
                  "execute-noise",
                  "wild-read",
                  "wild-write",
                  "write-code",
                  "kernel-write",
                  "undefined",
                  "divide",
                  "halt",
                  "mask-interrupts",
                  "port",
                  "page-table",
                  "model-register",
                  "descriptor-table",
                  "system-return",
                  "fault-in-handler",
                  "fault-in-handlers",
                  "no-stack",
                  "no-stack-but-alternate",
                  "kernel-stack-pointer",
                  "bad-sigreturn",
                  "forged-sigreturn",
                  "bad-handler",
                  "many-files",
                  "kill",
                  "abort",
                  "exit-259",
                  "no-streams")));

  private final Path images;

  /**
   * A catalogue whose images lie in a directory.
   *
   * @param images the directory; need not exist
   */
  public GuestCatalogue(Path images) {
    this.images = Objects.requireNonNull(images, "images");
  }

  /**
   * The catalogue of this installation: images where {@value #IMAGES_PROPERTY} says, or else in the
   * build directory under {@value #HOME_PROPERTY}, or else under the working directory.
   */
  public static GuestCatalogue installed() {
    String images = System.getProperty(IMAGES_PROPERTY);
    if (images != null) {
      return new GuestCatalogue(Path.of(images));
    }
    Path home = Path.of(System.getProperty(HOME_PROPERTY, ""));
    return new GuestCatalogue(home.resolve("libos-guest").resolve("target").resolve("guests"));
  }

  /** All guests, in the order in which they are to be shown. */
  public List<Guest> guests() {
    return GUESTS;
  }

  /** The directory of the images. */
  public Path images() {
    return images;
  }

  /**
   * The image of a guest.
   *
   * @param name a guest's name, with or without the suffix of a build ({@code hello}, {@code
   *     hello-glibc})
   * @return its path, or nothing if there is no such guest or build
   * @throws IllegalStateException if the guest exists but was not built
   */
  public Optional<Path> image(String name) {
    boolean known = GUESTS.stream().anyMatch(guest -> guest.imageNames().contains(name));
    if (!known) {
      return Optional.empty();
    }
    Path image = images.resolve(name);
    if (!Files.isRegularFile(image)) {
      throw new IllegalStateException(
          "the guest " + name + " is not built (looked in " + images + "); run ./cubicle setup");
    }
    return Optional.of(image);
  }

  /** One case without an argument, and one for each word. */
  private static List<List<String>> casesAndPlain(String... arguments) {
    return Stream.concat(PLAIN.stream(), each(arguments).stream()).toList();
  }

  /** One case for each word. */
  private static List<List<String>> each(String... arguments) {
    return Stream.of(arguments).map(List::of).toList();
  }
}
