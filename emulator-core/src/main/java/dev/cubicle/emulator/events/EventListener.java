package dev.cubicle.emulator.events;

/** Receives events on the thread that runs the machine, between two stretches of guest code. */
@FunctionalInterface
public interface EventListener {
  void on(Event event);
}
