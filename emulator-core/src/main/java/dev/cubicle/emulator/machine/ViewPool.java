package dev.cubicle.emulator.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * The views of one machine, made on first use of a PKRU value and bounded in number. A linear
 * search over a handful of entries beats a hash table here, and a guest with compartments goes back
 * and forth between few values.
 */
final class ViewPool implements AutoCloseable {
  private final int maximum;
  private final IntFunction<View> factory;
  private final Consumer<Runnable> closing;
  private final List<View> views = new ArrayList<>();
  private long tick;
  private long created;
  private long evicted;

  /**
   * @param maximum how many views may exist at once
   * @param factory makes the view of a PKRU value
   * @param closing runs the closing of an evicted view at a safe moment
   */
  ViewPool(int maximum, IntFunction<View> factory, Consumer<Runnable> closing) {
    this.maximum = maximum;
    this.factory = factory;
    this.closing = closing;
  }

  /**
   * The view of a PKRU value.
   *
   * @param keep the view in use, which is not evicted to make room; null at the start
   */
  View get(int pkru, View keep) {
    for (int i = 0; i < views.size(); i++) {
      final View view = views.get(i);
      if (view.pkru() == pkru) {
        view.entered(++tick);
        return view;
      }
    }
    if (views.size() >= maximum) {
      evictOldest(keep);
    }
    final View view = factory.apply(pkru);
    view.entered(++tick);
    views.add(view);
    created++;
    return view;
  }

  private void evictOldest(View keep) {
    View oldest = null;
    for (final View view : views) {
      if (view != keep && (oldest == null || view.lastEntered() < oldest.lastEntered())) {
        oldest = view;
      }
    }
    views.remove(oldest);
    closing.accept(oldest::close);
    evicted++;
  }

  View at(int index) {
    return views.get(index);
  }

  void forEach(Consumer<View> action) {
    views.forEach(action);
  }

  int size() {
    return views.size();
  }

  long created() {
    return created;
  }

  long evicted() {
    return evicted;
  }

  @Override
  public void close() {
    views.forEach(View::close);
    views.clear();
  }
}
