package dev.cubicle.tracing.stop;

import dev.cubicle.emulator.debug.StopReason;

/** Knows more about stops than a debugger does. */
public interface StopAdvisor {

  /** Nothing is known. */
  StopAdvisor NONE =
      new StopAdvisor() {
        @Override
        public StopReason settle(StopReason reason) {
          return reason;
        }

        @Override
        public String words(StopReason reason) {
          return "";
        }
      };

  /**
   * Moves a guest that has stopped on to where the user wants to look at it.
   *
   * @return why it is stopped there
   */
  StopReason settle(StopReason reason);

  /** What a stop means: lines, each with its newline; empty where there is nothing to say. */
  String words(StopReason reason);
}
