package dev.cubicle.bench.experiment;

/** How much of the isolation is in force, so that its mechanisms can be priced one by one. */
public enum Ablation {
  /** Calls between cubicles change stacks and registers; no keys, so no faults either. */
  TRAMPOLINES("trampolines", "mpk=off"),
  /** Keys too; a fault on another cubicle's page is granted without asking for a window. */
  KEYS("+ keys", "windows=off"),
  /** Everything. */
  WINDOWS("+ windows", "");

  private final String words;
  private final String monitorOptions;

  Ablation(String words, String monitorOptions) {
    this.words = words;
    this.monitorOptions = monitorOptions;
  }

  /** As in the table. */
  public String words() {
    return words;
  }

  /** What the image's monitor is told; empty for its defaults. */
  public String monitorOptions() {
    return monitorOptions;
  }

  /** Whether it runs only where there are protection keys. */
  public boolean needsKeys() {
    return this != TRAMPOLINES;
  }
}
