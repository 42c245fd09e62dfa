package dev.cubicle.emulator.linux;

import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.machine.Cpu;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Everything a report can say about the fault that killed a process: the state at the instruction
 * that could not be executed.
 *
 * @param exit what the processor said; empty when the kernel refused (a bad signal frame)
 * @param thread id of the thread
 * @param registers all registers
 * @param pkru the thread's PKRU
 * @param codeAddress address of the first byte of {@code code}
 * @param code bytes around RIP: up to 16 before it and up to 48 from it on
 * @param instruction the mapping that holds RIP
 * @param target the mapping that holds the fault address, if there is an address
 * @param signal signal number
 * @param signalCode si_code
 * @param address si_addr; 0 when there is none
 * @param key si_pkey; meaningful for SEGV_PKUERR only
 * @param handlerUnreachable a handler was to run, but its frame could not be written
 */
public record FaultDetails(
    Optional<Exit> exit,
    int thread,
    Map<Register, Long> registers,
    int pkru,
    long codeAddress,
    byte[] code,
    Optional<Mapping> instruction,
    Optional<Mapping> target,
    int signal,
    int signalCode,
    long address,
    int key,
    boolean handlerUnreachable) {

  private static final int BEFORE = 16;
  private static final int FROM = 48;

  /** Collects the details; the thread's registers are loaded. */
  static FaultDetails collect(
      Optional<Exit> exit,
      Task task,
      Cpu cpu,
      AddressSpace space,
      SignalInfo info,
      boolean handlerUnreachable) {
    final Map<Register, Long> registers = new EnumMap<>(Register.class);
    for (Register register : Register.values()) {
      registers.put(register, cpu.get(register));
    }
    final long instruction = cpu.get(Register.RIP);
    final PrivilegedMemory memory = new PrivilegedMemory(space);
    long start = instruction - BEFORE;
    byte[] code = memory.peek(start, BEFORE + FROM);
    if (code.length <= BEFORE) {
      start = instruction;
      code = memory.peek(start, FROM);
    }
    return new FaultDetails(
        exit,
        task.id(),
        Collections.unmodifiableMap(registers),
        cpu.pkru(),
        start,
        code,
        space.find(instruction),
        faultAddress(exit).flatMap(space::find),
        info.signal(),
        info.code(),
        info.code() == SignalInfo.SI_KERNEL ? 0 : info.address(),
        info.key(),
        handlerUnreachable);
  }

  private static Optional<Long> faultAddress(Optional<Exit> exit) {
    return exit.map(why -> why instanceof Exit.PageFault fault ? fault.address() : null);
  }
}
