package dev.cubicle.bench.micro;

import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.PageKeyTable;
import dev.cubicle.mpk.PageTableEntry;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a TLB miss asks of the model: the page's entry, and what it allows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ModelBenchmark {
  private static final int CASES = 1024;
  private static final long SEED = 2026;
  private static final long BASE = 0x7f00_0000_0000L;
  private static final AccessKind[] KINDS = AccessKind.values();

  private final AccessCheck check = new AccessCheck(FetchPolicy.NONE, true, true);
  private final PageKeyTable table = new PageKeyTable();
  private final long[] entries = new long[CASES];
  private final long[] pages = new long[CASES];
  private final int[] values = new int[CASES];
  private final AccessKind[] accesses = new AccessKind[CASES];
  private int next;

  /** Mixed cases, so that no branch is foreseen for longer than it would be at work. */
  @Setup
  public void prepare() {
    Random random = new Random(SEED);
    for (int i = 0; i < CASES; i++) {
      entries[i] =
          PageTableEntry.PRESENT
              | PageTableEntry.USER
              | (random.nextBoolean() ? PageTableEntry.WRITABLE : 0)
              | (random.nextBoolean() ? PageTableEntry.NO_EXECUTE : 0);
      entries[i] = PageTableEntry.withKey(entries[i], random.nextInt(16));
      values[i] = random.nextInt();
      accesses[i] = KINDS[random.nextInt(KINDS.length)];
      pages[i] = BASE + ((long) random.nextInt(1 << 16) << 12);
      table.set(pages[i], entries[i]);
    }
  }

  private int next() {
    next = next + 1 & CASES - 1;
    return next;
  }

  /** {@link AccessCheck#check}: one access. */
  @Benchmark
  public int accessCheck() {
    int i = next();
    return check.check(entries[i], values[i], accesses[i], true);
  }

  /** {@link AccessCheck#allowed}: all accesses at once. */
  @Benchmark
  public int accessAllowed() {
    int i = next();
    return check.allowed(entries[i], values[i], true);
  }

  /** {@link PageKeyTable#entry}. */
  @Benchmark
  public long pageKeyTableEntry() {
    return table.entry(pages[next()]);
  }
}
