package dev.cubicle.tracing.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.linux.FaultDetails;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.MappingAttributes;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Reports held against approved ones: the files beside this class in the resources. A run with
 * {@code -Dapprove} writes those files anew, to be read before they are committed.
 */
class FaultReportTest {

  private static final int SIGILL = 4;
  private static final int SIGBUS = 7;
  private static final int SIGFPE = 8;
  private static final int SIGSEGV = 11;
  private static final int SI_KERNEL = 0x80;

  private static final long RIP = 0x401220;

  /** endbr64; jmp; nop — then at RIP: mov byte ptr [rdi], 0x58; ret; push rbp; mov rbp, rsp. */
  private static final String CODE = "f30f1efa eb0a 0f1f8000000000 c60758 c3 55 4889e5";

  private static final long CODE_START = RIP - 13;

  private static final Mapping PROGRAM =
      mapping(0x401000, 0x407000, Protection.READ | Protection.EXECUTE, 0, "/guests/violation");

  private static final Mapping KEYED =
      mapping(0x7fff_f7ff_e000L, 0x7fff_f7ff_f000L, Protection.READ | Protection.WRITE, 1, "");

  private static final Mapping STACK =
      new Mapping(
          0x7fff_fffd_e000L,
          0x7fff_ffff_f000L,
          MappingAttributes.anonymous(Protection.READ | Protection.WRITE)
              .growingDown()
              .named("[stack]"));

  private static Mapping mapping(long start, long end, int protection, int key, String name) {
    return new Mapping(
        start,
        end,
        MappingAttributes.anonymous(protection).withProtection(protection, key).named(name));
  }

  /** What a test changes of a fault. */
  private static final class Fault {
    private Optional<Exit> exit = Optional.empty();
    private String code = CODE;
    private long codeStart = CODE_START;
    private long rip = RIP;
    private long rsp = 0x7fff_ffff_eda8L;
    private int pkru = 0x5555_5558;
    private Optional<Mapping> instruction = Optional.of(PROGRAM);
    private Optional<Mapping> target = Optional.empty();
    private int signal = SIGSEGV;
    private int signalCode;
    private int key;
    private boolean handlerUnreachable;
    private FetchPolicy policy = FetchPolicy.NONE;
    private List<Mapping> mappings = List.of(PROGRAM, KEYED, STACK);

    Fault page(long address, AccessKind access, int errorCode, int signalCodeThen) {
      exit = Optional.of(new Exit.PageFault(address, access, errorCode, key));
      signalCode = signalCodeThen;
      target =
          mappings.stream()
              .filter(mapping -> mapping.start() <= address && address < mapping.end())
              .findFirst();
      return this;
    }

    Fault exception(int vector, int signalThen, int code2) {
      exit = Optional.of(new Exit.Interrupt(vector, false));
      signal = signalThen;
      signalCode = code2;
      return this;
    }

    String report() {
      final Map<Register, Long> registers = new EnumMap<>(Register.class);
      for (Register register : Register.values()) {
        registers.put(register, 0x1111L * register.ordinal());
      }
      registers.put(Register.RIP, rip);
      registers.put(Register.RSP, rsp);
      final FaultDetails details =
          new FaultDetails(
              exit,
              1000,
              registers,
              pkru,
              codeStart,
              HexFormat.of().parseHex(code.replace(" ", "")),
              instruction,
              target,
              signal,
              signalCode,
              0,
              key,
              handlerUnreachable);
      return FaultReport.of(
          details,
          new FaultContext(
              policy,
              address ->
                  address == RIP ? Optional.of("write_somebody_elses_page") : Optional.empty(),
              mappings,
              address -> address == rsp ? Optional.of(RIP) : Optional.empty()));
    }
  }

  private static String headline(Fault fault) {
    return fault.report().lines().findFirst().orElseThrow();
  }

  private static String allowed(Fault fault) {
    return fault
        .report()
        .lines()
        .filter(line -> line.startsWith("  allowed"))
        .map(line -> line.substring(14))
        .findFirst()
        .orElseThrow();
  }

  private static void assertApproved(String name, String report) throws IOException {
    if (System.getProperty("approve") != null) {
      Files.writeString(
          Path.of("src/test/resources/dev/cubicle/tracing/report", name + ".txt"), report);
      return;
    }
    try (InputStream approved = FaultReportTest.class.getResourceAsStream(name + ".txt")) {
      assertTrue(approved != null, () -> "nothing is approved for " + name + ":\n" + report);
      assertEquals(new String(approved.readAllBytes(), StandardCharsets.UTF_8), report);
    }
  }

