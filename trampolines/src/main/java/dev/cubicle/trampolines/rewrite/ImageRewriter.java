package dev.cubicle.trampolines.rewrite;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.code.Hit;
import dev.cubicle.trampolines.code.InstructionRange;
import dev.cubicle.trampolines.code.PatternScanner;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import dev.cubicle.trampolines.manifest.Symbols;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Rewrites what became a pattern when the linker filled in distances. The instruction, which is
 * long enough for a jump since it has a field of 4 bytes, moves into the INT3 filling at the end of
 * its cubicle's code; nothing else in the image moves, so nothing new arises. What stays is for
 * {@link dev.cubicle.trampolines.verify.Verifier} to report.
 */
public final class ImageRewriter {
  private final CubicleImage image;
  private final byte[] file;
  private int moved;

  private ImageRewriter(CubicleImage image) {
    this.image = image;
    ByteBuffer all = image.fileBytes(0, Long.MAX_VALUE);
    file = new byte[all.remaining()];
    all.get(file);
  }

  /**
   * Rewrites an image where it lies.
   *
   * @return how many instructions were moved
   */
  public static int rewrite(Path path) throws BadInputException, IOException {
    ImageRewriter rewriter = new ImageRewriter(CubicleImage.read(path));
    rewriter.run();
    if (rewriter.moved > 0) {
      Files.write(path, rewriter.file);
    }
    return rewriter.moved;
  }

  private void run() {
    Manifest manifest = image.manifest();
    for (Manifest.Segment segment : manifest.segments()) {
      if (segment.executable()
          && !segment.threadLocal()
          && !manifest.cubicles().get(segment.cubicle()).trusted()) {
        content(segment).ifPresent(code -> rewrite(segment, code));
      }
    }
  }

  /** The bytes of a segment; empty if they are not all of one PT_LOAD and in the file. */
  private Optional<byte[]> content(Manifest.Segment segment) {
    return fileOffset(segment)
        .map(
            offset -> {
              byte[] code = new byte[(int) (segment.end() - segment.start())];
              System.arraycopy(file, offset, code, 0, code.length);
              return code;
            });
  }

  private Optional<Integer> fileOffset(Manifest.Segment segment) {
    for (ProgramHeader load : image.loads()) {
      long offset = load.offset() + segment.start() - load.address();
      if (load.pageStart() <= segment.start()
          && segment.end() <= load.pageEnd()
          && offset >= 0
          && offset + segment.end() - segment.start() <= file.length) {
        return Optional.of((int) offset);
      }
    }
    return Optional.empty();
  }

  private void rewrite(Manifest.Segment segment, byte[] code) {
    SegmentCode rewriting = new SegmentCode(code, fillingStart(segment, code));
    for (Hit hit : PatternScanner.scan(code)) {
      int start = symbolBefore(segment, hit.offset());
      for (InstructionRange range :
          InstructionRange.covering(code, start, hit.offset(), hit.end(), code.length)) {
        if (rewriting.move(range)) {
          moved++;
          break;
        }
      }
    }
    System.arraycopy(rewriting.bytes(), 0, file, fileOffset(segment).orElseThrow(), code.length);
  }

  /** Behind everything that has a symbol or is not INT3. */
  private int fillingStart(Manifest.Segment segment, byte[] code) {
    int start = code.length;
    while (start > 0 && code[start - 1] == (byte) 0xcc) {
      start--;
    }
    for (Symbols.Symbol symbol : image.symbols().placed()) {
      if (segment.holds(symbol.address())) {
        long end = Math.min(symbol.address() + symbol.size(), segment.end());
        start = Math.max(start, (int) (end - segment.start()));
      }
    }
    return start;
  }

  private int symbolBefore(Manifest.Segment segment, int offset) {
    return image
        .symbols()
        .at(segment.start() + offset)
        .map(location -> location.symbol().address() - segment.start())
        .filter(start -> start >= 0)
        .map(Long::intValue)
        .orElse(0);
  }
}
