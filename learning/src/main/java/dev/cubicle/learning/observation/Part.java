package dev.cubicle.learning.observation;

/** Parts of a cubicle's memory. */
public enum Part {
  CODE("code"),
  CONSTANTS("constants"),
  DATA("data"),
  HEAP("heap"),
  STACK("stack"),
  THREAD_LOCAL("thread-local");

  private final String word;

  Part(String word) {
    this.word = word;
  }

  /** As policies name it. */
  public String word() {
    return word;
  }
}
