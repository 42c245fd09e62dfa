package dev.cubicle.emulator.linux.thread;

import dev.cubicle.emulator.linux.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The threads that live, in the order of their creation. */
public final class TaskList {

  private final List<Task> tasks = new ArrayList<>();
  private final List<Task> view = Collections.unmodifiableList(tasks);

  public List<Task> all() {
    return view;
  }

  /** The thread with this id; null when there is none. */
  public Task find(int id) {
    for (Task task : tasks) {
      if (task.id() == id) {
        return task;
      }
    }
    return null;
  }

  void add(Task task) {
    tasks.add(task);
  }

  void remove(Task task) {
    tasks.remove(task);
  }
}
