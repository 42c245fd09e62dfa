package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Relocation;
import dev.cubicle.trampolines.object.Section;
import dev.cubicle.trampolines.object.Symbol;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Gate and monitor are those that were shipped: every section of the monitor's objects is in the
 * image, every field that the linker filled in leads where it must, and the monitor's code has no
 * byte more.
 */
final class MonitorCheck implements Check {
  /** With more sections that differ it is another monitor rather than a changed one. */
  private static final int NAMED = 3;

  private final List<ObjectFile> objects;
  private final ExecutableMemory code;

  MonitorCheck(List<ObjectFile> objects, ExecutableMemory code) {
    this.objects = objects;
    this.code = code;
  }

  @Override
  public void run(Findings findings) {
    ShippedMonitor monitor = new ShippedMonitor(findings.image(), objects);
    List<ShippedSection> needed =
        monitor.sections().stream()
            .filter(section -> !section.isMerged() && !isUnused(section))
            .toList();
    List<ShippedSection> changed =
        needed.stream().filter(section -> monitor.address(section).isEmpty()).toList();
    if (!changed.isEmpty()) {
      // Whatever leads to them leads elsewhere, which says nothing more.
      reportChanged(changed, needed.size(), monitor, findings);
      return;
    }
    for (ShippedSection section : monitor.sections()) {
      monitor
          .address(section)
          .ifPresent(
              address -> {
                if (!monitor.isOfItsKind(section, address)) {
                  findings.add(
                      Finding.Kind.MONITOR, 0, address, "%s is not in memory of its kind", section);
                }
                checkFields(section, monitor, findings);
              });
    }
    if (monitor.address("_start").orElse(-1L) != findings.image().entry()) {
      findings.add(
          Finding.Kind.MONITOR,
          findings.image().entry(),
          "the image does not start where the monitor does");
    }
    checkNothingElse(monitor, findings);
  }

  private static void reportChanged(
      List<ShippedSection> changed, int sections, ShippedMonitor monitor, Findings findings) {
    if (changed.size() > NAMED) {
      findings.add(
          Finding.Kind.MONITOR,
          0,
          monitor.firstDifference(changed.getFirst()),
          "gate and monitor are another version's: %d of their %d sections are not as they were"
              + " shipped; build the image again",
          changed.size(),
          sections);
      return;
    }
    for (ShippedSection section : changed) {
      findings.add(
          Finding.Kind.MONITOR,
          0,
          monitor.firstDifference(section),
          "%s is not in the image as it was shipped",
          section);
    }
  }

  /** Sections without code or data that anything names: empty tables, notes. */
  private static boolean isUnused(ShippedSection section) {
    return section.section().type() == Section.SHT_NOTE
        || section.section().name().equals(".eh_frame");
  }

  private static void checkFields(
      ShippedSection section, ShippedMonitor monitor, Findings findings) {
    for (Relocation field : section.object().relocations(section.section())) {
      Optional<Long> target = monitor.target(section, field);
      boolean right =
          target.isPresent() && leadsTo(section, field, target.get(), monitor, findings);
      if (!right) {
        findings.add(
            Finding.Kind.MONITOR,
            0,
            monitor.address(section).orElse(0L) + field.offset(),
            "a reference to %s leads elsewhere",
            field.symbol().name().isEmpty() ? "a section" : field.symbol().name());
      }
    }
  }

  private static boolean leadsTo(
      ShippedSection section,
      Relocation field,
      long target,
      ShippedMonitor monitor,
      Findings findings) {
    Symbol symbol = field.symbol();
    if (symbol.isInSection()) {
      ShippedSection to =
          new ShippedSection(section.object(), section.object().section(symbol.section()));
      if (to.isMerged()) {
        // Of a section's symbol the addend chooses the entry; of an entry's it counts from there.
        return symbol.type() == Symbol.Type.SECTION
            ? holdsEntry(to, symbol.value() + field.addend(), target, findings)
            : holdsEntry(to, symbol.value(), target - field.addend(), findings);
      }
    }
    return monitor
        .address(section.object(), symbol)
        .or(() -> provided(symbol.name(), findings.image()))
        .map(address -> address + field.addend() == target)
        .orElse(false);
  }

