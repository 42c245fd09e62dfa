package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.code.FarTransfer;
import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionDecoder;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * Code with a cubicle's rights, trampolines included: no pattern at any offset, nor across the
 * joins of pages; no far transfer among the instructions that a reading from the symbols on finds.
 * At other offsets far transfers are harmless: docs/image.md, "What untrusted code may not hold".
 */
final class UntrustedCodeCheck implements Check {
  private final ExecutableMemory code;

  UntrustedCodeCheck(ExecutableMemory code) {
    this.code = code;
  }

  @Override
  public void run(Findings findings) {
    try (CodeReader reader = new CodeReader(findings.image())) {
      for (ExecutableMemory.Run run : code.runs()) {
        for (Hit hit : run.hits()) {
          checkHit(run, hit, reader, findings);
        }
      }
    }
    for (Manifest.Segment segment : findings.manifest().segments()) {
      if (segment.executable()
          && !segment.threadLocal()
          && !findings.manifest().cubicles().get(segment.cubicle()).trusted()) {
        checkInstructions(segment, findings);
      }
    }
  }

  private static void checkHit(
      ExecutableMemory.Run run, Hit hit, CodeReader reader, Findings findings) {
    CubicleImage image = findings.image();
    LongStream bytes = LongStream.range(run.start() + hit.offset(), run.start() + hit.end());
    if (findings.isFull()
        || bytes.allMatch(address -> ExecutableMemory.isTrusted(image, address))) {
      return;
    }
    long address = run.start() + hit.offset();
    String text = hit.pattern().text() + ": " + reader.explain(run, hit);
    OptionalInt owner = ExecutableMemory.owner(findings.manifest(), address);
    if (owner.isPresent()) {
      findings.add(Finding.Kind.SENSITIVE_CODE, owner.getAsInt(), address, "%s", text);
    } else {
      findings.add(Finding.Kind.SENSITIVE_CODE, address, "%s", text);
    }
  }

  private void checkInstructions(Manifest.Segment segment, Findings findings) {
    for (ExecutableMemory.Run run : code.runs()) {
      long start = Math.max(segment.start(), run.start());
      long end = Math.min(segment.end(), run.end());
      if (start < end) {
        long[] starts =
            findings.image().symbols().placed().stream()
                .filter(symbol -> symbol.kind() != Symbols.Kind.DATA)
                .mapToLong(Symbols.Symbol::address)
                .filter(address -> address > start && address < end)
                .distinct()
                .toArray();
        long from = start;
        for (long next : starts) {
          sweep(run, from, next, segment.cubicle(), findings);
          from = next;
        }
        sweep(run, from, end, segment.cubicle(), findings);
      }
    }
  }

  /**
   * Reads from one symbol to the next, as far as there may be something; what cannot be decoded
   * makes the rest data.
   */
  private static void sweep(
      ExecutableMemory.Run run, long from, long to, int cubicle, Findings findings) {
    InstructionDecoder decoder = new InstructionDecoder();
    byte[] bytes = run.bytes();
    int at = run.offset(from);
    int end = run.offset(to);
    int last = FarTransfer.lastPossible(bytes, at, end);
    while (at <= last && decoder.decode(bytes, at, end)) {
      if (FarTransfer.is(decoder)) {
        findings.add(
            Finding.Kind.FAR_TRANSFER,
            cubicle,
            run.start() + at,
            "a far transfer or a load of FS or GS");
      }
      at = decoder.end();
    }
  }
}
