package dev.cubicle.attacks.trial;

import dev.cubicle.attacks.StoppedBy;

/** What became of an attempt. */
public sealed interface Outcome {

  /** In one line. */
  String evidence();

  /** The attacker has reached what it wanted. */
  record Worked(String evidence) implements Outcome {}

  /** Something stood in its way. */
  record Stopped(StoppedBy by, String evidence) implements Outcome {}

  /** Nothing stood in its way that is meant to, but it came to nothing: a fault of its own. */
  record Failed(String evidence) implements Outcome {}
}
