package dev.cubicle.trampolines.text;

/** Text from outside, made fit for a line that is shown to a user. */
public final class Quoted {

  private static final int LONGEST = 60;

  private Quoted() {}

  /** In double quotes, cut to 60 characters; what could steer a terminal becomes a full stop. */
  public static String of(String text) {
    final String whole = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    // Controls, and the format characters that turn the direction of writing.
    return '"' + whole.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}]", ".") + '"';
  }
}
