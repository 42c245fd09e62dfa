package dev.cubicle.tracing.gdb;

import dev.cubicle.emulator.debug.StopReason;
import java.util.Locale;

/** Explains stops for which the protocol has no words. */
final class StopText {

  private StopText() {}

  /** A line; empty where the protocol says it all. */
  static String of(StopReason reason) {
    return switch (reason) {
      case StopReason.KeyFault fault ->
          "key fault: %s of 0x%x, whose page has key %d\n"
              .formatted(
                  fault.access().name().toLowerCase(Locale.ROOT), fault.address(), fault.key());
      default -> "";
    };
  }
}
