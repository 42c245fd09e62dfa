package dev.cubicle.trampolines.build;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link TestMonitor}, which is compiled once for all of them. */
final class TestMonitorExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(TestMonitorExtension.class);

  private record Compiled(Path directory, TestMonitor monitor) implements AutoCloseable {
    static Compiled now() {
      try {
        Path directory = Files.createTempDirectory("monitor");
        return new Compiled(directory, TestMonitor.compile(directory));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws IOException {
      MoreFiles.deleteRecursively(directory);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestMonitor.class;
  }

  @Override
  public TestMonitor resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Compiled.class, _ -> Compiled.now(), Compiled.class)
        .monitor();
  }
}
