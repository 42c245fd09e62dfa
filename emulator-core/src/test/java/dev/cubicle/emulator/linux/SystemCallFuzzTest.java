package dev.cubicle.emulator.linux;

import static dev.cubicle.emulator.linux.ScriptedGuest.DATA;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.cubicle.emulator.linux.fs.GuestFiles;
import dev.cubicle.emulator.linux.fs.call.SignalSender;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.linux.memory.MemoryCalls;
import dev.cubicle.emulator.linux.memory.PkruAccess;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random system calls with random arguments against the whole kernel: whatever a guest asks, it
 * gets an answer or its process ends; no Java exception escapes.
 */
class SystemCallFuzzTest {

  /** One system call of a random program. */
  record Call(int number, long[] arguments) {}

  @Provide
  Arbitrary<List<Call>> programs() {
    final Arbitrary<Integer> numbers =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.integers().between(0, 334)),
            Tuple.of(2, Arbitraries.integers().between(424, 450)),
            Tuple.of(1, Arbitraries.integers()));
    final Arbitrary<Long> arguments =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.longs().between(-2, 66)),
            Tuple.of(4, Arbitraries.longs().between(DATA, DATA + 0x2000)),
            Tuple.of(1, Arbitraries.longs().between(DATA + 0xfff0, DATA + 0x1_0010)),
            Tuple.of(1, Arbitraries.longs().between(0, 16).map(i -> 1L << 4 * i)),
            Tuple.of(1, Arbitraries.longs().between(0, 16).map(i -> i << 12)),
            Tuple.of(1, Arbitraries.longs()));
    return Combinators.combine(numbers, arguments.list().ofSize(6))
        .as((number, list) -> new Call(number, list.stream().mapToLong(each -> each).toArray()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 1500)
  void everyCallIsAnsweredOrEndsTheProcess(
      @ForAll("programs") List<Call> program, @ForAll long seed) {
    try (ScriptedGuest guest = new ScriptedGuest()) {
      addFilesAndMemory(guest);
      fill(guest, seed);
      for (Call call : program) {
        guest.call(call.number(), call.arguments());
      }
      guest.exit(0);
      final Termination end = guest.run(Optional.of(Duration.ofMillis(40)));
      assertNotNull(end);
      assertFalse(end instanceof Termination.Interrupted);
    }
  }

  /** Memory that system calls find plausible structures in: small numbers, pointers, noise. */
  private static void fill(ScriptedGuest guest, long seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    for (long at = DATA; at < DATA + 0x3000; at += 8) {
      final long value =
          switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(64);
            case 2 -> DATA + random.nextInt(0x2000);
            default -> 0;
          };
      guest.memory().writeLong(at, value);
    }
  }

  private static void addFilesAndMemory(ScriptedGuest guest) {
    final Kernel kernel = guest.kernel();
    final GuestFiles files =
        new GuestFiles(
            HostStreams.of(
                new ByteArrayInputStream(new byte[100]),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream()),
            1 << 20,
            new SplittableRandom(1),
            kernel::wakeUp);
    files.register(
        kernel.calls(),
        new SignalSender() {
          @Override
          public void send(int signal) {
            kernel.raise(signal);
          }

          @Override
          public void maskDuringCall(long mask) {
            kernel.currentTask().signals().replaceMask(mask);
          }
        },
        System::nanoTime);
    new MemoryCalls(
            guest.space(),
            files.table(),
            new PkruAccess() {
              @Override
              public int get() {
                return guest.cpu().pkru();
              }

              @Override
              public void set(int pkru) {
                guest.cpu().setPkru(pkru);
              }
            },
            0x80_0000)
        .register(kernel.calls());
  }
}
