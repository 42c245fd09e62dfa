package dev.cubicle.tracing.command;

import java.util.Locale;

/** Text that is put together line by line. */
final class Lines {
  private final StringBuilder text = new StringBuilder();

  Lines add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
