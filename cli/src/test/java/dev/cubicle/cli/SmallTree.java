package dev.cubicle.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A build tree of the shape of Unikraft's for linuxu, made of sources of ours
 * (libos-guest/src/test/guest/unikraft/tree): built once for all tests that take it as a parameter.
 *
 * @param directory the build directory
 */
record SmallTree(Path directory) implements AutoCloseable {

  private static final Path SOURCES = Path.of("../libos-guest/src/test/guest/unikraft");

  /** What a program printed, and how it ended. */
  record Outcome(String output, int status) {}

  /** Gives tests the tree. */
  static final class Extension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(Extension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SmallTree.class;
    }

    @Override
    public SmallTree resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(SmallTree.class, _ -> SmallTree.build("tree"), SmallTree.class);
    }
  }

  /** The tree with a scheduler, and an application that has threads. */
  static SmallTree withThreads() {
    return build("threads", "THREADS=yes");
  }

  private static SmallTree build(String name, String... variables) {
    try {
      final SmallTree tree = new SmallTree(Files.createTempDirectory(name));
      final List<String> command = new ArrayList<>(List.of("make", "-s", "-C"));
      command.addAll(List.of(SOURCES.resolve("tree").toString(), "OUT=" + tree.directory()));
      command.addAll(List.of(variables));
      final Outcome made = run(command);
      if (made.status() != 0) {
        throw new AssertionError(made.output());
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The image that the tree's own link command made. */
  Path image() {
    return directory.resolve("tree_linuxu-x86_64");
  }

  /** A policy for the tree. */
  static Path policy(String name) {
    return SOURCES.resolve("policies").resolve(name + ".toml");
  }

  /** What the image does on this machine's Linux. */
  Outcome natively(List<String> arguments) throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(List.of(image().toString()));
    command.addAll(arguments);
    return run(command);
  }

  static Outcome run(List<String> command) throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    final String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(output, process.waitFor());
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
