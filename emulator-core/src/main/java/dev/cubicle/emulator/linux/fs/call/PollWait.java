package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;

/** Sleeps until one of several files shows one of its events, or the time is up. */
final class PollWait implements Wait {

  private final OpenFile[] files;
  private final int[] events;
  private final int count;
  private final long deadline;

  /**
   * @param count how many of the elements are used
   * @param deadline as {@link Deadline} makes it, or {@link Wait#FOREVER}
   */
  PollWait(OpenFile[] files, int[] events, int count, long deadline) {
    this.files = files;
    this.events = events;
    this.count = count;
    this.deadline = deadline;
    for (int i = 0; i < count; i++) {
      files[i].expect(events[i]);
    }
  }

  @Override
  public boolean ready() {
    for (int i = 0; i < count; i++) {
      if ((files[i].poll() & events[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long deadline() {
    return deadline;
  }
}
