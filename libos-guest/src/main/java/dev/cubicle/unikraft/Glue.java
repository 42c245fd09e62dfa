package dev.cubicle.unikraft;

import dev.cubicle.trampolines.policy.Inventory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Components of ours that stand between a tree's libraries and the monitor. */
final class Glue implements AutoCloseable {

  private Glue() {}

  static Glue of(BuildTree tree) {
    return new Glue();
  }

  List<Inventory.Addition> additions() {
    return List.of();
  }

  Optional<String> systemCallHandler() {
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {}
}
