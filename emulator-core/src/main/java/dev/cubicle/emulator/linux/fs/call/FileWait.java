package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.memory.UserMemory;

/** Sleeps until a file shows one of some events. */
final class FileWait implements Wait {

  private final OpenFile file;
  private final int events;
  private final long progress;

  /**
   * @param progress what the call has already transferred, for when it is called again
   */
  FileWait(OpenFile file, int events, long progress) {
    this.file = file;
    this.events = events;
    this.progress = progress;
    file.expect(events);
  }

  long progress() {
    return progress;
  }

  @Override
  public boolean ready() {
    return (file.poll() & events) != 0;
  }

  /** A call that has transferred something answers that instead of starting again. */
  @Override
  public boolean restartable() {
    return progress == 0;
  }

  @Override
  public long interrupted(UserMemory memory) {
    return progress == 0 ? -Errno.EINTR.number() : progress;
  }
}
