package dev.cubicle.tracing.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.tracing.gdb.wire.Hex;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What packets are answered, with a guest that is none. */
@Timeout(60)
final class SessionTest {
  private final FakeTarget target = new FakeTarget();

  private String answer(String packet) {
    final List<String> answers = Exchange.of(target, packet).answers();
    assertEquals(1, answers.size(), answers.toString());
    return answers.getFirst();
  }

  @Test
  void whatIsNotKnownIsAnsweredWithNothing() {
    assertEquals("", answer("vMustReplyEmpty"));
    assertEquals("", answer("qXfer:siginfo:read::0,10"));
    assertEquals("", answer("!"));
    assertEquals("", answer("Z9,1,1"));
  }

  @Test
  void whatMakesNoSenseIsAnError() {
    for (String packet :
        List.of("m", "mxx,4", "m400000", "P1", "Gzz", "Z0,1", "vCont;", "vCont;x", "H", "M1,2:0")) {
      assertEquals("E01", answer(packet), packet);
    }
  }

  @Test
  void memoryIsReadAndWritten() {
    assertEquals("OK", answer("M400010,3:010203"));
    assertEquals("01020300", answer("m400010,4"));
    assertEquals("OK", answer("X400010,2:#$"));
    assertEquals("232403", answer("m400010,3"));
    assertEquals("b#$", answer("x400010,2"));
    assertEquals("E0e", answer("m1000,4"));
    assertEquals("E01", answer("M400fff,2:0102"));
    assertEquals(2 * 16, answer("m400ff0,ffffffffffffffff").length());
  }

  @Test
  void registersAreThoseOfTheSelectedThread() {
    final Exchange exchange =
        Exchange.of(target, "Hg3e9", "P0=1122334455667788", "p0", "Hg3e8", "p0", "p99", "P0=11");
    assertEquals(
        List.of("OK", "OK", "1122334455667788", "OK", "0000000000000000", "E01", "E01"),
        exchange.answers());
    assertEquals("E01", answer("Hg7"));
  }

  @Test
  void allRegistersGoThereAndBack() {
    final String values = answer("g");
    assertEquals("OK", answer("G" + values));
    assertEquals(values, answer("g"));
    assertEquals("E01", answer("G" + values.substring(2)));
  }

  @Test
  void descriptionAndLayoutHaveTheSameRegisters() {
    final String description = TargetDescription.xml();
    assertEquals(new RegisterLayout().count(), description.split("<reg ", -1).length - 1);
    final Exchange exchange =
        Exchange.of(
            target,
            "qXfer:features:read:target.xml:0,100",
            "qXfer:features:read:target.xml:99999,10");
    assertEquals("m" + description.substring(0, 256), exchange.answers().getFirst());
    assertEquals("l", exchange.answers().getLast());
  }

  @Test
  void threadsHaveNames() {
    assertEquals("m3e8,3e9", answer("qfThreadInfo"));
    assertEquals("l", answer("qsThreadInfo"));
    assertEquals(Hex.of("<two>"), answer("qThreadExtraInfo,3e9"));
    assertTrue(answer("qXfer:threads:read::0,1000").contains("name=\"&lt;two&gt;\""));
    assertEquals("OK", answer("T3e9"));
    assertEquals("E01", answer("T7"));
  }

  @Test
  void resumptionsAreThoseOfTheThreads() {
    Exchange.of(
        target, "vCont;s:3e9;c", "vCont;c", "vCont;C0e", "vCont;r1000,1010:3e8", "vCont;s:7");
    assertEquals(
        List.of(
            new Resumption.Step(FakeTarget.SECOND, 0),
            new Resumption.Continue(0),
            new Resumption.Continue(SignalNumber.SIGALRM),
            new Resumption.StepRange(FakeTarget.FIRST, 0x1000, 0x1010, 0),
            new Resumption.Step(7, 0)),
        target.resumed);
  }

