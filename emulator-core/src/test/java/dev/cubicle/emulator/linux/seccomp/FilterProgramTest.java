package dev.cubicle.emulator.linux.seccomp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Filters are a hostile guest's own programs: what passes the check can do no harm. */
final class FilterProgramTest {

  private static final int[] CLASSES = {0, 1, 2, 3, 4, 5, 6, 7};

  @Test
  void everyProgramThatPassesTheCheckComesToAVerdict() {
    final Random random = new Random(20);
    final SystemCallData data = new SystemCallData();
    int accepted = 0;
    for (int i = 0; i < 300_000; i++) {
      final BpfInstruction[] program = randomProgram(random);
      if (FilterCheck.accepts(program)) {
        accepted++;
        assertDoesNotThrow(() -> new FilterProgram(program).run(data));
      }
    }
    assertTrue(accepted > 1000, "only " + accepted + " programs were accepted");
  }

  private static BpfInstruction[] randomProgram(Random random) {
    final BpfInstruction[] program = new BpfInstruction[1 + random.nextInt(6)];
    for (int at = 0; at < program.length; at++) {
      final boolean last = at == program.length - 1 && random.nextInt(8) != 0;
      final int code = last ? BpfInstruction.RET : random.nextInt(32) << 3 | pick(random);
      program[at] = new BpfInstruction(code, random.nextInt(4), random.nextInt(4), operand(random));
    }
    return program;
  }

  private static int pick(Random random) {
    return CLASSES[random.nextInt(CLASSES.length)];
  }

  private static int operand(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> 4 * random.nextInt(20);
      default -> random.nextInt(4);
    };
  }

  @Test
  void theStrictestVerdictCounts() {
    final SystemCallFilter errno = filter(SystemCallFilter.ERRNO | 7, null);
    final SystemCallFilter newer = filter(SystemCallFilter.TRACE, errno);
    final SystemCallFilter killer = filter(SystemCallFilter.KILL_PROCESS, newer);
    final SystemCallData data = new SystemCallData();
    assertEquals(SystemCallFilter.ERRNO | 7, newer.verdict(data));
    assertEquals(SystemCallFilter.KILL_PROCESS, filter(0, killer).verdict(data));
    assertTrue(errno.isAncestorOf(killer));
    assertEquals(3, SystemCallFilter.count(killer));
  }

  private static SystemCallFilter filter(int verdict, SystemCallFilter previous) {
    return new SystemCallFilter(
        new FilterProgram(
            new BpfInstruction[] {new BpfInstruction(BpfInstruction.RET, 0, 0, verdict)}),
        previous);
  }
}
