package dev.cubicle.emulator.record;

import dev.cubicle.emulator.machine.Machine;
import dev.cubicle.emulator.record.Replay.Progress;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Moves a replay to any place in its history. A place is a position and a number of instructions
 * carried out there; nothing counts these while guest code runs at full speed, so they are counted
 * where it matters, in the one stretch of code that holds the place.
 */
final class History {
  /** Nanoseconds of running between two moments that are remembered. */
  private static final long INTERVAL = 30_000_000;

  /** How many moments are remembered. */
  private static final int REMEMBERED = 12;

  /** A place. */
  record Place(long position, long instructions) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      final int order = Long.compare(position, other.position);
      return order != 0 ? order : Long.compare(instructions, other.instructions);
    }
  }

  private final Replay replay;
  private final Machine machine;
  private final StopPoints stops;
  private final Deque<Moment> moments = new ArrayDeque<>();

  /** Instructions carried out since guest code started at the present position. */
  private long instructions;

  /** Whether they are not known. */
  private boolean lost;

  private boolean counting;
  private long remembered;
  private volatile boolean interrupted;

  History(Replay replay) {
    this.replay = replay;
    this.machine = replay.machine();
    this.stops = new StopPoints(replay::position, this::begun);
  }

  private long begun() {
    return counting ? instructions + machine.instructionsBegun() : 0;
  }

  StopPoints stops() {
    return stops;
  }

  Place place() {
    return new Place(replay.position(), lost ? Long.MAX_VALUE : instructions);
  }

  /** Ends what is under way soon. From any thread. */
  void interrupt() {
    interrupted = true;
    machine.requestStop();
  }

  /** Whether {@link #interrupt} was called; forgets it. */
  boolean takeInterrupt() {
    final boolean taken = interrupted;
    interrupted = false;
    return taken;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  /**
   * Goes to a place.
   *
   * @return whether it is in the history; if not, this is its end
   */
  boolean goTo(Place place) {
    stops.off();
    final Moment nearest = nearest(place);
    final boolean ahead = place().compareTo(place) <= 0;
    if (!ahead || nearest.leadsTo(place.position(), place.instructions()) && isAhead(nearest)) {
      restore(nearest);
    }
    return run(place);
  }

  private boolean isAhead(Moment moment) {
    return new Place(moment.position(), moment.instructions()).compareTo(place()) > 0;
  }

  private Moment nearest(Place place) {
    Moment best = null;
    for (Moment moment : moments) {
      if (moment.leadsTo(place.position(), place.instructions())
          && (best == null || best.leadsTo(moment.position(), moment.instructions()))) {
        best = moment;
      }
    }
    final Snapshots.Snapshot snapshot = replay.snapshots().before(place.position());
    return best != null && best.position() >= snapshot.position() ? best : replay.moment(snapshot);
  }

  void restore(Moment moment) {
    replay.restore(moment);
    instructions = moment.instructions();
    lost = false;
    remembered = System.nanoTime();
  }

  /** Goes forward to a place; hits count or stop as was said. */
  boolean run(Place place) {
    if (!runToStart(place.position())) {
      return false;
    }
    return instructions == place.instructions() || count(place.instructions() - instructions);
  }

  /** Goes forward to where guest code starts at a position. False if it was stopped before. */
  boolean runToStart(long position) {
    stops.install(machine);
    replay.stopAt(position);
    try {
      while (replay.position() < position) {
        final Progress progress = replay.advance();
        instructions = 0;
        lost = progress == Progress.STOPPED && replay.position() != position;
        if (progress == Progress.END || lost || interrupted) {
          return replay.position() == position;
        }
        rememberNow();
      }
      return true;
    } finally {
      replay.stopNowhere();
    }
  }

  /** Goes forward until something stops it. */
  Progress runOn() {
    stops.install(machine);
    replay.stopNowhere();
    while (true) {
      final long before = replay.position();
      final Progress progress = replay.advance();
      if (replay.position() != before) {
        instructions = 0;
        lost = false;
      }
      if (progress == Progress.STOPPED) {
        lost = true;
      }
      if (progress != Progress.EVENT || interrupted) {
        return progress;
      }
      rememberNow();
    }
  }

  private void rememberNow() {
    if (System.nanoTime() - remembered >= INTERVAL) {
      remember();
    }
  }

  /** Makes it cheap to come back here. */
  void remember() {
    if (lost) {
      return;
    }
    if (moments.size() == REMEMBERED) {
      moments.removeFirst();
    }
    moments.addLast(replay.moment(instructions));
    remembered = System.nanoTime();
  }

  /**
   * Carries out instructions, counting them, at most until guest code leaves this position.
   *
   * @param limit how many at most
   * @return whether it were so many
   */
  boolean count(long limit) {
    stops.install(machine);
    final long position = replay.position();
    replay.stopAt(position + 1);
    machine.countInstructions(limit);
    counting = true;
    Progress progress = Progress.EVENT;
    try {
      progress = replay.advance();
    } finally {
      final long begun = machine.instructionsBegun();
      counting = false;
      machine.endCounting();
      replay.stopNowhere();
      counted = begun;
      instructions = replay.position() == position ? instructions + begun : 0;
      lost = false;
    }
    return progress == Progress.STOPPED && replay.position() == position && counted == limit;
  }

  private long counted;

  /** How many instructions the last {@link #count} saw begin. */
  long counted() {
    return counted;
  }
}
