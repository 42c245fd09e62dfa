package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The keys that the monitor will hand out at boot, in the order of the cubicles: docs/image.md,
 * "Cubicles and keys". Linux answers pkey_alloc with the lowest free key.
 */
final class KeyPlan {

  static final int MONITOR = 0;

  /** Of what everyone may read. */
  static final int READ = 1;

  /** Of what everyone may read and write. */
  static final int SHARED = 2;

  private static final int FIRST_OWN = 3;
  private static final int KEYS = 16;

  private final Map<Integer, Integer> own = new HashMap<>();
  private final boolean virtual;

  KeyPlan(List<Manifest.Cubicle> cubicles) {
    int next = FIRST_OWN;
    for (Manifest.Cubicle cubicle : cubicles) {
      if (cubicle.kind() == Policy.Kind.ISOLATED) {
        if (next < KEYS) {
          own.put(cubicle.number(), next);
        }
        next++;
      }
    }
    virtual = next > KEYS;
  }

  /** Whether there are more isolated cubicles than keys, so that keys change hands. */
  boolean virtual() {
    return virtual;
  }

  /** The key of a cubicle's own pages at the start; nothing if it has to wait for one. */
  OptionalInt of(Manifest.Cubicle cubicle) {
    return switch (cubicle.kind()) {
      case TRUSTED -> OptionalInt.of(MONITOR);
      case SHARED -> OptionalInt.of(SHARED);
      case ISOLATED -> {
        final Integer key = own.get(cubicle.number());
        yield key == null ? OptionalInt.empty() : OptionalInt.of(key);
      }
    };
  }
}
