package dev.cubicle.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the machine does at the edges of guest code, by a few instructions of such code. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MachineBenchmark {
  private static final int LOOPS = 1000;
  private static final int PAGES = 128;

  /** 2^15 pages: in a direct-mapped TLB of up to so many entries, all pages want the same one. */
  private static final long DISTANCE = 128L << 20;

  private static final String LOOP_COUNT = "41 b8 e8 03 00 00"; // mov r8d, 1000
  private static final String LOOP_END = "41 ff c8"; // dec r8d

  private MachineGuest switching;
  private MachineGuest calling;
  private MachineGuest filling;

  @Setup
  public void prepare() {
    switching =
        new MachineGuest(
            1,
            MachineGuest.PAGE,
            LOOP_COUNT,
            "31 c9", // xor ecx, ecx
            "31 d2", // xor edx, edx
            "b8 0c 00 00 00", // loop: mov eax, 0xc
            "0f 01 ef", // wrpkru
            "31 c0", // xor eax, eax
            "0f 01 ef", // wrpkru
            LOOP_END,
            "75 ee"); // jnz loop
    calling = new MachineGuest(1, MachineGuest.PAGE);
    filling =
        new MachineGuest(
            PAGES,
            DISTANCE,
            "bb 00 00 20 00", // mov ebx, DATA
            "41 b8 80 00 00 00", // mov r8d, 128
            "8b 03", // loop: mov eax, [rbx]
            "48 81 c3 00 00 00 08", // add rbx, DISTANCE
            LOOP_END,
            "75 f2"); // jnz loop
    require(handOffsOfARun() == 2 * LOOPS, "every WRPKRU hands off");
  }

  private static void require(boolean truth, String what) {
    if (!truth) {
      throw new IllegalStateException("it does not hold that " + what);
    }
  }

  private long handOffsOfARun() {
    long before = switching.handOffs();
    switching.run();
    return switching.handOffs() - before;
  }

  private long tlbFillsOfARun() {
    long before = filling.tlbFills();
    filling.run();
    return filling.tlbFills() - before;
  }

  /** One WRPKRU that changes the value: from view to view. */
  @Benchmark
  @OperationsPerInvocation(2 * LOOPS)
  public Object handOff() {
    return switching.run();
  }

  /** Into guest code, and out again by its SYSCALL. */
  @Benchmark
  public Object systemCallRoundTrip() {
    return calling.run();
  }

  /** A load whose page is not in the TLB, with the loop around it. */
  @Benchmark
  @OperationsPerInvocation(PAGES)
  public Object tlbFill() {
    return filling.run();
  }

  /** Checks at the end that the TLB, which grows, did not get to hold the pages. */
  @TearDown
  public void close() {
    require(tlbFillsOfARun() >= PAGES * 9 / 10, "nearly every load misses the TLB");
    switching.close();
    calling.close();
    filling.close();
  }
}
