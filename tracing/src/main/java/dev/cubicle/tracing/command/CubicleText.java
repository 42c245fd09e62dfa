package dev.cubicle.tracing.command;

import dev.cubicle.mpk.Pkru;
import dev.cubicle.tracing.state.LiveCubicle;
import dev.cubicle.tracing.state.MonitorState;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cubicles and keys in words. */
final class CubicleText {
  private final MonitorState state;

  CubicleText(MonitorState state) {
    this.state = state;
  }

  /** A table of all cubicles. */
  String all() {
    final Lines lines = new Lines();
    lines.add(
        "  %2s  %-20s %-8s %3s %6s  %9s %6s %8s %10s",
        "no", "cubicle", "kind", "key", "public", "pages", "lent", "borrowed", "of pool");
    for (LiveCubicle cubicle : state.cubicles()) {
      lines.add(
          "  %2d  %-20s %-8s %3s %6s  %,9d %,6d %,8d %,10d",
          cubicle.number(),
          cubicle.name(),
          cubicle.kind().name().toLowerCase(Locale.ROOT),
          key(cubicle),
          cubicle.publicKey() == 0 ? "" : cubicle.publicKey(),
          cubicle.pages(),
          cubicle.lent(),
          cubicle.borrowed(),
          cubicle.heapPages());
    }
    if (!state.keysInUse()) {
      lines.add("there are no keys in this run (--mpk off): nobody is kept from anything");
    } else if (state.keysVirtual()) {
      lines.add("there are more cubicles than keys: one without a key gets one when it is called");
    }
    return lines.toString();
  }

  private String key(LiveCubicle cubicle) {
    if (cubicle.kind() == Policy.Kind.TRUSTED) {
      return "0";
    }
    if (cubicle.kind() == Policy.Kind.SHARED) {
      return "";
    }
    return cubicle.key() == 0 ? "-" : Integer.toString(cubicle.key());
  }

  /** Which keys a PKRU value opens, and whose they are. */
  String pkru(int pkru) {
    final Lines lines = new Lines();
    lines.add("0x%08x: %s", pkru, Pkru.describe(pkru));
    if (pkru == 0) {
      return lines.add("all keys are open: the gate or the monitor is at work").toString();
    }
    for (int key = 0; key < Pkru.KEYS; key++) {
      if (!Pkru.accessDisabled(pkru, key)) {
        lines.add(
            "  key %2d  %-12s %s",
            key, Pkru.writeDisabled(pkru, key) ? "read" : "read, write", keyName(key));
      }
    }
    return lines.toString();
  }

  /** Whose key it is. */
  String keyName(int key) {
    final List<String> names = new ArrayList<>();
    if (key == 0) {
      names.add("monitor");
    } else if (key == state.keyRead()) {
      names.add("what everyone may read");
    } else if (key == state.keyShared()) {
      names.add("what everyone may read and write");
    }
    for (LiveCubicle cubicle : state.cubicles()) {
      if (key != 0 && cubicle.key() == key) {
        names.add(cubicle.name());
      } else if (key != 0 && cubicle.publicKey() == key) {
        names.add("what everyone may read of " + cubicle.name());
      }
    }
    return names.isEmpty() ? "nobody's" : String.join(", ", names);
  }
}
