package dev.cubicle.bench.report;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.cubicle.guests.NativeHost;
import dev.cubicle.natives.NativeLibraries;
import dev.cubicle.oracle.QemuOracle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** On what figures were taken: they mean little without. */
public final class Environment {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String UNKNOWN = "unknown";

  private Environment() {}

  /** This machine and the versions in use, in words. What cannot be found out is "unknown". */
  public static Map<String, String> now() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    found.put("processor", processor());
    found.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    found.put("protection keys", NativeHost.hasProtectionKeys() ? "yes" : "no");
    found.put("load before", load());
    found.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    found.put("java", Runtime.version().toString());
    found.put("unicorn", unicorn());
    found.put("qemu", qemu());
    return found;
  }

  /** What one figure of load is, too: others' work on the machine disturbs every figure. */
  private static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? UNKNOWN : String.format(Locale.ROOT, "%.2f", load);
  }

  private static String processor() {
    try (var lines = Files.lines(PROCESSORS)) {
      return processor(lines.toList()).orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  static Optional<String> processor(Iterable<String> cpuinfo) {
    for (String line : cpuinfo) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).strip().equals("model name")) {
        return Optional.of(line.substring(colon + 1).strip());
      }
    }
    return Optional.empty();
  }

  /** {@code uc_version} answers major, minor and patch level in its three upper bytes. */
  private static String unicorn() {
    try (Arena arena = Arena.ofConfined()) {
      var function =
          NativeLibraries.open(NativeLibraries.unicorn(), arena).findOrThrow("uc_version");
      var version =
          Linker.nativeLinker()
              .downcallHandle(function, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
      int number = (int) version.invokeExact(MemorySegment.NULL, MemorySegment.NULL);
      return (number >>> 24) + "." + (number >>> 16 & 0xff) + "." + (number >>> 8 & 0xff);
    } catch (Throwable e) {
      return UNKNOWN;
    }
  }

  private static String qemu() {
    try {
      Process process = new ProcessBuilder(QemuOracle.COMMAND, "--version").start();
      String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return words.lines().findFirst().orElse(UNKNOWN);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
