package dev.cubicle.emulator.record;

/**
 * Finds the last hit before a place: first in the stretch of guest code that holds the place, then
 * between one snapshot and the next, backwards.
 */
final class BackwardSearch {
  private final Replay replay;
  private final History history;

  BackwardSearch(Replay replay, History history) {
    this.replay = replay;
    this.history = history;
  }

  /** The last hit; null if there is none, or the search was interrupted. */
  StopPoints.Hit before(History.Place place) {
    final StopPoints.Hit near = inStretch(place);
    return near != null ? near : beforeStretch(place.position());
  }

  private StopPoints.Hit inStretch(History.Place place) {
    if (place.instructions() == 0) {
      return null;
    }
    history.goTo(new History.Place(place.position(), 0));
    history.stops().collect(place.instructions());
    history.count(place.instructions());
    return history.stops().last();
  }

  private StopPoints.Hit beforeStretch(long position) {
    final Snapshots snapshots = replay.snapshots();
    long end = position;
    for (int number = snapshots.before(end).number(); number >= 0; number--) {
      final Snapshots.Snapshot snapshot = snapshots.get(number);
      history.restore(replay.moment(snapshot));
      history.stops().collect(Long.MAX_VALUE);
      if (!history.runToStart(end)) {
        return null;
      }
      final StopPoints.Hit last = history.stops().last();
      if (last != null) {
        return locate(last);
      }
      // What came before a snapshot in the midst of guest code is at the same position.
      end = Math.min(end, snapshot.midway() ? snapshot.position() + 1 : snapshot.position());
    }
    return null;
  }

  /** The same hit, its instructions counted. */
  private StopPoints.Hit locate(StopPoints.Hit hit) {
    history.goTo(new History.Place(hit.position(), 0));
    history.stops().stopAt(hit.ordinal(), -1);
    history.count(Long.MAX_VALUE);
    return history.stops().last();
  }
}
