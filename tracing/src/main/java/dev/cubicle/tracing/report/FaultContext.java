package dev.cubicle.tracing.report;

import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PrivilegedMemory;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What a report wants to know besides the fault itself.
 *
 * @param policy what keys said about instruction fetches in this run
 * @param symbols the program's function or object at an address, such as "main+0x12"
 * @param mappings all of the process's mappings, in the order of addresses
 * @param words the eight bytes of guest memory at an address, where they are mapped
 */
public record FaultContext(
    FetchPolicy policy,
    LongFunction<Optional<String>> symbols,
    List<Mapping> mappings,
    LongFunction<Optional<Long>> words) {

  public FaultContext {
    mappings = List.copyOf(mappings);
  }

  /**
   * The context of a process that has come to its end.
   *
   * @param image the program: it names addresses that lie in it, and no others
   */
  public static FaultContext of(ProcessImage image, AddressSpace space, FetchPolicy policy) {
    final long start = image.image().segments().getFirst().virtualAddress() + image.bias();
    final long end = image.heapStart();
    return new FaultContext(
        policy,
        address -> address >= start && address < end ? image.symbolAt(address) : Optional.empty(),
        space.mappings(),
        address -> word(new PrivilegedMemory(space), address));
  }

  private static Optional<Long> word(PrivilegedMemory memory, long address) {
    final byte[] bytes = memory.peek(address, Long.BYTES);
    return bytes.length < Long.BYTES
        ? Optional.empty()
        : Optional.of(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  /** Whether an address lies in memory that may be executed. */
  boolean isCode(long address) {
    return mappings.stream()
        .anyMatch(
            mapping ->
                mapping.start() <= address
                    && address < mapping.end()
                    && mapping.permits(AccessKind.FETCH));
  }

  /** The highest mapping that ends at or below an address. */
  Optional<Mapping> below(long address) {
    return mappings.stream()
        .filter(mapping -> mapping.end() <= address)
        .reduce((lower, higher) -> higher);
  }

  /** The lowest mapping that begins above an address. */
  Optional<Mapping> above(long address) {
    return mappings.stream().filter(mapping -> mapping.start() > address).findFirst();
  }
}
