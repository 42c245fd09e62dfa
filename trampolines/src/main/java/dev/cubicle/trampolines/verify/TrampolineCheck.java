package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import dev.cubicle.trampolines.stub.TrampolineCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The generated stubs, byte for byte: every slot is what {@link TrampolineCode} makes for a row of
 * the function table, in the rows' order.
 */
final class TrampolineCheck implements Check {
  private static final String GATE = "cubicle_gate_call";

  /** Offsets of the row's number within the slots. */
  private static final int CALL_INDEX = 2;

  private static final int POINTER_INDEX = 20;

  /** The first byte of a pointer's trampoline. */
  private static final byte POINTER_FIRST = 0x65;

  private final ExecutableMemory code;

  TrampolineCheck(ExecutableMemory code) {
    this.code = code;
  }

  @Override
  public void run(Findings findings) {
    CubicleImage image = findings.image();
    Optional<ExecutableMemory.Trampolines> stubs = ExecutableMemory.trampolines(image);
    List<Symbols.Symbol> gate = image.symbols().named(GATE);
    if (stubs.isEmpty() || gate.size() != 1) {
      findings.add(
          Finding.Kind.TRAMPOLINE,
          image.manifest().gateStart(),
          "the trampolines are not delimited by symbols within the gate");
      return;
    }
    long start = stubs.get().start();
    long end = stubs.get().end();
    long target = gate.getFirst().address();
    if (target < image.manifest().gateStart()
        || target >= image.manifest().gateEnd()
        || stubs.get().holds(target)) {
      findings.add(Finding.Kind.TRAMPOLINE, target, "%s is not in the gate", GATE);
      return;
    }
    if (start % TrampolineCode.SLOT != 0 || (end - start) % TrampolineCode.SLOT != 0) {
      findings.add(Finding.Kind.TRAMPOLINE, start, "the trampolines are not slots of 32 bytes");
      return;
    }
    checkSlots(start, end, target, findings);
    checkFilling(end, image.manifest(), findings);
  }

  private static void checkSlots(long start, long end, long gate, Findings findings) {
    // Twice the row's number, and one more for a pointer's trampoline.
    int previous = -1;
    for (long address = start; address < end; address += TrampolineCode.SLOT) {
      Optional<ByteBuffer> slot = findings.image().loaded(address, TrampolineCode.SLOT);
      boolean pointer = slot.isPresent() && slot.get().get(0) == POINTER_FIRST;
      Optional<Manifest.Function> function =
          slot.flatMap(bytes -> function(bytes, pointer, findings.manifest()));
      if (slot.isEmpty()
          || function.isEmpty()
          || !Arrays.equals(bytes(slot.get()), expected(address, pointer, function.get(), gate))) {
        findings.add(
            Finding.Kind.TRAMPOLINE, address, "this is not the trampoline of any function");
      } else {
        int order = 2 * function.get().index() + (pointer ? 1 : 0);
        if (order <= previous) {
          findings.add(
              Finding.Kind.TRAMPOLINE,
              address,
              "the trampoline of %s is out of order",
              function.get().name());
        }
        previous = order;
      }
    }
  }

  /** Behind the last stub, its segment holds nothing. */
  private void checkFilling(long end, Manifest manifest, Findings findings) {
    long limit =
        manifest.segments().stream()
            .filter(segment -> segment.holds(end))
            .mapToLong(Manifest.Segment::end)
            .findFirst()
            .orElse(end);
    long used = code.firstUsed(end, limit);
    if (used < limit) {
      findings.add(Finding.Kind.TRAMPOLINE, used, "there is something behind the last trampoline");
    }
  }

  private static Optional<Manifest.Function> function(
      ByteBuffer slot, boolean pointer, Manifest manifest) {
    int index = slot.getInt(pointer ? POINTER_INDEX : CALL_INDEX);
    return index >= 0 && index < manifest.functions().size()
        ? Optional.of(manifest.functions().get(index))
        : Optional.empty();
  }

  private static byte[] expected(
      long address, boolean pointer, Manifest.Function function, long gate) {
    try {
      return pointer
          ? TrampolineCode.pointer(
              address, function.cubicle(), function.target(), function.index(), gate)
          : TrampolineCode.call(address, function.index(), gate);
    } catch (IllegalArgumentException e) {
      return new byte[0]; // Out of reach: nothing is right there.
    }
  }

  private static byte[] bytes(ByteBuffer slot) {
    byte[] bytes = new byte[slot.remaining()];
    slot.duplicate().get(bytes);
    return bytes;
  }
}