  private static Fault keyedWrite() {
    final Fault fault = new Fault();
    fault.key = 1;
    return fault.page(0x7fff_f7ff_e000L, AccessKind.WRITE, 0x27, 4);
  }

  @Test
  void writeDeniedByKey() throws IOException {
    assertApproved("write-denied-by-key", keyedWrite().report());
  }

  @Test
  void readDeniedByKeyOfAPageThatIsReadOnlyItself() {
    final Fault fault = keyedWrite();
    fault.pkru = 0x5555_5554;
    final Mapping readOnly = mapping(KEYED.start(), KEYED.end(), Protection.READ, 1, "");
    fault.mappings = List.of(PROGRAM, readOnly);
    fault.page(0x7fff_f7ff_e008L, AccessKind.WRITE, 0x27, 4);
    assertEquals(
        "with key 1 open for writing (PKRU 0x55555550), or the page under a key that is: 0;"
            + " and with PROT_WRITE by mprotect, for the page is r--",
        allowed(fault));
    fault.page(0x7fff_f7ff_e008L, AccessKind.READ, 0x25, 4);
    assertEquals(
        "with key 1 open (PKRU 0x55555550), or the page under a key that is: 0", allowed(fault));
    assertTrue(headline(fault).endsWith("denied by protection key 1 (closed)"), headline(fault));
  }

  @Test
  void fetchDeniedByKeyIsAControlFlowViolation() throws IOException {
    final Fault fault = new Fault();
    fault.policy = FetchPolicy.TAG_NX;
    fault.key = 5;
    final Mapping foreign =
        mapping(0x40_8000, 0x40_a000, Protection.READ | Protection.EXECUTE, 5, "/guests/violation");
    fault.mappings = List.of(PROGRAM, foreign, STACK);
    fault.rip = 0x40_8010;
    fault.codeStart = 0x40_8010;
    fault.code = "c3 55 4889e5";
    fault.instruction = Optional.of(foreign);
    fault.page(0x40_8010, AccessKind.FETCH, 0x35, 4);
    assertApproved("fetch-denied-by-key", fault.report());
  }

  @Test
  void executeOnlyPagesAreNotAboutIsolation() {
    final Fault fault = new Fault();
    fault.key = 1;
    fault.mappings =
        List.of(PROGRAM, mapping(KEYED.start(), KEYED.end(), Protection.EXECUTE, 1, ""));
    fault.page(0x7fff_f7ff_e000L, AccessKind.READ, 0x25, 4);
    assertEquals(
        "memory fault: thread 1000 tried to read 1 byte from 0x7ffff7ffe000:"
            + " denied by protection key 1, which makes the page execute-only",
        headline(fault));
    assertEquals("with PROT_READ given to the page by mprotect", allowed(fault));
  }

  @Test
  void unmappedAddressNamesItsNeighbours() throws IOException {
    final Fault fault = new Fault();
    fault.code = CODE.replace("c60758 c3", "488b042500000000");
    fault.page(0x12345678_9000L, AccessKind.READ, 4, 1);
    assertApproved("nothing-mapped", fault.report());
  }

  @Test
  void protectionOfThePage() {
    final Fault fault = new Fault().page(0x401008, AccessKind.WRITE, 7, 2);
    assertEquals(
        "memory fault: thread 1000 tried to write 1 byte to 0x401008:"
            + " denied by the page's protection (r-x)",
        headline(fault));
    assertEquals("with PROT_WRITE given to the page by mprotect", allowed(fault));
  }

  @Test
  void fullStacks() {
    final Fault main = new Fault();
    main.rsp = STACK.start() - 8;
    main.page(STACK.start() - 16, AccessKind.WRITE, 6, 1);
    assertTrue(headline(main).endsWith(": the stack is full (8 MiB)"), headline(main));

    final Fault thread = new Fault();
    thread.mappings = List.of(mapping(0x10_0000, 0x10_1000, Protection.NONE, 0, ""));
    thread.rsp = 0x10_1008;
    thread.page(0x10_0ff8, AccessKind.WRITE, 6, 2);
    assertTrue(
        headline(thread).endsWith(": a guard page below a stack: the stack is full"),
        headline(thread));

    final Fault elsewhere = new Fault();
    elsewhere.page(STACK.start() - 16, AccessKind.WRITE, 6, 1);
    assertTrue(headline(elsewhere).endsWith(": nothing is mapped there"), headline(elsewhere));
  }

