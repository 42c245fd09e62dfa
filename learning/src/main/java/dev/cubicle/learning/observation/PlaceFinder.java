package dev.cubicle.learning.observation;

import dev.cubicle.emulator.observe.ObservedGuest;
import dev.cubicle.tracing.state.MonitorField;
import dev.cubicle.tracing.state.PageTable;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Symbols;
import java.util.Optional;

/** Tells what addresses are part of. */
final class PlaceFinder {
  private static final long PAGE = 4096;

  private final CubicleImage image;
  private final ObservedGuest guest;
  private final PageTable pages;

  PlaceFinder(CubicleImage image, ObservedGuest guest, PageTable pages) {
    this.image = image;
    this.guest = guest;
    this.pages = pages;
  }

  /** What a cubicle's private memory at an address is; empty if it is nobody's. */
  Optional<Place> find(long address) {
    final int owner = pages.owner(guest, address);
    if (owner < 0 || owner >= image.manifest().cubicles().size()) {
      return Optional.empty();
    }
    for (Manifest.Segment segment : image.manifest().segments()) {
      if (segment.holds(address)) {
        return Optional.of(inImage(owner, segment, address));
      }
    }
    return Optional.of(
        new Place(owner, inArena(address), "", address & -PAGE, (address & -PAGE) + PAGE));
  }

  private Place inImage(int owner, Manifest.Segment segment, long address) {
    final Part part =
        segment.executable() ? Part.CODE : segment.writable() ? Part.DATA : Part.CONSTANTS;
    return image
        .symbols()
        .at(address)
        .filter(at -> at.symbol().kind() != Symbols.Kind.LABEL && at.symbol().size() > 0)
        .map(
            at ->
                new Place(
                    owner,
                    part,
                    at.symbol().name(),
                    at.symbol().address(),
                    at.symbol().address() + at.symbol().size()))
        .orElse(new Place(owner, part, "", address & -PAGE, (address & -PAGE) + PAGE));
  }

  private Part inArena(long address) {
    if (pages.page(address) >= pages.poolFirst()) {
      return Part.HEAP;
    }
    final long thread = pages.thread(address);
    final long pointer = guest.peekLong(thread + pages.layout().at(MonitorField.THREAD_TLS));
    return address >= pointer - pages.threadLocalSize() && address < pointer + PAGE
        ? Part.THREAD_LOCAL
        : Part.STACK;
  }
}
