package dev.cubicle.learning.observation;

import dev.cubicle.emulator.observe.ObservedGuest;
import dev.cubicle.trampolines.dwarf.ParameterKind;

/** A call across cubicles that has not returned yet, with its arguments. */
final class Call {
  /** Strings longer than this are none. */
  private static final int LONGEST_STRING = 1 << 16;

  private static final long NOT_LOOKED_AT = -2;
  private static final long NO_STRING = -1;
  private static final long LARGEST_BUFFER = 1L << 30;

  private final long serial;
  private final int function;
  private final FunctionRow row;
  private final long[] values;
  private final boolean[] addresses;
  private final long[] strings;

  /**
   * @param serial tells it from all other calls
   * @param function index of the manifest's table
   * @param values of the parameters
   * @param addresses whether they are addresses of the image's memory
   */
  Call(long serial, int function, FunctionRow row, long[] values, boolean[] addresses) {
    this.serial = serial;
    this.function = function;
    this.row = row;
    this.values = values;
    this.addresses = addresses;
    this.strings = new long[values.length];
    java.util.Arrays.fill(strings, NOT_LOOKED_AT);
  }

  long serial() {
    return serial;
  }

  int function() {
    return function;
  }

  FunctionRow row() {
    return row;
  }

  /** The value of a parameter, from 0. */
  long value(int parameter) {
    return values[parameter];
  }

  /** The buffer's parameter that begins nearest below an address; −1 if none does. */
  int nearest(long address, long farthest) {
    int best = -1;
    for (int i = 0; i < values.length; i++) {
      final boolean below =
          row.parameters().get(i).pointer()
              && addresses[i]
              && values[i] <= address
              && address - values[i] < farthest;
      if (below && (best < 0 || values[i] > values[best])) {
        best = i;
      }
    }
    return best;
  }

  /** The lowest address above that one at which an argument's buffer begins. */
  long nextAbove(long address) {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      if (row.parameters().get(i).pointer() && addresses[i] && values[i] > address) {
        next = Math.min(next, values[i]);
      }
    }
    return next;
  }

  /** Looks up how long a parameter's string is, while it is as it was at the call. */
  void lookAtString(ObservedGuest guest, int parameter) {
    if (strings[parameter] == NOT_LOOKED_AT) {
      strings[parameter] = stringSize(guest, values[parameter]);
    }
  }

  private static long stringSize(ObservedGuest guest, long start) {
    for (int size = 0; size < LONGEST_STRING; size++) {
      if ((guest.peekInt(start + size) & 0xff) == 0) {
        return size + 1;
      }
    }
    return NO_STRING;
  }

  /** The bytes that a rule gives a parameter's buffer; 0 or less if it makes no sense. */
  long bytes(int parameter, SizeRule rule) {
    return switch (rule) {
      case SizeRule.Text _ -> strings[parameter];
      case SizeRule.Fixed(long bytes) -> bytes;
      case SizeRule.Scaled(long scale, int number) -> scaled(number(number - 1), scale);
      case SizeRule.Product(int first, int second) -> scaled(number(first - 1), number(second - 1));
    };
  }

  private static long scaled(long one, long other) {
    if (one <= 0 || other <= 0 || one > LARGEST_BUFFER / other) {
      return 0;
    }
    return one * other;
  }

  private long number(int parameter) {
    final long value = values[parameter];
    if (row.parameters().get(parameter).kind() instanceof ParameterKind.Number(int size)) {
      return switch (size) {
        case 1 -> (byte) value;
        case 2 -> (short) value;
        case 4 -> (int) value;
        // What looks like an address is one, and no size.
        default -> addresses[parameter] ? 0 : value;
      };
    }
    return value;
  }
}
