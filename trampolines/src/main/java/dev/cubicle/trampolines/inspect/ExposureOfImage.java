package dev.cubicle.trampolines.inspect;

import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.inspect.Exposure.Access;
import dev.cubicle.trampolines.inspect.Exposure.ForCalls;
import dev.cubicle.trampolines.inspect.Exposure.Holding;
import dev.cubicle.trampolines.inspect.Exposure.Opening;
import dev.cubicle.trampolines.inspect.Exposure.Pair;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.Manifest.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Exposure by manifest and layout alone. */
final class ExposureOfImage {

  private static final long PAGE = 4096;
  private static final List<Manifest.Function> NONE = List.of();

  private final Overview overview;
  private final Manifest manifest;

  ExposureOfImage(Overview overview) {
    this.overview = overview;
    this.manifest = overview.manifest();
  }

  Exposure find() {
    final List<Holding> holdings =
        overview.cubicles().stream()
            .map(
                cubicle ->
                    new Holding(
                        cubicle.number(),
                        (cubicle.code() + cubicle.constants() + cubicle.data()) / PAGE
                            + stackPages(cubicle)
                            + threadLocalPages(cubicle.number()),
                        cubicle.row().heapLimit() / PAGE))
            .toList();
    final List<Pair> pairs = new ArrayList<>();
    for (Overview.Cubicle accessor : overview.cubicles()) {
      if (accessor.callable()) {
        for (Overview.Cubicle owner : overview.cubicles()) {
          if (owner.number() != accessor.number()) {
            pairs.add(
                accessor.row().trusted()
                    ? withAllKeys(accessor, owner, holdings.get(owner.number()))
                    : new Finder(accessor, owner).find());
          }
        }
      }
    }
    return new Exposure(overview, holdings, List.copyOf(pairs), Optional.empty());
  }

  private long stackPages(Overview.Cubicle cubicle) {
    return cubicle.row().stackSize() / PAGE * manifest.maxThreads();
  }

  private long threadLocalPages(int cubicle) {
    return manifest.segments().stream()
            .filter(segment -> segment.threadLocal() && segment.cubicle() == cubicle)
            .mapToLong(segment -> (segment.end() - segment.start()) / PAGE)
            .sum()
        * manifest.maxThreads();
  }

  /** Trusted code runs with all keys open: what is writable at all it can write. */
  private Pair withAllKeys(Overview.Cubicle accessor, Overview.Cubicle owner, Holding holding) {
    final long readOnly = (owner.code() + owner.constants()) / PAGE;
    return new Pair(
        accessor.number(),
        owner.number(),
        holding.pages(),
        holding.pages() - readOnly,
        owner.row().heapLimit() > 0 ? Access.WRITE : Access.NOTHING,
        List.of(new Opening("all keys are open to what is trusted", 0, holding.pages(), true)),
        forCalls(accessor, owner));
  }

  /** Shared code hands over buffers of its caller's, and the monitor none. */
  private static boolean handsBuffers(Overview.Cubicle owner) {
    return owner.callable() && owner.number() != 0;
  }

  private static ForCalls forCalls(Overview.Cubicle accessor, Overview.Cubicle owner) {
    int functions = 0;
    int windows = 0;
    int written = 0;
    int copies = 0;
    int stacks = 0;
    for (Manifest.Function function : handsBuffers(owner) ? accessor.entries() : NONE) {
      if (function.windows().isEmpty() || !function.callers().contains(owner.number())) {
        continue;
      }
      functions++;
      for (Manifest.ArgumentWindow window : function.windows()) {
        windows++;
        written += window.write() ? 1 : 0;
        copies += window.mapping() == BufferMapping.COPY ? 1 : 0;
        stacks += window.where().isEmpty() ? 1 : 0;
      }
    }
    return new ForCalls(functions, windows, written, copies, stacks);
  }

  /** What one isolated cubicle can touch of another's. */
  private final class Finder {
    private final Overview.Cubicle accessor;
    private final Overview.Cubicle owner;
    private final RangeSet<Long> readable = TreeRangeSet.create();
    private final RangeSet<Long> writable = TreeRangeSet.create();
    private final List<Opening> openings = new ArrayList<>();
    private long elsewhereReadable;
    private long elsewhereWritable;
    private Access heap = Access.NOTHING;
    private Access stack = Access.NOTHING;
    private Access threadLocal = Access.NOTHING;

