package dev.cubicle.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cubicle.emulator.debug.Breakpoint;
import dev.cubicle.emulator.debug.LiveTarget;
import dev.cubicle.emulator.debug.MemoryRights;
import dev.cubicle.emulator.debug.Resumption;
import dev.cubicle.emulator.debug.StopReason;
import dev.cubicle.emulator.debug.StopRules;
import dev.cubicle.emulator.debug.ThreadRegisters;
import dev.cubicle.emulator.debug.Watchpoint;
import dev.cubicle.emulator.linux.LinuxProcess;
import dev.cubicle.emulator.linux.ProcessOptions;
import dev.cubicle.emulator.linux.Termination;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.trampolines.manifest.CubicleImage;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest of two cubicles under a debugger without gdb: the target's own promises. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LiveTargetTest {
  private static final Resumption GO_ON = new Resumption.Continue(Resumption.NO_SIGNAL);

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private LiveTarget target;
  private CubicleImage image;
  private ImageFile file;
  private LinuxProcess process;
  private Thread runner;
  private int thread;

  @BeforeEach
  void begin() throws Exception {
    begin("call");
  }

  private void begin(String guest) throws Exception {
    final Path path = Guests.image(guest);
    target = new LiveTarget();
    image = CubicleImage.read(path);
    file = ImageFile.open(path);
    process =
        new LinuxProcess(
            ProcessOptions.of(file)
                .arguments(List.of(guest))
                .streams(HostStreams.of(InputStream.nullInputStream(), output, output))
                .control(target)
                .build());
    runner = Thread.ofPlatform().daemon().start(process::run);
    thread = assertInstanceOf(StopReason.Started.class, target.stopReason()).thread();
  }

  @AfterEach
  void end() throws Exception {
    target.kill();
    runner.join();
    process.close();
    file.close();
  }

  private long address(String symbol) {
    return image.symbols().named(symbol).getFirst().address();
  }

  private long register(Register register) {
    return target.registers(thread).get(register);
  }

  private long balance() {
    final byte[] bytes = target.read(address("balance"), 8, MemoryRights.PRIVILEGED, thread);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private String written() {
    return output.toString(StandardCharsets.UTF_8);
  }

  @Test
  void stopsBeforeTheInstructionEachTimeAndGoesOnBehindIt() {
    final Breakpoint breakpoint = new Breakpoint(address("bank_deposit"));
    target.add(breakpoint);
    for (long amount : new long[] {100, 20}) {
      final StopReason.BreakpointHit hit =
          assertInstanceOf(StopReason.BreakpointHit.class, target.resume(GO_ON));
      assertSame(breakpoint, hit.breakpoint());
      assertEquals(address("bank_deposit"), register(Register.RIP));
      assertEquals(amount, register(Register.RDI));
    }
    assertEquals(new StopReason.Ended(new Termination.Exited(0)), target.resume(GO_ON));
    assertEquals(Session.of("run", "call").text(), written());
    assertEquals(List.of(), target.threads());
  }

  @Test
  void aConditionDecidesAndARemovedBreakpointStopsNobody() {

    final Breakpoint second =
        new Breakpoint(address("bank_deposit"), guest -> guest.register(X86.RDI) == 20);
    target.add(second);
    assertInstanceOf(StopReason.BreakpointHit.class, target.resume(GO_ON));
    assertEquals(20, register(Register.RDI));
    target.remove(second);
    assertInstanceOf(StopReason.Ended.class, target.resume(GO_ON));
  }

  @Test
  void aWatchpointStopsBehindTheStoreAndSaysWhere() {
    final Watchpoint watchpoint = new Watchpoint(address("balance") + 1, 2, Watchpoint.Kind.WRITE);
    assertTrue(target.add(watchpoint));
    final StopReason.Watched hit = assertInstanceOf(StopReason.Watched.class, target.resume(GO_ON));
    assertEquals(address("balance"), hit.address());
    assertEquals(8, hit.size());
    assertTrue(hit.write());
    assertEquals(100, balance());
    assertTrue(hit.rip() > address("bank_deposit") && hit.rip() < register(Register.RIP));
    target.remove(watchpoint);
    assertInstanceOf(StopReason.Ended.class, target.resume(GO_ON));
  }

  @Test
  void stepsAreSingleInstructionsAlsoWhereKeysChange() {
    target.add(new Breakpoint(address("call_close")));
    assertInstanceOf(StopReason.BreakpointHit.class, target.resume(GO_ON));
    assertEquals(0, target.registers(thread).pkru());
    // XOR ECX, ECX; XOR EDX, EDX; WRPKRU
    for (int i = 0; i < 3; i++) {
      final long before = register(Register.RIP);
      assertEquals(new StopReason.StepDone(thread), target.resume(new Resumption.Step(thread, 0)));
      assertTrue(register(Register.RIP) - before <= 3);
    }
    assertTrue(target.registers(thread).pkru() != 0);
  }

  @Test
  void aStepOverAnAccessThatFaultsEndsBehindIt() {
    target.add(new Breakpoint(address("main")));
    assertInstanceOf(StopReason.BreakpointHit.class, target.resume(GO_ON));
    final long end = address("main") + 0x1000;
    // All of main: calls leave the range, and stop there.
    final StopReason reason =
        target.resume(new Resumption.StepRange(thread, address("main"), end, 0));
    assertEquals(new StopReason.StepDone(thread), reason);
    assertTrue(register(Register.RIP) < address("main") || register(Register.RIP) >= end);
  }

  @Test
  void keyFaultsAreToldIfAsked() throws Exception {
    end();
    begin("window");
    target.setStopRules(new StopRules(true, Set.of()));
    final StopReason.KeyFault fault =
        assertInstanceOf(StopReason.KeyFault.class, target.resume(GO_ON));
    final long rip = register(Register.RIP);
    final StopReason.KeyFault again =
        assertInstanceOf(StopReason.KeyFault.class, target.resume(GO_ON), "tried again");
    assertEquals(fault, again);
    assertEquals(rip, register(Register.RIP));
    target.setStopRules(StopRules.DEFAULT);
    assertInstanceOf(StopReason.Ended.class, target.resume(new Resumption.Continue(11)));
  }

  @Test
  void registersAndMemoryAreChanged() {
    target.add(new Breakpoint(address("bank_deposit")));
    target.resume(GO_ON);
    final ThreadRegisters registers = target.registers(thread);
    registers.set(Register.RDI, 7);
    registers.set(Register.RFLAGS, -1);
    target.setRegisters(thread, registers);
    assertEquals(7, register(Register.RDI));
    assertEquals(0, register(Register.RFLAGS) & 0x100, "not the trap flag");
    final byte[] thousand =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1000).array();
    assertEquals(8, target.write(address("balance"), thousand, MemoryRights.PRIVILEGED, thread));
    target.resume(GO_ON);
    assertEquals(1007, balance());
  }

  @Test
  void keysAreRespectedIfAsked() {
    target.add(new Breakpoint(address("main")));
    target.resume(GO_ON);
    assertEquals(0, target.read(address("balance"), 8, MemoryRights.OF_THREAD, thread).length);
    assertEquals(0, target.write(address("balance"), new byte[8], MemoryRights.OF_THREAD, thread));
    assertArrayEquals(
        new byte[8], target.read(address("balance"), 8, MemoryRights.PRIVILEGED, thread));
    assertEquals(0, target.read(8, 8, MemoryRights.PRIVILEGED, thread).length);
    assertThrows(IllegalArgumentException.class, () -> target.registers(thread + 1));
  }

  @Test
  void detachedItRunsOnAndKilledItEnds() throws Exception {
    target.add(new Breakpoint(address("bank_deposit")));
    target.resume(GO_ON);
    target.detach();
    runner.join();
    assertEquals(Session.of("run", "call").text(), written());
  }

  @Test
  void anInterruptStopsIt() {
    target.interrupt();
    assertEquals(new StopReason.Interrupted(thread), target.resume(GO_ON));
    target.kill();
    assertEquals(new StopReason.Ended(new Termination.Interrupted()), target.resume(GO_ON));
  }
}
