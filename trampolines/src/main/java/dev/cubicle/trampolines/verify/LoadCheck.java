package dev.cubicle.trampolines.verify;

import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel is asked to load: no interpreter, nothing writable and executable, no overlap.
 */
final class LoadCheck implements Check {
  /** The gate counts on nothing being mapped at the first addresses (vm.mmap_min_addr). */
  private static final long LOWEST = 0x10000;

  private static final long PAGE = 4096;

  @Override
  public void run(Findings findings) {
    for (ProgramHeader header : findings.image().programHeaders()) {
      if (header.type() == ProgramHeader.PT_INTERP || header.type() == ProgramHeader.PT_DYNAMIC) {
        findings.add(
            Finding.Kind.LAYOUT, 0, "it is dynamically linked; images hold all of their code");
      }
    }
    checkStack(findings);
    checkThreadLocal(findings);
    List<ProgramHeader> loads =
        findings.image().loads().stream()
            .sorted(Comparator.comparingLong(ProgramHeader::address))
            .toList();
    for (int i = 0; i < loads.size(); i++) {
      checkLoad(loads.get(i), findings);
      if (i > 0 && loads.get(i).pageStart() < loads.get(i - 1).pageEnd()) {
        findings.add(
            Finding.Kind.LAYOUT,
            loads.get(i).address(),
            "the PT_LOAD here overlaps the one at 0x%x or shares a page with it",
            loads.get(i - 1).address());
      }
    }
    checkBounds(loads, findings);
  }

  private static void checkStack(Findings findings) {
    Optional<ProgramHeader> stack = only(findings, ProgramHeader.PT_GNU_STACK);
    if (stack.isEmpty() || stack.get().executable()) {
      findings.add(
          Finding.Kind.WRITABLE_CODE,
          0,
          "its stack is executable: PT_GNU_STACK is missing or has PF_X");
    }
  }

  private static void checkThreadLocal(Findings findings) {
    Manifest.ThreadLocalImage expected = findings.manifest().threadLocal();
    Optional<ProgramHeader> found = only(findings, ProgramHeader.PT_TLS);
    boolean fits =
        found
            .map(
                header ->
                    header.fileSize() == expected.fileSize()
                        && header.memorySize() == expected.memorySize()
                        && (header.address() == expected.start() || header.fileSize() == 0)
                        && header.alignment() <= PAGE)
            .orElse(expected.memorySize() == 0);
    if (!fits) {
      findings.add(
          Finding.Kind.LAYOUT, expected.start(), "the manifest's TLS block is not that of PT_TLS");
    }
    if (expected.fileSize() > 0
        && findings.image().loaded(expected.start(), expected.fileSize()).isEmpty()) {
      findings.add(Finding.Kind.LAYOUT, expected.start(), "the TLS block's image is not loaded");
    }
  }

  /** The header of that type that the kernel takes: the last one. */
  private static Optional<ProgramHeader> only(Findings findings, int type) {
    return findings.image().programHeaders().stream()
        .filter(header -> header.type() == type)
        .reduce((first, second) -> second);
  }

  private static void checkLoad(ProgramHeader load, Findings findings) {
    if (load.writable() && load.executable()) {
      findings.add(
          Finding.Kind.WRITABLE_CODE,
          load.address(),
          "the PT_LOAD here is writable and executable");
    }
    if (load.executable() && load.fileSize() != load.memorySize()) {
      // What the kernel puts behind the file's bytes is then not what the file says.
      findings.add(
          Finding.Kind.LAYOUT,
          load.address(),
          "the executable PT_LOAD here is not all in the file");
    }
  }

  private static void checkBounds(List<ProgramHeader> loads, Findings findings) {
    Manifest manifest = findings.manifest();
    long arenaEnd = manifest.arenaStart() + manifest.arenaSize();
    for (ProgramHeader load : loads) {
      if (load.pageStart() < manifest.imageStart() || load.pageEnd() > manifest.imageEnd()) {
        findings.add(
            Finding.Kind.LAYOUT,
            load.address(),
            "the PT_LOAD here lies outside the manifest's image, 0x%x to 0x%x",
            manifest.imageStart(),
            manifest.imageEnd());
      }
      if (load.pageStart() < LOWEST) {
        findings.add(
            Finding.Kind.LAYOUT, load.address(), "the PT_LOAD here lies below 0x%x", LOWEST);
      }
      if (load.pageEnd() > manifest.arenaStart() && load.pageStart() < arenaEnd) {
        findings.add(Finding.Kind.LAYOUT, load.address(), "the PT_LOAD here overlaps the arena");
      }
    }
    if (manifest.imageStart() >= manifest.imageEnd()
        || manifest.arenaStart() < manifest.imageEnd()) {
      findings.add(
          Finding.Kind.LAYOUT,
          manifest.arenaStart(),
          "the arena does not lie behind the image, 0x%x to 0x%x",
          manifest.imageStart(),
          manifest.imageEnd());
    }
  }
}
