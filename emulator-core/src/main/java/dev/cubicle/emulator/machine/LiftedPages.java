package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.ForwardedMemory;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.PeekableMemory;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.memory.Resolution;
import dev.cubicle.emulator.observe.GuestObserver;
import dev.cubicle.emulator.observe.ObservedGuest;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.EngineHooks;
import dev.cubicle.emulator.unicorn.ObservationStubs;
import dev.cubicle.emulator.unicorn.ObservedRegion;
import dev.cubicle.emulator.unicorn.RegisterBatch;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.AccessRights;
import dev.cubicle.mpk.PageTableEntry;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Pages whose key a {@link GuestObserver} has lifted for a PKRU value. In the view of that value
 * they translate to a region without memory behind it, at an offset that is their virtual address:
 * each access comes here, is told to the observer and carried out. All others run at full speed.
 */
final class LiftedPages extends ForwardedMemory
    implements ObservedRegion, ObservedGuest, AutoCloseable {
  private static final int ALL_KEYS_OPEN = 0;
  private static final int PAGE = PageTableEntry.PAGE_SIZE;

  private final Machine machine;
  private final AddressSpace space;
  private final GuestBytes bytes;
  private final ResidentMemory resident;
  private final AccessCheck check;
  private final GuestObserver observer;
  private final ObservationStubs stubs = new ObservationStubs(this);
  private final RegisterBatch registers;

  /** By page, its key at the time and the PKRU values that it is lifted for. */
  private final Map<Long, Lift> lifted = new HashMap<>();

  private record Lift(int key, int[] values) {
    boolean holds(int pkru) {
      for (int value : values) {
        if (value == pkru) {
          return true;
        }
      }
      return false;
    }
  }

  LiftedPages(
      Machine machine,
      AddressSpace space,
      PhysicalMemory memory,
      AccessCheck check,
      CodeCoherence coherence,
      GuestObserver observer,
      Arena arena) {
    this.machine = machine;
    this.space = space;
    this.bytes = new GuestBytes(space, memory, coherence);
    this.resident = new ResidentMemory(space, memory);
    this.check = check;
    this.observer = observer;
    this.registers = new RegisterBatch(arena, X86.RIP, X86.GS_BASE);
  }

  /** Before an engine runs guest code. */
  void install(Engine engine) {
    stubs.install(engine);
  }

  /**
   * The translation of a page that its key denies, with PERMIT bits as {@link EngineHooks#fillTlb}
   * gives them.
   *
   * @return {@link EngineHooks#DENIED} if it is not lifted
   */
  long translate(long page, long entry, int pkru, int access) {
    if (access == EngineHooks.FETCH || !PageTableEntry.present(entry)) {
      return EngineHooks.DENIED;
    }
    final Lift lift = lifted.get(page);
    if (lift == null || lift.key() != PageTableEntry.key(entry) || !lift.holds(pkru)) {
      return EngineHooks.DENIED;
    }
    final int permits =
        check.allowed(entry, ALL_KEYS_OPEN, true) & (AccessRights.READ | AccessRights.WRITE);
    final int wanted = access == EngineHooks.WRITE ? AccessRights.WRITE : AccessRights.READ;
    return (permits & wanted) == 0 ? EngineHooks.DENIED : BASE | page | permits;
  }

  /** The page's translation changed. Whether it was lifted. */
  boolean forget(long page) {
    return lifted.remove(page) != null;
  }

  @Override
  public boolean lift(long address, int pkru, boolean write) {
    final long page = address & -PAGE;
    final AccessKind access = write ? AccessKind.WRITE : AccessKind.READ;
    if (page < 0
        || page >= LIMIT
        || space.resolve(page, access, ALL_KEYS_OPEN) != Resolution.PAGED_IN) {
      return false;
    }
    final int key = key(page);
    final Lift before = lifted.get(page);
    final int[] values;
    if (before == null || before.key() != key) {
      values = new int[] {pkru};
    } else if (before.holds(pkru)) {
      values = before.values();
    } else {
      values = Arrays.copyOf(before.values(), before.values().length + 1);
      values[before.values().length] = pkru;
    }
    lifted.put(page, new Lift(key, values));
    space.markCached(page);
    return true;
  }

  @Override
  public int key(long address) {
    return space.find(address).map(Mapping::key).orElse(0);
  }

  @Override
  public boolean begin(long offset, int size, boolean write) {
    machine.engine().read(registers);
    observer.accessed(registers.get(0), registers.get(1), offset, size, write);
    return true;
  }

  @Override
  public long read(long offset, int size) {
    return bytes.read(offset, size);
  }

  @Override
  public void write(long offset, int size, long value) {
    bytes.write(offset, size, value);
  }

  @Override
  protected PeekableMemory memory() {
    return resident;
  }

  /** After all engines were closed. */
  @Override
  public void close() {
    stubs.close();
  }
}
