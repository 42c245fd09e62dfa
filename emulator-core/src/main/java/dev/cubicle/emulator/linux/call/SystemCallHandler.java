package dev.cubicle.emulator.linux.call;

import dev.cubicle.emulator.linux.LinuxError;

/** One system call. Bad guest pointers surface as EFAULT, {@link LinuxError} as its errno. */
@FunctionalInterface
public interface SystemCallHandler {

  /**
   * @return what RAX holds afterwards
   * @throws LinuxError to answer a negative errno
   * @throws TaskBlocked to put the calling thread to sleep and be called again with the same
   *     arguments
   */
  long call(SystemCallContext context) throws LinuxError, TaskBlocked;
}
