package dev.cubicle.emulator.machine;

import dev.cubicle.emulator.events.Event;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.PhysicalMemory;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.emulator.memory.TranslationObserver;
import dev.cubicle.emulator.observe.ObservedGuest;
import dev.cubicle.emulator.probe.Probe;
import dev.cubicle.emulator.unicorn.Engine;
import dev.cubicle.emulator.unicorn.EngineInternals;
import dev.cubicle.emulator.unicorn.HookStubs;
import dev.cubicle.emulator.unicorn.SavedContext;
import dev.cubicle.emulator.unicorn.UnicornError;
import dev.cubicle.emulator.unicorn.X86;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.PageTableEntry;
import dev.cubicle.mpk.Pkru;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The emulated processor. Guest code runs at CPL 3 in the view of its PKRU value; WRPKRU hands the
 * processor state from one view to another; everything that needs the operating system is an {@link
 * Exit}, handled outside emulation.
 *
 * <p>One thread runs the machine; {@link #requestStop} may come from any.
 */
public final class Machine implements Processor, AutoCloseable {
  /** What CPUID leaf 1 answers in EDX. */
  public static final int CAPABILITIES = Cpuid.LEAF1_EDX;

  private static final int INVALID_INSTRUCTION = UnicornError.INSN_INVALID.ordinal();
  private static final int MAXIMUM_INSTRUCTION_BYTES = 15;
  private static final int INT_OPCODE = 0xcd;
  private static final int BREAKPOINT_VECTOR = 3;

  private final AddressSpace space;
  private final PhysicalMemory memory;
  private final MachineOptions options;
  private final Arena arena = Arena.ofShared();
  private final GuestCode code;
  private final AccessCheck check;
  private final ViewPool views;
  private final CodeCoherence coherence;
  private final TlbFill tlbFill;
  private final MachineHooks hooks;
  private final HookStubs stubs;
  private final PkruInstructions pkruInstructions;
  private final XsaveInstructions xsave;
  private final CpuState cpu;
  private final EngineInternals internals;
  private final PageInvalidator invalidator;
  private final HandOff handOff;

  /** Null when nobody observes. */
  private final LiftedPages lifted;

  private final SingleStep singleStep;

  /** Null as long as there are none. */
  private Probes probes;

  /** Null as long as nothing is watched. */
  private WatchedPages watched;

  private IntSupplier thread = () -> 0;

  private final SavedContext pristine;
  private final StopRequest stopRequest = new StopRequest();

  private View view;
  private boolean predictable;
  private long entries;
  private long carriedOut;

  /** Stops when {@link #carriedOut} gets there; negative for never. */
  private long carriedOutLimit = -1;

  /** Null as long as nobody counts. */
  private InstructionCounter counter;

  private long handOffs;
  private long codeChanges;

  public Machine(AddressSpace space, PhysicalMemory memory, MachineOptions options) {
    this.space = space;
    this.options = options;
    this.code = new GuestCode(space, memory);
    this.memory = memory;
    this.views =
        new ViewPool(options.maximumViews(), this::openView, stopRequest::whileNotStopping);
    this.coherence = new CodeCoherence(memory, views);
    // CR4.PKE is as the guest sees it; CR0.WP matters to supervisor accesses only.
    this.check = new AccessCheck(options.fetchPolicy(), options.protectionKeys(), true);
    this.tlbFill = new TlbFill(space, check, coherence);
    this.lifted =
        options
            .observer()
            .map(
                observer -> new LiftedPages(this, space, memory, check, coherence, observer, arena))
            .orElse(null);
    tlbFill.observe(lifted);
    this.hooks = new MachineHooks(this, tlbFill, new Cpuid(options.protectionKeys()), arena);
    this.stubs = new HookStubs(hooks);
    this.cpu = new CpuState(this, arena);
    this.singleStep = new SingleStep(cpu, code, space, memory);
    options.probes().forEach(this::add);
    this.xsave =
        new XsaveInstructions(
            Cpuid.xcr0(options.protectionKeys()),
            code,
            cpu,
            new UserAccess(space, memory, check, coherence));
    this.view = views.get(Pkru.LINUX_INITIAL, null);
    Bootstrap.configure(view.engine());
    this.invalidator = new PageInvalidator(view.engine(), memory, tlbFill);
    this.internals = Bootstrap.enterUserMode(view.engine(), memory, tlbFill);
    cpu.resetFloatingPoint();
    this.handOff = new HandOff(view.engine());
    this.pkruInstructions =
        new PkruInstructions(this, code, handOff, options.protectionKeys(), arena);
    this.pristine = view.engine().newContext();
    view.engine().save(pristine);
    stopRequest.running(view.engine());
    space.observe(new Revocations());
  }

  private View openView(int pkru) {
    final View opened =
        new View(pkru, Engine.open(stubs, memory.segment(), options.codeBufferBytes()));
    if (lifted != null) {
      lifted.install(opened.engine());
    }
    if (probes != null) {
      probes.install(opened.engine());
    }
    if (predictable) {
      opened.engine().askForTimeStamps(stubs);
    }
    if (watched != null) {
      watched.install(opened.engine());
    }
    // The first engine is the one that Bootstrap learns from.
    if (internals != null) {
      internals.stopBetweenBlocksOnly(opened.engine());
      opened.engine().restore(pristine);
    }
    options
        .listener()
        .ifPresent(listener -> listener.on(new Event.ViewCreated(pkru, views.size() + 1)));
    return opened;
  }

  @Override
  public Cpu cpu() {
    return cpu;
  }

  View view() {
    return view;
  }

  Engine engine() {
    return view.engine();
  }

  int pkru() {
    return view.pkru();
  }

  /** Goes on under another PKRU value with the same registers: the hand-off. */
  void switchTo(int pkru) {
    if (pkru == view.pkru()) {
      return;
    }
    handOff.take(view.engine());
    goOnIn(pkru);
  }

  /** {@link #switchTo} with the state that was taken over already. */
  void goOnIn(int pkru) {
    if (pkru == view.pkru()) {
      return;
    }
    handOffs++;
    select(pkru);
    handOff.give(view.engine());
  }

  /** Goes on under a PKRU value in the state in which the machine was made, at CPL 3. */
  void startAfresh(int pkru) {
    if (pkru != view.pkru()) {
      handOffs++;
      select(pkru);
    }
    view.engine().restore(pristine);
  }

  /** Makes another view the current one; its registers are whatever they were. */
  void select(int pkru) {
    if (pkru != view.pkru()) {
      view = views.get(pkru, view);
      stopRequest.running(view.engine());
    }
  }

  @Override
  public void answerInPlace(BriefCalls calls) {
    hooks.answerInPlace(new CallInPlace(code, calls, arena));
  }

  @Override
  public void requestStop() {
    stopRequest.request();
  }

  @Override
  public Exit run() {
    cpu.writeBack();
    cpu.forget();
    long rip = cpu.get(Register.RIP);
    while (true) {
      if (stopRequest.take()) {
        return exitAt(rip, Exit.Stopped.INSTANCE);
      }
      view.settle(tlbFill, invalidator);
      if (watched != null) {
        watched.begin();
      }
      entries++;
      final int error = view.engine().start(rip);
      switch (hooks.takePending()) {
        case SYSTEM_CALL -> {
          return exitAt(engineRip(), Exit.SystemCall.INSTANCE);
        }
        case ANSWERED_CALL -> {
          return exitAt(engineRip(), Exit.Stopped.AFTER_CALL);
        }
        case INTERRUPT -> {
          final Exit exit = interrupted(engineRip());
          // Unicorn takes the next exception for one inside this one, and makes it a double fault.
          cpu.carryInto(pristine);
          return exit;
        }
        case INPUT_OUTPUT -> {
          return exitAt(backToInstruction(), Exit.Interrupt.GENERAL_PROTECTION);
        }
        case PROBE -> {
          exitAt(backToInstruction(), Exit.Stopped.INSTANCE);
          if (probes != null) {
            probes.rethrow();
          }
          return Exit.Stopped.INSTANCE;
        }
        case NOTHING -> {
          final Exit exit =
              error == INVALID_INSTRUCTION ? invalidInstruction() : stoppedByItself(error);
          if (exit != null) {
            return exit;
          }
          final long next = cpu.get(Register.RIP);
          if (error == INVALID_INSTRUCTION) {
            if (++carriedOut == carriedOutLimit) {
              return Exit.Stopped.INSTANCE;
            }
          } else if (error != 0 && counter != null && counter.active()) {
            counter.beginsAgain();
          }
          if (singleStep.active() && next != rip) {
            return Exit.Interrupt.SINGLE_STEP;
          }
          rip = next;
        }
      }
    }
  }

  /**
   * Executes one instruction, of a repeated string instruction one repetition.
   *
   * @return {@link Exit.Interrupt#SINGLE_STEP} when it is done; what {@link #run} would return when
   *     it needs the operating system, or something came in between
   */
  public Exit step() {
    final CallInPlace withheld = hooks.withholdCalls();
    singleStep.begin();
    try {
      return singleStep.end(run());
    } finally {
      hooks.answerInPlace(withheld);
    }
  }

  private long engineRip() {
    return view.engine().readRegister(X86.RIP);
  }

  private Exit exitAt(long rip, Exit exit) {
    cpu.set(Register.RIP, rip);
    return exit;
  }

  /**
   * Ends emulation before the instruction that a hook was called for, where Unicorn cannot be
   * stopped before the end of the block: IN and OUT, which the processor refuses at CPL 3 and
   * Unicorn does not; a probe. So the state before the instruction is kept, and no memory can be
   * reached until the engine has stopped.
   */
  void abandonBlock() {
    handOff.take(view.engine());
    tlbFill.denyAll(true);
    view.engine().flushTlb();
    view.engine().stop();
  }

  /** Undoes what was carried out since {@link #abandonBlock}, an exception included. */
  private long backToInstruction() {
    handOff.give(view.engine());
    tlbFill.denyAll(false);
    tlbFill.takeDenial();
    view.flushLater();
    view.settle(tlbFill, invalidator);
    final long rip = engineRip();
    cpu.carryInto(pristine);
    return rip;
  }

  /** Those that touch PKRU are carried out here; null when it was one. */
  private Exit invalidInstruction() {
    final int before = view.pkru();
    Exit exit = pkruInstructions.execute();
    if (exit == Exit.InvalidInstruction.INSTANCE) {
      exit = xsave.execute();
      cpu.writeBack();
      cpu.forget();
    }
    if (view.pkru() != before && options.listener().isPresent()) {
      final long rip = cpu.get(Register.RIP);
      options.listener().get().on(new Event.PkruWritten(rip, before, view.pkru()));
    }
    return exit;
  }

  /**
   * An exception, or INT n. For INT n Unicorn leaves RIP behind the instruction; the processor, in
   * which user code may use gate 3 alone, raises #GP at it.
   */
  private Exit interrupted(long rip) {
    final int vector = hooks.vector();
    if (singleStep.trapped(vector, rip)) {
      return exitAt(rip, Exit.Interrupt.SINGLE_STEP);
    }
    final boolean software =
        vector != BREAKPOINT_VECTOR && code.at(rip - 2) == INT_OPCODE && code.at(rip - 1) == vector;
    return exitAt(software ? rip - 2 : rip, new Exit.Interrupt(vector, software));
  }

  /** No hook spoke: a denied access, a stop request, or a jump to address 0. Null: go on. */
  private Exit stoppedByItself(int error) {
    final long rip = engineRip();
    cpu.set(Register.RIP, rip);
    final TlbFill.Denial denial = tlbFill.takeDenial();
    if (error == UnicornError.EXCEPTION.ordinal()) {
      return switch (denial) {
        case CODE_WRITTEN -> {
          codeChanges++;
          if (runsFrom(tlbFill.deniedFrame(), rip)) {
            coherence.mix(tlbFill.deniedFrame(), view);
          } else {
            coherence.forgetCode(tlbFill.deniedFrame());
          }
          yield null;
        }
        case MIXED_ELSEWHERE -> {
          codeChanges++;
          coherence.forgetCode(tlbFill.deniedFrame());
          yield null;
        }
        case WRITTEN_EXECUTED -> {
          codeChanges++;
          coherence.forgetWritable();
          yield null;
        }
        case FAULT -> fault(internals.faultAddress(view.engine()), tlbFill.deniedAccess());
        case NONE -> throw new IllegalStateException("an access failed that nobody denied");
      };
    }
    if (error != UnicornError.OK.ordinal()) {
      throw new IllegalStateException("emulation failed: Unicorn error " + error);
    }
    return rip == 0 ? fault(0, AccessKind.FETCH) : null;
  }

  /** Whether the instruction at {@code rip} has bytes in the frame. */
  private boolean runsFrom(long frame, long rip) {
    return PageTableEntry.frameAddress(space.entry(rip)) == frame
        || PageTableEntry.frameAddress(space.entry(rip + MAXIMUM_INSTRUCTION_BYTES - 1)) == frame;
  }

  private Exit fault(long address, AccessKind access) {
    if (!UserAccess.canonical(address)) {
      // Not canonical: #GP, not #PF (SDM volume 1, section 3.3.7.1).
      return Exit.Interrupt.GENERAL_PROTECTION;
    }
    final long entry = space.entry(address);
    final int errorCode = tlbFill.errorCode(entry, view.pkru(), access);
    final int key = PageTableEntry.present(entry) ? PageTableEntry.key(entry) : 0;
    return new Exit.PageFault(address, access, errorCode, key);
  }

  /**
   * Makes what guest code does depend on nothing but its registers and its memory: RDTSC reads
   * {@code timeStamps}, and RDRAND is not promised any more.
   */
  public void makePredictable(LongSupplier timeStamps) {
    hooks.predictable(timeStamps);
    predictable = true;
    views.forEach(view -> view.engine().askForTimeStamps(stubs));
  }

  /**
   * Adds every frame to {@code frames} that the guest's own instructions may write from now on.
   * Called again, it begins anew, with a flush of all TLBs.
   */
  public void trackWrites(WrittenFrames frames) {
    coherence.trackWrites(frames);
  }

  /** How many times guest code was begun or went on so far. */
  public long entries() {
    return entries;
  }

  /**
   * How many instructions the machine has carried out in place of the engine: WRPKRU, RDPKRU and
   * the XSAVE family. Together with the exits that counts where a run is.
   */
  public long carriedOut() {
    return carriedOut;
  }

  /** Has runs end when {@link #carriedOut} reaches a number; negative for never. */
  public void stopAtCarriedOut(long count) {
    carriedOutLimit = count;
  }

  /**
   * Counts instructions from now on, as far as the present view goes.
   *
   * @param stopAt stop before the instruction behind so many
   */
  public void countInstructions(long stopAt) {
    if (counter == null) {
      counter = new InstructionCounter(hooks);
    }
    counter.begin(view.engine(), stopAt);
  }

  /** How many instructions were begun since {@link #countInstructions}. */
  public long instructionsBegun() {
    return counter.begun();
  }

  /** Counts no more. */
  public void endCounting() {
    tlbFill.denyAll(true);
    counter.end();
    tlbFill.denyAll(false);
    tlbFill.takeDenial();
  }

  /** The guest as its observer sees it, if there is one. */
  public Optional<ObservedGuest> observed() {
    return Optional.ofNullable(lifted);
  }

  /** Where probes learn which thread runs. */
  public void threadIs(IntSupplier id) {
    thread = id;
  }

  /** Puts a probe in. Between two runs only, as {@link #remove}. */
  public void add(Probe probe) {
    if (probes == null) {
      probes = new Probes(this, hooks, new ResidentMemory(space, memory), () -> thread.getAsInt());
    }
    probes.add(probe, views);
    translateAfresh(probe.address());
  }

  /** Takes out a probe that {@link #add} put in; compared by identity. */
  public void remove(Probe probe) {
    if (probes == null) {
      return;
    }
    // Unicorn looks for the code it translated by virtual address, perhaps in another view.
    tlbFill.denyAll(true);
    final boolean removed = probes.remove(probe, views);
    tlbFill.denyAll(false);
    tlbFill.takeDenial();
    if (removed) {
      translateAfresh(probe.address());
    }
  }

  /**
   * Has somebody asked about accesses to pages, in place of whoever was asked before. Between two
   * runs only, and not where keys are lifted for an observer.
   */
  public void watch(MemoryWatch watch) {
    if (lifted != null) {
      throw new IllegalStateException("the guest is observed");
    }
    if (watched == null) {
      watched = new WatchedPages(space, memory, coherence, hooks);
      views.forEach(each -> watched.install(each.engine()));
      tlbFill.watch(watched);
    }
    watched.watch(watch);
    views.forEach(View::flushLater);
  }

  private void translateAfresh(long address) {
    final long entry = space.entry(address);
    if (PageTableEntry.present(entry)) {
      coherence.forgetCode(PageTableEntry.frameAddress(entry));
    }
  }

  public MachineStatistics statistics() {
    return new MachineStatistics(
        entries, handOffs, tlbFill.fills(), views.created(), views.evicted(), codeChanges);
  }

  /** What the address space withdraws must leave every engine's TLB and code. */
  private final class Revocations implements TranslationObserver {
    @Override
    public void translationRevoked(long virtualPage, long before, long after) {
      final boolean moved =
          PageTableEntry.frameAddress(before) != PageTableEntry.frameAddress(after);
      final boolean wasLifted = lifted != null && lifted.forget(virtualPage);
      for (int i = 0; i < views.size(); i++) {
        final View holder = views.at(i);
        if (wasLifted) {
          holder.invalidateLater(virtualPage);
        }
        final int had = check.allowed(before, holder.pkru(), true);
        final int has = moved ? 0 : check.allowed(after, holder.pkru(), true);
        if ((had & ~has) != 0) {
          holder.invalidateLater(virtualPage);
        }
      }
    }

    @Override
    public void codeChanged(long frameAddress) {
      coherence.forgetCode(frameAddress);
    }
  }

  @Override
  public void close() {
    stopRequest.close();
    invalidator.close();
    handOff.close();
    pristine.close();
    views.close();
    stubs.close();
    if (lifted != null) {
      lifted.close();
    }
    if (watched != null) {
      watched.close();
    }
    if (probes != null) {
      probes.close();
    }
    if (counter != null) {
      counter.close();
    }
    arena.close();
  }
}