    Finder(Overview.Cubicle accessor, Overview.Cubicle owner) {
      this.accessor = accessor;
      this.owner = owner;
    }

    Pair find() {
      for (Segment segment : manifest.segments()) {
        if (segment.cubicle() == owner.number() && segment.sharing() != Manifest.Sharing.PRIVATE) {
          everyones(segment);
        }
      }
      for (Overview.Grant grant : overview.grants()) {
        if (grant.row().owner() == owner.number() && grant.row().to().contains(accessor.number())) {
          granted(grant);
        }
      }
      elsewhere(stack, stackPages(owner));
      elsewhere(threadLocal, privateThreadLocalPages());
      return new Pair(
          accessor.number(),
          owner.number(),
          pages(readable) + elsewhereReadable,
          pages(writable) + elsewhereWritable,
          heap,
          List.copyOf(openings),
          forCalls(accessor, owner));
    }

    private void everyones(Segment segment) {
      final boolean write = segment.sharing() == Manifest.Sharing.WRITE && segment.writable();
      final long pages = (segment.end() - segment.start()) / PAGE;
      if (segment.threadLocal()) {
        elsewhere(write ? Access.WRITE : Access.READ, pages * manifest.maxThreads());
        openings.add(
            new Opening(
                "thread-local data, as everyone's", 0, pages * manifest.maxThreads(), write));
        return;
      }
      readable.add(Range.closedOpen(segment.start(), segment.end()));
      if (write) {
        writable.add(Range.closedOpen(segment.start(), segment.end()));
      }
      final String what = segment.executable() ? "code" : segment.writable() ? "data" : "constants";
      openings.add(new Opening(what + ", as everyone's", segment.start(), pages, write));
    }

    private void granted(Overview.Grant grant) {
      final boolean write = grant.row().write();
      final Access access = write ? Access.WRITE : Access.READ;
      long pages = 0;
      switch (grant.row().part()) {
        case HEAP -> heap = most(heap, access);
        case STACK -> {
          stack = most(stack, access);
          pages = stackPages(owner);
        }
        case THREAD_LOCAL -> {
          threadLocal = most(threadLocal, access);
          pages = privateThreadLocalPages();
        }
        case RANGE -> pages = range(grant.row());
      }
      openings.add(new Opening(grant.symbol(), grant.row().start(), pages, write));
    }

    /** As far as the pages are the owner's; an image that was not verified may say otherwise. */
    private long range(Manifest.Grant grant) {
      final RangeSet<Long> open = TreeRangeSet.create();
      for (Segment segment : manifest.segments()) {
        final long start = Math.max(segment.start(), grant.start());
        final long end = Math.min(segment.end(), grant.end());
        if (segment.cubicle() == owner.number() && !segment.threadLocal() && start < end) {
          open.add(Range.closedOpen(start, end));
        }
      }
      readable.addAll(open);
      if (grant.write()) {
        writable.addAll(open);
      }
      return pages(open);
    }

    private void elsewhere(Access access, long pages) {
      elsewhereReadable += access == Access.NOTHING ? 0 : pages;
      elsewhereWritable += access == Access.WRITE ? pages : 0;
    }

    private long privateThreadLocalPages() {
      return manifest.segments().stream()
              .filter(segment -> segment.threadLocal() && segment.cubicle() == owner.number())
              .filter(segment -> segment.sharing() == Manifest.Sharing.PRIVATE)
              .mapToLong(segment -> (segment.end() - segment.start()) / PAGE)
              .sum()
          * manifest.maxThreads();
    }

    private static Access most(Access one, Access other) {
      return one.compareTo(other) >= 0 ? one : other;
    }

    private static long pages(RangeSet<Long> addresses) {
      return addresses.asRanges().stream()
          .mapToLong(range -> (range.upperEndpoint() - range.lowerEndpoint()) / PAGE)
          .sum();
    }
  }
}
