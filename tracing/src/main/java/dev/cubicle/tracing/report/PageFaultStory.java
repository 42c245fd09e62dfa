package dev.cubicle.tracing.report;

import dev.cubicle.emulator.linux.FaultDetails;
import dev.cubicle.emulator.linux.signal.SignalNumber;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.FetchPolicy;
import dev.cubicle.mpk.Pkru;
import java.util.Optional;
import java.util.StringJoiner;

/** Tells a page fault. */
final class PageFaultStory {

  private static final String ISOLATION = "isolation violation";
  private static final String CONTROL_FLOW = "control-flow violation";
  private static final String MEMORY = "memory fault";

  /** How far from RSP an access is still one to the stack. */
  private static final long NEAR_STACK = 64 << 10;

  private static final long NULL_AREA = AddressSpace.LOWEST;

  private final FaultDetails details;
  private final Exit.PageFault fault;
  private final FaultContext context;
  private final CodeListing listing;

  PageFaultStory(
      FaultDetails details, Exit.PageFault fault, FaultContext context, CodeListing listing) {
    this.details = details;
    this.fault = fault;
    this.context = context;
    this.listing = listing;
  }

  Story tell() {
    if (details.signal() == SignalNumber.SIGBUS) {
      return story(
          MEMORY,
          "the page lies behind the end of its file",
          "with a file that is long enough, or a shorter mapping");
    }
    if (details.target().isEmpty()) {
      return unmapped();
    }
    return deniedByKeyFirst() ? deniedByKey() : deniedByPage();
  }

  /**
   * The signal code says so, unless the signal is another one: that for a handler whose frame could
   * not be written. The error code knows of keys only where a page was present.
   */
  private boolean deniedByKeyFirst() {
    return switch (details.signalCode()) {
      case SignalWords.SEGV_PKUERR -> true;
      case SignalWords.SEGV_ACCERR -> false;
      default ->
          (fault.errorCode() & AccessCheck.ERROR_KEY) != 0
              || Pkru.accessDisabled(details.pkru(), key());
    };
  }

  private int key() {
    return details.target().map(Mapping::key).orElse(fault.key());
  }

  private Story story(String kind, String obstacle, String remedy) {
    return new Story(
        kind, "thread %d tried to %s: %s".formatted(details.thread(), attempt(), obstacle), remedy);
  }

  private String attempt() {
    final String target =
        "0x%x".formatted(fault.address())
            + context.symbols().apply(fault.address()).map(name -> " (" + name + ")").orElse("");
    return switch (fault.access()) {
      case READ -> "read " + amount() + "from " + target;
      case WRITE -> "write " + amount() + "to " + target;
      case FETCH -> "execute code at " + target;
    };
  }

  private String amount() {
    return listing
        .accessBytes()
        .map(bytes -> bytes == 1 ? "1 byte " : bytes + " bytes ")
        .orElse("");
  }

  private Story deniedByKey() {
    final int key = key();
    final boolean closed = Pkru.accessDisabled(details.pkru(), key);
    if (fault.access() == AccessKind.FETCH) {
      return story(
          CONTROL_FLOW,
          "denied by protection key %d (closed, and %s denies fetches then)"
              .formatted(key, FetchPolicy.TAG_NX.option()),
          openKey(key, false)
              + ", as a trampoline into that code does; or without --cfi "
              + FetchPolicy.TAG_NX.option());
    }
    final boolean write = fault.access() == AccessKind.WRITE;
    final boolean executeOnly =
        details.target().map(mapping -> mapping.protection() == Protection.EXECUTE).orElse(false);
    if (executeOnly) {
      return story(
          MEMORY,
          "denied by protection key %d, which makes the page execute-only".formatted(key),
          "with PROT_%s given to the page by mprotect".formatted(write ? "WRITE" : "READ"));
    }
    return story(
        ISOLATION,
        "denied by protection key %d (%s)".formatted(key, closed ? "closed" : "closed for writing"),
        openKey(key, write) + otherKeys(write) + pageToo());
  }

  /** How PKRU would have to look. */
  private String openKey(int key, boolean write) {
    final int rights = write ? 0 : Pkru.rights(details.pkru(), key) & ~Pkru.ACCESS_DISABLE;
    return "with key %d open%s (PKRU 0x%08x)"
        .formatted(key, write ? " for writing" : "", Pkru.withRights(details.pkru(), key, rights));
  }

  private String otherKeys(boolean write) {
    final StringJoiner open = new StringJoiner(", ", ", or the page under a key that is: ", "");
    open.setEmptyValue("");
    for (int key = 0; key < Pkru.KEYS; key++) {
      if (!Pkru.accessDisabled(details.pkru(), key)
          && !(write && Pkru.writeDisabled(details.pkru(), key))) {
        open.add(Integer.toString(key));
      }
    }
    return open.toString();
  }

  /** The key was asked first; the page may deny the access as well. */
  private String pageToo() {
    return details
        .target()
        .filter(mapping -> !mapping.permits(fault.access()))
        .map(
            mapping ->
                "; and with %s by mprotect, for the page is %s"
                    .formatted(neededProtection(), Protection.describe(mapping.protection())))
        .orElse("");
  }

  private String neededProtection() {
    return switch (fault.access()) {
      case READ -> "PROT_READ";
      case WRITE -> "PROT_WRITE";
      case FETCH -> "PROT_EXEC";
    };
  }

  private Story deniedByPage() {
    final int protection = details.target().map(Mapping::protection).orElse(Protection.NONE);
    if (protection == Protection.NONE && nearStackPointer()) {
      return story(
          MEMORY,
          "a guard page below a stack: the stack is full",
          "with a larger stack, or less recursion");
    }
    return story(
        MEMORY,
        "denied by the page's protection (%s)".formatted(Protection.describe(protection)),
        "with %s given to the page by mprotect".formatted(neededProtection()));
  }

  private Story unmapped() {
    final long address = fault.address();
    final Optional<Mapping> above = context.above(address);
    if (above.filter(Mapping::growsDown).isPresent() && nearStackPointer()) {
      return story(
          MEMORY,
          "the stack is full (%d MiB)".formatted(AddressSpace.STACK_LIMIT >> 20),
          "with less recursion or smaller local arrays");
    }
    if (address >= 0 && address < NULL_AREA) {
      return story(
          MEMORY,
          "nothing is mapped there (a null pointer?)",
          "nothing can be mapped below 0x%x".formatted(NULL_AREA));
    }
    return story(
        MEMORY, "nothing is mapped there", "with a mapping there; " + neighbours(address, above));
  }

  private boolean nearStackPointer() {
    final long distance = fault.address() - details.registers().getOrDefault(Register.RSP, 0L);
    return -NEAR_STACK < distance && distance < NEAR_STACK;
  }

  private String neighbours(long address, Optional<Mapping> above) {
    final String low =
        context
            .below(address)
            .map(mapping -> "the nearest below ends at 0x%x".formatted(mapping.end()))
            .orElse("there is none below");
    final String high =
        above
            .map(mapping -> "the nearest above begins at 0x%x".formatted(mapping.start()))
            .orElse("there is none above");
    return low + ", " + high;
  }
}
