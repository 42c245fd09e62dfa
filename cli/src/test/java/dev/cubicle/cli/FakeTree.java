package dev.cubicle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A build directory like Unikraft's, of small libraries of our own: merged by {@code ld -r},
 * localised by {@code objcopy}, linked by a recorded command with a script that inserts tables.
 */
final class FakeTree {

  private static final String SOURCES = "tree/";
  private static final String IMAGE = "words_linuxu-x86_64.dbg";

  private final Path directory;
  private final List<String> libraries = new ArrayList<>();

  private FakeTree(Path directory) {
    this.directory = directory;
  }

  /** Builds all of it in an empty directory. */
  static FakeTree build(Path directory) throws IOException, InterruptedException {
    final FakeTree tree = new FakeTree(directory);
    for (String name : List.of("tree.h", "policy.toml")) {
      tree.copy(name, name);
    }
    Files.createDirectories(directory.resolve("liblinuxuplat"));
    tree.copy("link64.lds", "liblinuxuplat/link64.lds");
    tree.library("liblinuxuplat", "start.S", "linuxuplat.c");
    tree.library("appwords", "app.c");
    tree.library("libnolibc", "nolibc.c");
    tree.library("libukalloc", "ukalloc.c");
    tree.library("libukallocbbuddy", "ukallocbbuddy.c");
    tree.library("libukboot", "ukboot.c");
    tree.library("libukboot_main", "ukboot_main.c");
    tree.library("libstore", "store.c", "sum.c");
    tree.recordLink();
    return tree;
  }

  Path directory() {
    return directory;
  }

  /** The policy that has all windows that the application needs. */
  Path policy() {
    return directory.resolve("policy.toml");
  }

  /** The image that the recorded command links: all libraries in one. */
  Path stock() {
    return directory.resolve(IMAGE);
  }

  private void copy(String name, String to) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(FakeTree.class.getResourceAsStream(SOURCES + name), name)) {
      Files.write(directory.resolve(to), stream.readAllBytes());
    }
  }

  private void library(String name, String... sources) throws IOException, InterruptedException {
    final List<String> objects = new ArrayList<>();
    for (String source : sources) {
      copy(source, source);
      final String object = source + ".o";
      run(
          ("gcc -c -g -O2 -ffreestanding -fno-pie -fno-stack-protector -fcf-protection=none"
                  + " -fno-tree-loop-distribute-patterns -ftls-model=local-exec -o "
                  + object
                  + " "
                  + source)
              .split(" "));
      objects.add(object);
    }
    run(
        Stream.concat(Stream.of("ld", "-r", "-d", "-o", name + ".ld.o"), objects.stream())
            .toArray(String[]::new));
    run("objcopy", "--localize-symbol=store_list", name + ".ld.o", name + ".o");
    libraries.add(name + ".o");
  }

  /** As Unikraft's build does: one line, absolute paths, an empty prefix in quotes. */
  private void recordLink() throws IOException, InterruptedException {
    final String command =
        "\"\"gcc -nostdlib -Wl,--build-id=none -nostdinc -no-pie -Wl,-e,_liblinuxuplat_start "
            + libraries.stream()
                .map(library -> directory.resolve(library).toString())
                .collect(Collectors.joining(" "))
            + " -Wl,--start-group -Wl,--end-group -Wl,-T,%s -o %s"
                .formatted(directory.resolve("liblinuxuplat/link64.lds"), stock());
    Files.writeString(directory.resolve(IMAGE + ".cmd"), command);
    run("sh", "-c", command);
  }

  private void run(String... command) throws IOException, InterruptedException {
    final Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(Arrays.toString(command) + ": " + output);
    }
  }
}
