package dev.cubicle.trampolines.verify;

/** One family of checks. Images are hostile: a check only ever reports. */
interface Check {
  void run(Findings findings);
}
