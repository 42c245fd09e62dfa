package dev.cubicle.tracing.report;

import dev.cubicle.emulator.linux.FaultDetails;
import dev.cubicle.emulator.machine.Exit;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.Protection;
import dev.cubicle.mpk.AccessCheck;
import dev.cubicle.mpk.AccessKind;
import dev.cubicle.mpk.Pkru;
import dev.cubicle.tracing.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The report on a fault that ended a guest: one sentence on what happened, then where, under which
 * rights, what would have allowed it, registers, and the code around. Plain ASCII but for names
 * that the guest chose, and those without control characters.
 */
public final class FaultReport {

  private static final String INDENT = "  ";

  private final FaultDetails details;
  private final FaultContext context;
  private final CodeListing listing;
  private final List<String> lines = new ArrayList<>();

  private FaultReport(FaultDetails details, FaultContext context) {
    this.details = details;
    this.context = context;
    this.listing =
        CodeListing.of(
            details.code(), details.codeAddress(), details.registers().get(Register.RIP));
  }

  /** The report's lines, the headline first, each ended by a newline. */
  public static String of(FaultDetails details, FaultContext context) {
    return new FaultReport(details, context).text();
  }

  private String text() {
    final Story story = Story.of(details, context, listing);
    lines.add(story.headline());
    blank();
    field("allowed", story.remedy());
    handler();
    field("signal", SignalWords.describe(details.signal(), details.signalCode()));
    place("at", details.registers().get(Register.RIP), details.instruction());
    pageFault().ifPresent(this::target);
    field("PKRU", "0x%08x: %s".formatted(details.pkru(), Pkru.describe(details.pkru())));
    block(RegisterTable.lines(details.registers()));
    block(listing.lines());
    return String.join("\n", lines) + "\n";
  }

  private Optional<Exit.PageFault> pageFault() {
    return details.exit().map(exit -> exit instanceof Exit.PageFault fault ? fault : null);
  }

  private void target(Exit.PageFault fault) {
    if (fault.access() == AccessKind.FETCH) {
      caller();
    } else {
      place("target", fault.address(), details.target());
    }
    field("error code", errorCode(fault.errorCode()));
  }

  /** Whoever led to code that cannot run; a CALL has left its address on the stack. */
  private void caller() {
    context
        .words()
        .apply(details.registers().get(Register.RSP))
        .filter(context::isCode)
        .ifPresent(address -> field("from", named(address) + " (the return address at RSP)"));
  }

  private String named(long address) {
    final String symbol = context.symbols().apply(address).map(name -> "  " + name).orElse("");
    return "0x%x%s".formatted(address, Printable.of(symbol));
  }

  private void handler() {
    if (details.handlerUnreachable() && details.exit().isPresent()) {
      field("handler", "there is one, but its stack cannot be written");
    }
  }

  private void place(String label, long address, Optional<Mapping> mapping) {
    field(label, named(address));
    field("", mapping.map(FaultReport::describe).orElse("not mapped"));
  }

  private static String describe(Mapping mapping) {
    return "in 0x%x-0x%x  %s  key %d  %s"
        .formatted(
            mapping.start(),
            mapping.end(),
            Protection.describe(mapping.protection()),
            mapping.key(),
            mapping.name().isEmpty() ? "anonymous memory" : Printable.of(mapping.name()));
  }

  private static String errorCode(int code) {
    final StringJoiner bits = new StringJoiner(", ");
    bits.add((code & AccessCheck.ERROR_PRESENT) != 0 ? "present" : "not present");
    if ((code & AccessCheck.ERROR_FETCH) != 0) {
      bits.add("fetch");
    } else {
      bits.add((code & AccessCheck.ERROR_WRITE) != 0 ? "write" : "read");
    }
    bits.add((code & AccessCheck.ERROR_USER) != 0 ? "user" : "supervisor");
    if ((code & AccessCheck.ERROR_KEY) != 0) {
      bits.add("protection key");
    }
    return "0x%02x: %s".formatted(code, bits);
  }

  private void field(String label, String value) {
    lines.add(("%s%-12s%s".formatted(INDENT, label, value)).stripTrailing());
  }

  private void block(List<String> block) {
    if (!block.isEmpty()) {
      blank();
      block.forEach(line -> lines.add((INDENT + line).stripTrailing()));
    }
  }

  private void blank() {
    lines.add("");
  }
}
