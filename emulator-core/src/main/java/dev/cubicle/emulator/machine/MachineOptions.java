package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.events.EventListener;
import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.mpk.FetchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a machine is made.
 *
 * @param protectionKeys whether the processor has protection keys
 * @param fetchPolicy the control-flow extension of the MPK model
 * @param maximumViews how many engines may exist at once; the least recently used one goes first
 * @param codeBufferBytes room for translated code in each engine
 * @param listener told of PKRU writes and views; absent costs nothing
 * @param observer watches what keys would deny; absent costs nothing
 * @param probes instructions that somebody is told of; none costs nothing
 */
public record MachineOptions(
    boolean protectionKeys,
    FetchPolicy fetchPolicy,
    int maximumViews,
    int codeBufferBytes,
    Optional<EventListener> listener,
    Optional<GuestObserver> observer,
    List<Probe> probes) {

  /** 24 views of 32 MiB code buffer each, stock MPK, nobody listening. */
  public static final MachineOptions DEFAULT =
      new MachineOptions(
          true, FetchPolicy.NONE, 24, 32 << 20, Optional.empty(), Optional.empty(), List.of());

  public MachineOptions {
    if (maximumViews < 2) {
      throw new IllegalArgumentException("a hand-off needs two views, not " + maximumViews);
    }
    probes = List.copyOf(probes);
  }

  public MachineOptions withProtectionKeys(boolean present) {
    return new MachineOptions(
        present, fetchPolicy, maximumViews, codeBufferBytes, listener, observer, probes);
  }

  public MachineOptions withFetchPolicy(FetchPolicy policy) {
    return new MachineOptions(
        protectionKeys, policy, maximumViews, codeBufferBytes, listener, observer, probes);
  }

  public MachineOptions withMaximumViews(int views) {
    return new MachineOptions(
        protectionKeys, fetchPolicy, views, codeBufferBytes, listener, observer, probes);
  }

  public MachineOptions withListener(EventListener eventListener) {
    return new MachineOptions(
        protectionKeys,
        fetchPolicy,
        maximumViews,
        codeBufferBytes,
        Optional.of(eventListener),
        observer,
        probes);
  }

  public MachineOptions withObserver(GuestObserver guestObserver) {
    return new MachineOptions(
        protectionKeys,
        fetchPolicy,
        maximumViews,
        codeBufferBytes,
        listener,
        Optional.of(guestObserver),
        probes);
  }

  /** With these probes beside those that are there. */
  public MachineOptions withProbes(List<Probe> more) {
    final List<Probe> all = new ArrayList<>(probes);
    all.addAll(more);
    return new MachineOptions(
        protectionKeys, fetchPolicy, maximumViews, codeBufferBytes, listener, observer, all);
  }
}
