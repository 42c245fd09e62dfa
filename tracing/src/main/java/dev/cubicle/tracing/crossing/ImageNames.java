package dev.cubicle.tracing.crossing;

import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;

/** The names that an image's manifest has for numbers. */
public final class ImageNames {

  private final Manifest manifest;

  public ImageNames(Manifest manifest) {
    this.manifest = manifest;
  }

  public int cubicles() {
    return manifest.cubicles().size();
  }

  /** How many functions have a name of their own. */
  public int functions() {
    return manifest.functions().size();
  }

  /** A cubicle's name; any number has one. */
  public String cubicle(int number) {
    return known(number) ? manifest.cubicles().get(number).name() : "cubicle " + number;
  }

  /** A cubicle's kind; one that is unknown is isolated. */
  public Policy.Kind kind(int number) {
    return known(number) ? manifest.cubicles().get(number).kind() : Policy.Kind.ISOLATED;
  }

  private boolean known(int number) {
    return number >= 0 && number < cubicles();
  }

  /** A function's name. Behind the last come the functions that threads begin with. */
  public String function(int number) {
    if (number >= 0 && number < functions()) {
      return manifest.functions().get(number).name();
    }
    return number < 0 ? "function " + number : "thread " + (number - functions());
  }

  /** The cubicle that a function belongs to; −1 if the manifest does not tell. */
  public int cubicleOf(int function) {
    return function >= 0 && function < functions()
        ? manifest.functions().get(function).cubicle()
        : -1;
  }

  /** How many integer argument registers a function takes, 0 to 6. */
  public int integers(int function) {
    return function >= 0 && function < functions()
        ? Math.clamp(
            manifest.functions().get(function).signature().integerRegisters(),
            0,
            CallArguments.REGISTERS)
        : 0;
  }
}
