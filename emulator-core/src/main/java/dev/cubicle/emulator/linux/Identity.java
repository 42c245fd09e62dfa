package dev.cubicle.emulator.linux;

/**
 * Who the process is: one process, alone in its session.
 *
 * @param processId its id, and that of its first thread, process group and session
 * @param parentId the parent's id
 * @param userId real, effective and saved user id
 * @param groupId real, effective and saved group id
 */
public record Identity(int processId, int parentId, int userId, int groupId) {

  /** Root's process: the guest's files all belong to root. */
  public static final Identity DEFAULT = new Identity(1000, 1, 0, 0);

  public int processGroup() {
    return processId;
  }
}
