package dev.cubicle.emulator.linux.time;

import dev.cubicle.emulator.linux.call.Wait;
import java.util.ArrayList;
import java.util.List;

/** The timers that are armed. There are few of them: a list is searched. */
public final class TimerQueue {

  /** Something that happens at a deadline. */
  public interface Timer {

    /** When, on {@link Clocks#now}'s time line; {@link Wait#FOREVER} when disarmed. */
    long deadline();

    /** Called when the deadline has passed; sets a later one, or disarms. */
    void expire();
  }

  private final List<Timer> timers = new ArrayList<>();

  public void add(Timer timer) {
    timers.add(timer);
  }

  public void remove(Timer timer) {
    timers.remove(timer);
  }

  /** The next deadline; {@link Wait#FOREVER} when nothing is armed. */
  public long earliest() {
    long earliest = Wait.FOREVER;
    for (int i = 0; i < timers.size(); i++) {
      earliest = Math.min(earliest, timers.get(i).deadline());
    }
    return earliest;
  }

  /** Lets everything happen whose deadline is not after {@code now}. */
  public void expire(long now) {
    for (int i = 0; i < timers.size(); i++) {
      final Timer timer = timers.get(i);
      if (timer.deadline() <= now && timer.deadline() != Wait.FOREVER) {
        timer.expire();
      }
    }
  }
}
