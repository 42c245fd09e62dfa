package dev.cubicle.tracing.state;

import static dev.cubicle.tracing.state.MonitorField.MONITOR_FLAGS;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_KEY_READ;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_KEY_SHARED;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_THREAD_COUNT;
import static dev.cubicle.tracing.state.MonitorField.MONITOR_WINDOWS_OFF;

import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.report.Violation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the monitor of a running image knows, at the moment of each question. The guest stands still
 * meanwhile. Nothing of it is believed: numbers that cannot be are left out.
 *
 * <p>While the gate or the monitor itself is at work its tables may be half changed: a call that is
 * being made is in no frame yet.
 */
public final class MonitorState {
  private static final int FLAG_KEYS = 1;
  private static final int FLAG_TAG_NX = 2;
  private static final int FLAG_VIRTUAL = 16;
  private static final int LONGEST_TEXT = 6000;

  private final CubicleImage image;
  private final MonitorLayout layout;
  private final PeekableMemory memory;
  private final PageReader pages;
  private final CubicleReader cubicles;
  private final WindowReader windows;
  private final ThreadReader threads;

  private MonitorState(CubicleImage image, MonitorLayout layout, PeekableMemory memory) {
    this.image = image;
    this.layout = layout;
    this.memory = memory;
    this.pages = new PageReader(layout, memory);
    this.cubicles = new CubicleReader(image.manifest(), layout, memory);
    this.windows = new WindowReader(image.manifest(), layout, memory);
    this.threads = new ThreadReader(image.manifest(), layout, memory);
  }

  /**
   * The state of a guest's monitor.
   *
   * @return empty if the image's monitor is of another version than is known here
   */
  public static Optional<MonitorState> of(CubicleImage image, PeekableMemory memory) {
    return MonitorLayout.of(image).map(layout -> new MonitorState(image, layout, memory));
  }

  /** Whether an image's monitor is of the version that is known here. */
  public static boolean isKnown(CubicleImage image) {
    return MonitorLayout.of(image).isPresent();
  }

  public CubicleImage image() {
    return image;
  }

  public PeekableMemory memory() {
    return memory;
  }

  /** Whether the monitor has booted: before, there is nothing to be told. */
  public boolean booted() {
    return memory.peekInt(layout.at(MONITOR_THREAD_COUNT)) > 0;
  }

  /** Whether protection keys are in use; without them nobody is kept from anything. */
  public boolean keysInUse() {
    return flag(FLAG_KEYS);
  }

  /** Whether a key that is closed denies instruction fetches, too. */
  public boolean tagNoExecute() {
    return flag(FLAG_TAG_NX);
  }

  /** Whether there are more cubicles than keys. */
  public boolean keysVirtual() {
    return flag(FLAG_VIRTUAL);
  }

  private boolean flag(int bit) {
    return (memory.peekInt(layout.at(MONITOR_FLAGS)) & bit) != 0;
  }

  /** Whether every fault on another's page is granted (the option {@code windows=off}). */
  public boolean windowsOff() {
    return octet(MONITOR_WINDOWS_OFF) != 0;
  }

  /** The key of pages that all may read; 0 without keys. */
  public int keyRead() {
    return octet(MONITOR_KEY_READ) & 0xf;
  }

  /** The key of pages that all may read and write; 0 without keys. */
  public int keyShared() {
    return octet(MONITOR_KEY_SHARED) & 0xf;
  }

  private int octet(MonitorField field) {
    return memory.peekInt(layout.at(field)) & 0xff;
  }

  /** The name of a cubicle; any number has one. */
  public String cubicleName(int number) {
    final List<Manifest.Cubicle> rows = image.manifest().cubicles();
    return number >= 0 && number < rows.size() ? rows.get(number).name() : "cubicle " + number;
  }

  /** The number of the cubicle of that name. */
  public Optional<Integer> cubicleNumber(String name) {
    return image.manifest().cubicles().stream()
        .filter(row -> row.name().equals(name))
        .map(Manifest.Cubicle::number)
        .findFirst();
  }

  /** All cubicles, by their numbers; none before the monitor has booted. */
  public List<LiveCubicle> cubicles() {
    return booted() ? cubicles.read(pages) : List.of();
  }

  /** The record of an address's page; empty if the monitor has none, or has not booted. */
  public Optional<LivePage> page(long address) {
    return booted() ? pages.at(address) : Optional.empty();
  }

  /** A cubicle's windows, by their numbers; those that were destroyed last are among them. */
  public List<LiveWindow> windows(int owner) {
    return booted() ? windows.of(owner, pages.table()) : List.of();
  }

  /** The threads that live, by their numbers. */
  public List<LiveThread> threads() {
    return booted() ? threads.all(pages.table()) : List.of();
  }

  /** The thread with that GS base. */
  public Optional<LiveThread> thread(long gsBase) {
    return threads().stream().filter(thread -> thread.block() == gsBase).findFirst();
  }

  /** Where pages and threads lie; the monitor has booted. */
  public PageTable pageTable() {
    return pages.table();
  }

  /** What an address is part of. */
  public Place place(long address) {
    return new PlaceFinder(this).find(address);
  }

  /** The thread that has the monitor's lock; after a violation, the one that ended the program. */
  public Optional<LiveThread> lockHolder() {
    final long holder = memory.peekLong(layout.at(MonitorField.LOCK_HOLDER));
    return holder == 0 ? Optional.empty() : thread(holder);
  }

  /** Where the registers are that a thread had at its last signal; 0 if there was none. */
  public long signalRegisters(LiveThread thread) {
    final long frame = memory.peekLong(thread.block() + layout.at(MonitorField.THREAD_CONTEXT));
    return frame == 0 ? 0 : frame + layout.at(MonitorField.CONTEXT_REGISTERS);
  }

  /**
   * Why the monitor ended the guest; empty while it has not.
   *
   * @throws BadInputException if what is there cannot be
   */
  public Optional<Violation> violation() throws BadInputException {
    final byte[] block = memory.peek(layout.at(MonitorField.VIOLATION), Violation.SIZE);
    return block.length < Violation.SIZE
        ? Optional.empty()
        : Violation.read(ByteBuffer.wrap(block), image.manifest());
  }

  /** Whether the monitor is about to end the guest, or has, for a violation. Allocates nothing. */
  public boolean hasViolation() {
    return memory.peekLong(layout.at(MonitorField.VIOLATION)) != 0;
  }

  /** What the monitor itself says of the violation; empty while there is none. */
  public String violationText() {
    final byte[] bytes = memory.peek(layout.at(MonitorField.VIOLATION_TEXT), LONGEST_TEXT);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The TLS pointer (FS base) of a thread. */
  long threadPointer(long block) {
    return memory.peekLong(block + layout.at(MonitorField.THREAD_TLS));
  }
}