  @Test
  void nullPointersAndFileEnds() {
    final Fault nothing = new Fault().page(0x18, AccessKind.READ, 4, 1);
    assertTrue(headline(nothing).contains("(a null pointer?)"), headline(nothing));

    final Fault behind = new Fault().page(0x7fff_f7ff_e000L, AccessKind.READ, 4, 2);
    behind.signal = SIGBUS;
    assertTrue(
        headline(behind).endsWith("the page lies behind the end of its file"), headline(behind));
    assertTrue(behind.report().contains("SIGBUS (7), BUS_ADRERR (2)"), behind.report());
  }

  @Test
  void privilegedInstruction() throws IOException {
    final Fault fault = new Fault().exception(13, SIGSEGV, SI_KERNEL);
    fault.code = CODE.replace("c60758 c3", "f4 909090");
    assertApproved("privileged-instruction", fault.report());
  }

  @Test
  void exceptionsByTheInstruction() {
    final Fault wrpkru = new Fault().exception(13, SIGSEGV, SI_KERNEL);
    wrpkru.code = CODE.replace("c60758", "0f01ef");
    assertEquals("with ECX and EDX zero", allowed(wrpkru));

    final Fault address = new Fault().exception(13, SIGSEGV, SI_KERNEL);
    assertEquals("with an address whose bits 63 to 47 are all alike", allowed(address));

    final Fault divide = new Fault().exception(0, SIGFPE, 1);
    assertTrue(headline(divide).startsWith("arithmetic fault: thread 1000 divided"));
    assertTrue(divide.report().contains("SIGFPE (8), FPE_INTDIV (1)"), divide.report());

    final Fault software = new Fault();
    software.exit = Optional.of(new Exit.Interrupt(0x80, true));
    assertTrue(headline(software).contains("INT 0x80"), headline(software));
  }

  @Test
  void instructionsThatAreMissing() {
    final Fault avx = new Fault();
    avx.exit = Optional.of(Exit.InvalidInstruction.INSTANCE);
    avx.signal = SIGILL;
    avx.signalCode = 2;
    avx.code = CODE.replace("c60758 c3", "c5f877 90");
    assertTrue(headline(avx).contains("an AVX instruction"), headline(avx));

    avx.code = CODE.replace("c60758 c3", "0f0b 9090");
    assertFalse(headline(avx).contains("AVX"), headline(avx));
    assertTrue(avx.report().contains("SIGILL (4), ILL_ILLOPN (2)"), avx.report());
  }

  @Test
  void handlersThatCannotRun() throws IOException {
    final Fault fault = keyedWrite();
    fault.handlerUnreachable = true;
    fault.signalCode = SI_KERNEL;
    final Fault alone = new Fault();
    alone.handlerUnreachable = true;
    alone.signalCode = SI_KERNEL;
    assertTrue(headline(alone).startsWith("signal not deliverable: "), headline(alone));
    assertApproved("handler-unreachable", fault.report());
  }

  @Test
  void forgedSignalFrame() {
    final Fault fault = new Fault();
    fault.signalCode = SI_KERNEL;
    assertTrue(headline(fault).startsWith("bad signal frame: thread 1000"), headline(fault));
  }

  @Test
  void ripWhereNothingIs() {
    final Fault fault = new Fault();
    fault.rip = 0xdead_beefL;
    fault.codeStart = 0xdead_beefL;
    fault.code = "";
    fault.instruction = Optional.empty();
    fault.page(0xdead_beefL, AccessKind.FETCH, 0x14, 1);
    final String report = fault.report();
    assertTrue(report.contains("tried to execute code at 0xdeadbeef: nothing is mapped there"));
    assertTrue(report.contains("  at          0xdeadbeef\n              not mapped\n"), report);
    assertFalse(report.contains("=>"), report);
  }

  @Test
  void namesThatTheGuestChoseCannotSteerTheTerminal() {
    final Fault fault = keyedWrite();
    final Mapping evil =
        mapping(KEYED.start(), KEYED.end(), Protection.READ, 1, "/a\u001b[2J\u202e\nname");
    fault.mappings = List.of(PROGRAM, evil);
    fault.page(0x7fff_f7ff_e000L, AccessKind.WRITE, 0x27, 4);
    final String report = fault.report();
    assertTrue(report.contains("/a?[2J??name\n"), report);
    assertTrue(report.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), report);
  }
}
