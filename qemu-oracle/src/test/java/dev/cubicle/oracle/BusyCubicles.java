package dev.cubicle.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sources of an image with more isolated cubicles than keys and a thread in each of them, all
 * at once: every thread calls two other cubicles over and over, which count the calls.
 */
final class BusyCubicles {
  private BusyCubicles() {}

  /** Writes policy and sources of an image with so many cubicles. */
  static void write(Path directory, int cubicles, int rounds) throws IOException {
    var policy =
        new StringBuilder(
            "entry = \"app_main\"\n[limits]\nthreads = %d\npool = \"1 MiB\"\n"
                .formatted(cubicles + 1));
    var calls = new StringBuilder();
    var declarations = new StringBuilder();
    for (int i = 0; i < cubicles; i++) {
      policy.append(
          """
          [cubicles.c%1$d]
          stack = "16 KiB"
          system-calls = ["write"]
          [components.c%1$d]
          files = ["c%1$d.o"]
          """
              .formatted(i));
      Files.writeString(directory.resolve("c" + i + ".c"), cubicle(i, cubicles, rounds));
      declarations.append(
          "int start%1$d(void), join%1$d(int); long total%1$d(void);\n".formatted(i));
      calls.append("\tthreads[%1$d] = start%1$d();\n".formatted(i));
    }
    for (int i = 0; i < cubicles; i++) {
      calls.append("\tgood &= threads[%1$d] > 0 && join%1$d(threads[%1$d]) == 0;\n".formatted(i));
    }
    for (int i = 0; i < cubicles; i++) {
      calls.append("\tgood &= total%d() == %d;\n".formatted(i, 2 * rounds));
    }
    Files.writeString(directory.resolve("policy.toml"), policy);
    Files.writeString(
        directory.resolve("c0.c"),
        Files.readString(directory.resolve("c0.c"))
            + """
            %s
            int app_main(int argc, char **argv, char **envp)
            {
            	int threads[%d], good = 1;
            %s	cubicle_syscall(1, 1, (long)(good ? "good\\n" : "bad!\\n"), 5, 0, 0);
            	return 0;
            }
            """
                .formatted(declarations, cubicles, calls));
  }

  private static String cubicle(int i, int cubicles, int rounds) {
    return """
        #include <cubicle/cubicle.h>
        static long count, own;
        static __thread long mine;
        long touch%2$d(long), touch%3$d(long);
        long touch%1$d(long n)
        {
        	mine++;
        	return __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) * 0 + n + %1$d;
        }
        static void run(void *unused)
        {
        	long good = 0;
        	for (int round = 0; round < %4$d; round++)
        		good += touch%2$d(round) == round + %2$d && touch%3$d(round) == round + %3$d && mine == 0;
        	own = good == %4$d;
        }
        int start%1$d(void) { return cubicle_thread_create(run, 0); }
        int join%1$d(int thread) { return cubicle_thread_join(thread); }
        long total%1$d(void) { return own ? count : -1; }
        """
        .formatted(i, (i + 1) % cubicles, (i + 7) % cubicles, rounds);
  }
}
