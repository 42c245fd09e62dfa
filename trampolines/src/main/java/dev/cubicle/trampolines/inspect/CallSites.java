package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest.Segment;
import dev.cubicle.trampolines.manifest.Manifest.Sharing;
import dev.cubicle.trampolines.manifest.Symbols;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which cubicles' code calls a function by its name. The manifest does not tell where everyone may
 * call it, as its address escapes or shared code calls it; the calls of its trampoline do.
 */
final class CallSites {

  private static final String TRAMPOLINE = "cubicle.call.";

  /** CALL rel32 and JMP rel32. */
  private static final byte CALL = (byte) 0xE8;

  private static final byte JUMP = (byte) 0xE9;

  /** By name of a function: numbers of cubicles. */
  private final Map<String, Set<Integer>> callers = new HashMap<>();

  CallSites(CubicleImage image) {
    final Map<Long, String> trampolines = new HashMap<>();
    for (Symbols.Symbol symbol : image.symbols().placed()) {
      if (symbol.name().startsWith(TRAMPOLINE)) {
        trampolines.put(symbol.address(), symbol.name().substring(TRAMPOLINE.length()));
      }
    }
    for (Segment segment : image.manifest().segments()) {
      if (segment.executable() && segment.sharing() == Sharing.PRIVATE) {
        final Optional<ByteBuffer> code =
            image.loaded(segment.start(), segment.end() - segment.start());
        code.ifPresent(bytes -> scan(segment, bytes, trampolines));
      }
    }
  }

  /** Looks at every byte offset: an address of a trampoline hardly turns up by chance. */
  private void scan(Segment segment, ByteBuffer code, Map<Long, String> trampolines) {
    for (int at = 0; at + 5 <= code.limit(); at++) {
      if (code.get(at) == CALL || code.get(at) == JUMP) {
        final String name = trampolines.get(segment.start() + at + 5 + code.getInt(at + 1));
        if (name != null) {
          callers.computeIfAbsent(name, _ -> new HashSet<>()).add(segment.cubicle());
        }
      }
    }
  }

  /** Whether a cubicle's code calls the function by its name. */
  boolean has(int cubicle, String function) {
    return callers.getOrDefault(function, Set.of()).contains(cubicle);
  }
}
