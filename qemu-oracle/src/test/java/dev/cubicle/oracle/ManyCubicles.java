package dev.cubicle.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sources of an image with more isolated cubicles than there are keys. Cubicle c0 calls the
 * others in turn, and down the whole row; each has a count of its own, a heap page, and lends the
 * next one a page.
 */
final class ManyCubicles {
  private ManyCubicles() {}

  /** Writes policy and sources of an image with so many cubicles. */
  static void write(Path directory, int cubicles) throws IOException {
    var policy = new StringBuilder("entry = \"app_main\"\n[limits]\npool = \"4 MiB\"\n");
    for (int i = 0; i < cubicles; i++) {
      policy.append(
          """
          [cubicles.c%1$d]
          stack = "16 KiB"
          system-calls = [%2$s]
          [components.c%1$d]
          files = ["c%1$d.o"]
          """
              .formatted(i, i == 0 ? "\"write\"" : ""));
      Files.writeString(
          directory.resolve("c" + i + ".c"), i == 0 ? first(cubicles) : other(i, cubicles));
    }
    Files.writeString(directory.resolve("policy.toml"), policy);
  }

  private static String other(int i, int cubicles) {
    boolean last = i == cubicles - 1;
    return """
        #include <cubicle/cubicle.h>
        static char page[4096] __attribute__((aligned(4096)));
        static long count;
        static long *heap;
        %2$s
        long count%1$d(void)
        {
        	if (!heap)
        		heap = cubicle_pages_alloc(1);
        	heap[5] += 2;
        	return ++count + heap[5];
        }
        long read%1$d(volatile char *p)
        {
        	page[0]++;
        	return (*p)++;
        }
        long down%1$d(long n)
        {
        	volatile long mine = n + %1$d;
        	long below = %3$s;
        	count++;
        	return below + mine;
        }
        long lend%1$d(void)
        {
        	int window = cubicle_window_init();
        	page[7] = %1$d;
        	cubicle_window_add(window, page, 1);
        	cubicle_window_open(window, %5$d);
        	long seen = %4$s;
        	cubicle_window_destroy(window);
        	return seen + page[7];
        }
        """
        .formatted(
            i,
            last ? "" : "long down%1$d(long); long read%1$d(volatile char *);".formatted(i + 1),
            last ? "0" : "down%d(n)".formatted(i + 1),
            last ? "0" : "read%d(page + 7)".formatted(i + 1),
            i + 2);
  }

  private static String first(int cubicles) {
    var declarations = new StringBuilder();
    var counts = new StringBuilder();
    var lends = new StringBuilder();
    for (int i = 1; i < cubicles; i++) {
      declarations.append("long count%1$d(void), lend%1$d(void);\n".formatted(i));
      counts.append("\tsum += count%d();\n".formatted(i));
      lends.append("\tsum += lend%d();\n".formatted(i));
    }
    return """
        #include <cubicle/cubicle.h>
        %1$s
        long down1(long);
        static void say(const char *what, long n)
        {
        	char text[64];
        	int i = sizeof(text);
        	text[--i] = '\\n';
        	do
        		text[--i] = '0' + n %% 10;
        	while (n /= 10);
        	text[--i] = ' ';
        	int size = 0;
        	while (what[size])
        		size++;
        	cubicle_syscall(1, 1, (long)what, size, 0, 0);
        	cubicle_syscall(1, 1, (long)(text + i), sizeof(text) - i, 0, 0);
        }
        int app_main(int argc, char **argv, char **envp)
        {
        	long sum = 0;
        	for (int round = 0; round < 3; round++) {
        %2$s	}
        	say("in turn", sum);
        	say("down the row", down1(1));
        	say("and again", down1(1));
        	sum = 0;
        %3$s	say("lent", sum);
        	return 0;
        }
        """
        .formatted(declarations, counts, lends);
  }
}
