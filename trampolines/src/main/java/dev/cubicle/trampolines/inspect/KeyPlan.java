package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The keys that the monitor will hand out at boot (monitor/keys.c; docs/image.md, "Cubicles and
 * keys"). Linux answers pkey_alloc with the lowest free key.
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
    final List<Manifest.Cubicle> isolated =
        cubicles.stream().filter(cubicle -> cubicle.kind() == Policy.Kind.ISOLATED).toList();
    virtual = isolated.size() > KEYS - FIRST_OWN;
    if (!virtual) {
      // The monitor takes all that it needs, and hands out the highest first.
      int next = FIRST_OWN + isolated.size();
      for (Manifest.Cubicle cubicle : isolated) {
        own.put(cubicle.number(), --next);
      }
    }
  }

  /** Whether there are more isolated cubicles than keys, so that keys change hands. */
  boolean virtual() {
    return virtual;
  }

  /** The key of a cubicle's own pages; nothing if it changes while the image runs. */
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
