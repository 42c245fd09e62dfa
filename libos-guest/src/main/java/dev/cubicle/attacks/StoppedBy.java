package dev.cubicle.attacks;

import java.util.Locale;

/** What an attack was stopped by. */
public enum StoppedBy {
  /** A protection key: a fault that the monitor found no window for. */
  KEY,
  /** The checks of an image before it runs. */
  VERIFIER,
  /** A check of the monitor's: the gate's, the API's, the signal handler's. */
  MONITOR,
  /** The kernel's seccomp filter, which the monitor installed. */
  SYSTEM_CALL_FILTER,
  /** The processor's refusal to fetch from pages whose key is closed. */
  TAG_NX,
  /** The builder: what was to be misused is not in the image. */
  BUILDER;

  /** As in tables and JSON: {@code system-call filter}. */
  public String text() {
    return switch (this) {
      case SYSTEM_CALL_FILTER -> "system-call filter";
      case TAG_NX -> "tag-nx";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }
}
