package dev.cubicle.learning.observation;

/** How large a buffer is that a parameter points to, as a policy can say it. */
public sealed interface SizeRule {

  /** Up to and with the NUL. */
  record Text() implements SizeRule {
    @Override
    public String text() {
      return "\"string\"";
    }
  }

  /** Always so many bytes. */
  record Fixed(long bytes) implements SizeRule {
    @Override
    public String text() {
      return Long.toString(bytes);
    }
  }

  /**
   * A number times a parameter.
   *
   * @param parameter from 1
   */
  record Scaled(long scale, int parameter) implements SizeRule {
    @Override
    public String text() {
      return scale == 1
          ? "\"parameter %d\"".formatted(parameter)
          : "\"%d * parameter %d\"".formatted(scale, parameter);
    }
  }

  /** Two parameters multiplied, both from 1. */
  record Product(int first, int second) implements SizeRule {
    @Override
    public String text() {
      return "\"parameter %d * parameter %d\"".formatted(first, second);
    }
  }

  /** The value of the policy's key {@code size}. */
  String text();
}
