package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripted sessions with the real gdb. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class GdbTest {

  @Test
  void symbolsLinesRegistersAndWatchpointsOfACubicle() throws Exception {
    final GdbSession session =
        GdbSession.of(
            List.of("call"),
            "info threads",
            "break bank_deposit",
            "continue",
            "backtrace 1",
            "print $pkru != 0x55555554",
            "watch balance",
            "continue",
            "print balance",
            "monitor calls",
            "delete",
            "next",
            "continue");
    session.shows(
        "Thread 1000 \"call\"",
        "Breakpoint 1, bank_deposit (amount=100) at cubicles/call/bank.c:9",
        "say(\"asked to deposit %\", amount);",
        "#0  bank_deposit (amount=100)",
        "$1 = 1",
        "Hardware watchpoint 2: balance",
        "Old value = 0",
        "New value = 100",
        "$2 = 100",
        "#0  bank",
        "#1  customer",
        "exited normally");
    assertEquals(Session.of("run", "call").text(), session.output());
    assertEquals(0, session.status());
  }

  @Test
  void callsBetweenCubiclesCanBeStoppedAt() throws Exception {
    final GdbSession session =
        GdbSession.of(
            List.of("call"),
            "monitor break-call customer bank",
            "continue",
            "print amount",
            "monitor stops off",
            "monitor finish-call",
            "continue",
            "print $rax",
            "monitor next-call",
            "continue",
            "monitor why &balance",
            "kill");
    session.shows(
        "stops at calls from customer to bank",
        "customer calls bank_deposit of bank",
        "bank_deposit (amount=100) at cubicles/call/bank.c:9",
        "$1 = 100",
        "bank has returned to customer",
        "in main",
        "$2 = 100",
        "customer calls bank_deposit of bank",
        "balance, data of bank");
    assertEquals(130, session.status());
  }

  @Test
  void stepsLeaveTheProcessorAndComeBack() throws Exception {
    final GdbSession session =
        GdbSession.of(
            List.of("call"),
            "break call_close",
            "continue",
            "x/i $pc",
            "print $pkru",
            "stepi 3",
            "print $pkru != 0",
            "kill");
    // XOR ECX, XOR EDX, WRPKRU, each one step.
    session.shows("xor    %ecx,%ecx", "$1 = 0", "$2 = 1");
  }

  @Test
  void registersAndMemoryCanBeChangedAndKeysRespected() throws Exception {
    final GdbSession session =
        GdbSession.of(
            List.of("call"),
            "break main",
            "continue",
            "print balance",
            "monitor keys on",
            "print balance",
            "monitor keys off",
            "set var balance = 1000",
            "break bank_deposit",
            "continue",
            "set var $rdi = 1",
            "delete",
            "continue");
    session.shows("$1 = 0", "Cannot access memory", "exited normally");
    assertTrue(session.output().contains("asked to deposit 1\n"), session.output());
    assertTrue(session.output().contains("the balance is 1001\n"), session.output());
  }

  @Test
  void keyFaultsStopOnlyWhereThatIsWanted() throws Exception {
    final GdbSession session =
        GdbSession.of(
            List.of("window"),
            "break main",
            "continue",
            "monitor break-fault",
            "continue",
            "monitor break-fault off",
            "continue");
    session.shows("Breakpoint 1, main", "key fault: ", "SIGSEGV", "exited normally");
    assertEquals(Session.of("run", "window").text(), session.output());
  }

  @Test
  void aViolationStopsBeforeTheEnd() throws Exception {
    final GdbSession session = GdbSession.of(List.of("intruder"), "continue", "continue");
    session.shows(
        "stopped for breaking isolation",
        "read of 8 bytes at 0x",
        "SIGTRAP",
        "exited with code 0213");
    assertEquals(139, session.status());
  }

  @Test
  void signalsOfTheGuestAreSignalsForGdb() throws Exception {
    final GdbSession session =
        GdbSession.of(List.of("violation"), "continue", "print $_siginfo", "x/i $pc", "continue");
    session.shows(
        "Program received signal SIGSEGV", "=>", "Program terminated with signal SIGSEGV");
    assertEquals(139, session.status());
  }

  @Test
  void threadsAreThreadsForGdb() throws Exception {
    final GdbSession session =
        GdbSession.of(
            List.of("two-threads"),
            "break cubicle_thread_create",
            "continue",
            "finish",
            "info threads",
            "thread apply all print $gs_base != 0",
            "delete",
            "continue");
    session.shows("Thread 1000", "Thread 1001", "= 1", "= 1", "exited normally");
    assertEquals(Session.of("run", "two-threads").text(), session.output());
  }

  @Test
  void aRecordedRunGoesBackwards(@TempDir Path directory) throws Exception {
    final Path record = directory.resolve("call.rec");
    assertEquals(0, Session.of("run", "--record", record.toString(), "call").status());
    final GdbSession session =
        GdbSession.replaying(
            record,
            "break bank_deposit if amount == 20",
            "continue",
            "print balance",
            "stepi",
            "reverse-stepi",
            "info symbol $pc",
            "watch balance",
            "reverse-continue",
            "info line",
            "print balance",
            "delete",
            "reverse-continue",
            "kill");
    session.shows(
        "bank_deposit (amount=20)",
        "$1 = 100",
        "bank_deposit in section",
        "Hardware watchpoint 2: balance",
        "Old value = 100",
        "New value = 0",
        "Line 10 of \"cubicles/call/bank.c\"",
        "$2 = 0",
        "No more reverse-execution history");
    assertEquals(0, session.status());
  }

  @Test
  void theWalkThroughOfTheDocumentationIsTrue() throws Exception {
    final Path file = GdbSession.HOME.resolve(Path.of("docs", "debugging.md"));
    final List<String> lines = Files.readAllLines(file);
    final int start = lines.indexOf("## A walk through a write");
    assertTrue(start >= 0);
    final List<String> commands =
        lines.stream()
            .skip(start)
            .takeWhile(line -> !line.equals("## Backwards"))
            .filter(line -> line.startsWith("(gdb) "))
            .map(line -> line.substring("(gdb) ".length()))
            .toList();
    assertFalse(commands.isEmpty());
    assertTrue(commands.size() <= 10, "under ten commands, and one more to end");
    final GdbSession session =
        GdbSession.of(List.of("sqlite", "--size", "1"), commands.toArray(String[]::new));
    session.shows(
        "vfs calls ramfs_write of ramfs",
        "open for this call: 0x",
        "ramfs_write (number=",
        "until ramfs_write returns: open to ramfs",
        "ramfs has returned to sqlite");
  }
}