  @Test
  void stopsSayWhatHappened() {
    target.stopped(new StopReason.Signalled(FakeTarget.SECOND, 7, 1, 0, false));
    assertTrue(answer("?").startsWith("T0a"), "SIGBUS is 10 there");
    assertTrue(answer("?").contains("thread:3e9;"));
    final Watchpoint watchpoint = new Watchpoint(0x2004, 4, Watchpoint.Kind.WRITE);
    target.stopped(new StopReason.Watched(FakeTarget.FIRST, watchpoint, 0x2000, 8, true, 0));
    assertTrue(answer("?").startsWith("T05watch:2004;"));
    target.end();
    final Exchange exchange = Exchange.of(target, "?");
    assertEquals(List.of("W03"), exchange.answers());
    assertEquals(Session.End.OVER, exchange.end());
  }

  @Test
  void breakpointsAndWatchpointsComeAndGo() {
    final Exchange exchange =
        Exchange.of(
            target,
            "Z0,1000,1",
            "Z2,2000,8",
            "Z0,1000,1",
            "Z4,3000,ffffffffffffffff",
            "z0,1000,1",
            "Z1,4000,1",
            "z0,1000,1",
            "D");
    assertEquals(List.of("OK", "OK", "OK", "E01", "OK", "OK", "OK", "OK"), exchange.answers());
    assertEquals(Session.End.DETACHED, exchange.end());
    assertTrue(target.detached);
    assertTrue(target.breakpoints.isEmpty());
    assertTrue(target.watchpoints.isEmpty());
  }

  @Test
  void aBrokenConnectionLeavesNothingBehind() {
    final Exchange exchange = Exchange.of(target, "Z0,1000,1", "QPassSignals:0e;1e");
    assertEquals(Session.End.LOST, exchange.end());
    assertTrue(target.breakpoints.isEmpty());
    assertTrue(target.stopRules().passedSignals().isEmpty());
    assertFalse(target.detached);
    assertFalse(target.killed);
  }

  @Test
  void passedSignalsAreTranslated() {
    Exchange.of(target, "QPassSignals:0e;1e", "D");
    assertEquals(Set.of(SignalNumber.SIGALRM, 10), target.stopRules().passedSignals());
  }

  @Test
  void theImageIsTheOnlyFile() {
    final Exchange exchange =
        Exchange.of(
            target,
            "vFile:setfs:0",
            "vFile:open:" + Hex.of(FakeTarget.PATH) + ",0,0",
            "vFile:pread:3,8,0",
            "vFile:open:" + Hex.of("/etc/passwd") + ",0,0",
            "vFile:open:" + Hex.of(FakeTarget.PATH) + ",1,0",
            "vFile:pread:3,8,ffffffffffffffff",
            "vFile:pread:3,7fffffff,7fffffffffffffff",
            "vFile:pread:4,8,0",
            "vFile:close:3");
    final String bytes = new String(target.file, 0, 8, StandardCharsets.ISO_8859_1);
    assertEquals(
        List.of("F0", "F3", "F8;" + bytes, "F-1,2", "F-1,d", "F-1,16", "F0;", "F-1,9", "F0"),
        exchange.answers());
  }

  @Test
  void monitorTellsWhatThereIs() {
    final List<String> answers = Exchange.of(target, "qRcmd," + Hex.of("help")).answers();
    assertEquals("OK", answers.getLast());
    final byte[] words = HexFormat.of().parseHex(answers.getFirst().substring(1));
    final String text = new String(words, StandardCharsets.UTF_8);
    assertTrue(text.contains("keys [on|off]"), text);
  }

  @Test
  void keysCanBeRespected() {
    final Exchange exchange = Exchange.of(target, "qRcmd," + Hex.of("keys on"), "m400000,1");
    assertEquals("E0e", exchange.answers().getLast());
  }

  @Test
  void killEndsTheGuest() {
    assertEquals(Session.End.OVER, Exchange.of(target, "vKill;3e8").end());
    assertTrue(target.killed);
  }
}
