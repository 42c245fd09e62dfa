package dev.cubicle.trampolines.build.image;

import dev.cubicle.trampolines.stub.TrampolineCode;
import java.util.List;

/** The trampolines as assembly text: docs/image.md, "Calls". */
public final class TrampolineSource {
  private static final String HEAD =
      """
      # Trampolines. One slot of %d bytes each, filled up with INT3, in the order of the function table.
              .section .cubicle.trampolines, "ax", @progbits
      """
          .formatted(TrampolineCode.SLOT);

  private final List<PlannedCubicle> cubicles;
  private final StringBuilder text = new StringBuilder(HEAD);

  private TrampolineSource(List<PlannedCubicle> cubicles) {
    this.cubicles = cubicles;
  }

  /** The text of the whole file. */
  public static String of(ImagePlan plan) {
    TrampolineSource source = new TrampolineSource(plan.cubicles());
    for (int index = 0; index < plan.functions().size(); index++) {
      PlannedFunction function = plan.functions().get(index);
      if (function.called()) {
        source.call(index, function);
      }
      if (function.escapes()) {
        source.pointer(index, function);
      }
    }
    // The last slot is filled up as well.
    source.text.append("\n        .balign ").append(TrampolineCode.SLOT).append(", 0xcc\n");
    source.text.append("        .section .note.GNU-stack, \"\", @progbits\n");
    return source.text.toString();
  }

  private void call(int index, PlannedFunction function) {
    label(
        function.callTrampoline(),
        "%s, for %s".formatted(owner(function), names(function.callers())),
        TrampolineCode.CALL_SIZE);
    jumpToGate(index);
  }

  private void pointer(int index, PlannedFunction function) {
    label(
        function.pointerTrampoline(),
        "%s: address escapes; for %s".formatted(owner(function), names(function.callers())),
        TrampolineCode.POINTER_SIZE);
    String target = AssemblyName.of(function.symbol());
    // The number is a symbol, so that as always leaves it 32 bits.
    text.append("        cmpl    $%s, %%gs:0x10\n".formatted(number(function.cubicle())));
    text.append("        je      %s\n".formatted(target));
    jumpToGate(index);
  }

  private void jumpToGate(int index) {
    text.append("        mov     $%d, %%r11d\n".formatted(index));
    text.append("        jmp     cubicle_gate_call\n");
  }

  private void label(String symbol, String comment, int size) {
    String name = AssemblyName.of(symbol);
    text.append("\n        .balign %d, 0xcc\n".formatted(TrampolineCode.SLOT));
    text.append("        .globl  %s\n".formatted(name));
    text.append("        .type   %s, @function\n".formatted(name));
    text.append("        .size   %s, %d\n".formatted(name, size));
    text.append("%s:   # %s\n".formatted(name, comment));
  }

  private String owner(PlannedFunction function) {
    return "in " + cubicles.get(function.cubicle()).name();
  }

  private String names(java.util.BitSet numbers) {
    if (numbers.cardinality() >= cubicles.size()) {
      return "everyone";
    }
    return String.join(", ", numbers.stream().mapToObj(n -> cubicles.get(n).name()).toList());
  }

  /** The symbol whose value is a cubicle's number. */
  static String number(int cubicle) {
    return "cubicle.number." + cubicle;
  }
}