  /** Whether the same constant is there, among the trusted ones. */
  private static boolean holdsEntry(
      ShippedSection merged, long offset, long target, Findings findings) {
    ByteBuffer entries = merged.section().contents();
    if (offset < 0 || offset >= entries.limit()) {
      return false;
    }
    int end = (int) offset;
    if (merged.section().has(Section.SHF_STRINGS)) {
      while (end < entries.limit() && entries.get(end) != 0) {
        end++;
      }
      end = Math.min(end + 1, entries.limit());
    } else {
      end = (int) Math.min(entries.limit(), offset + Math.max(1, merged.section().entrySize()));
    }
    boolean trusted =
        findings.manifest().segments().stream()
            .anyMatch(row -> row.cubicle() == 0 && row.holds(target) && !row.writable());
    ByteBuffer expected = entries.slice((int) offset, end - (int) offset);
    return trusted
        && findings.image().loaded(target, expected.limit()).map(expected::equals).orElse(false);
  }

  /** What the builder defines for the monitor: docs/image.md. */
  private static Optional<Long> provided(String name, CubicleImage image) {
    Manifest manifest = image.manifest();
    return switch (name) {
      case "cubicle_manifest" -> Optional.of(image.manifestAddress());
      case "cubicle_image_start" -> Optional.of(manifest.imageStart());
      case "cubicle_image_end" -> Optional.of(manifest.imageEnd());
      case "cubicle_gate_start" -> Optional.of(manifest.gateStart());
      case "cubicle_gate_end" ->
          image.symbols().named(name).stream()
              .findFirst()
              .map(symbol -> symbol.address())
              .filter(end -> end >= manifest.gateStart() && end <= manifest.gateEnd());
      case "cubicle_trampolines_start" ->
          ExecutableMemory.trampolines(image).map(ExecutableMemory.Trampolines::start);
      case "cubicle_trampolines_end" ->
          ExecutableMemory.trampolines(image).map(ExecutableMemory.Trampolines::end);
      // Whatever is called there is called with the rights of the cubicle that is entered first.
      case "cubicle_constructors_start", "cubicle_constructors_end" ->
          image.symbols().named(name).stream()
              .findFirst()
              .map(symbol -> symbol.address())
              .filter(at -> at >= manifest.imageStart() && at <= manifest.imageEnd());
      default -> Optional.empty();
    };
  }

  /** That the monitor's executable segments hold its sections, the trampolines, and filling. */
  private void checkNothingElse(ShippedMonitor monitor, Findings findings) {
    for (Manifest.Segment segment : findings.manifest().segments()) {
      long size = segment.end() - segment.start();
      if (segment.cubicle() != 0 || !segment.executable() || segment.threadLocal()) {
        continue;
      }
      BitSet covered = new BitSet();
      for (ShippedSection section : monitor.sections()) {
        monitor
            .address(section)
            .ifPresent(start -> cover(covered, segment, start, start + section.section().size()));
      }
      ExecutableMemory.trampolines(findings.image())
          .ifPresent(stubs -> cover(covered, segment, stubs.start(), stubs.end()));
      for (int at = covered.nextClearBit(0); at < size; at = covered.nextClearBit(at)) {
        int end = covered.nextSetBit(at);
        long limit = end < 0 ? segment.end() : segment.start() + end;
        long used = code.firstUsed(segment.start() + at, limit);
        if (used < limit) {
          findings.add(Finding.Kind.MONITOR, 0, used, "code that is not the monitor's stands here");
          break;
        }
        at = (int) (limit - segment.start());
      }
    }
  }

  private static void cover(BitSet covered, Manifest.Segment segment, long start, long end) {
    long from = Math.max(start, segment.start());
    long to = Math.min(end, segment.end());
    if (from < to) {
      covered.set((int) (from - segment.start()), (int) (to - segment.start()));
    }
  }
}
