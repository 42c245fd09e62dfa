package dev.cubicle.trampolines.inspect;

import dev.cubicle.trampolines.BufferMapping;
import dev.cubicle.trampolines.dwarf.Signature;
import dev.cubicle.trampolines.manifest.IndexSet;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Overviews of images that nobody built. */
final class SampleOverviews {

  private SampleOverviews() {}

  /** Cubicle n calls 2n, 2n + 1 and 4n; the last is shared. */
  static Overview of(int cubicles) {
    final List<Overview.Cubicle> rows = new ArrayList<>();
    final List<Overview.Call> calls = new ArrayList<>();
    final List<Manifest.Function> functions = new ArrayList<>();
    for (int number = 1; number < cubicles - 1; number++) {
      functions.add(function(functions.size(), "main_function_" + number, number));
    }
    for (int number = 0; number < cubicles; number++) {
      final int own = number;
      rows.add(
          cubicle(
              number,
              number == 0
                  ? Policy.Kind.TRUSTED
                  : number == cubicles - 1 ? Policy.Kind.SHARED : Policy.Kind.ISOLATED,
              functions.stream().filter(function -> function.cubicle() == own).toList()));
    }
    for (int from = 1; from < cubicles - 1; from++) {
      for (int to : new int[] {2 * from, 2 * from + 1, 4 * from}) {
        if (to < cubicles - 1) {
          calls.add(new Overview.Call(from, to, List.of(functions.get(to - 1)), List.of()));
        }
      }
    }
    final Manifest manifest =
        new Manifest(
            0x400000,
            0x800000,
            0x800000,
            64 << 20,
            0x400000,
            0x401000,
            2,
            rows.stream().map(Overview.Cubicle::row).toList(),
            List.of(),
            functions,
            List.of(),
            List.of(),
            new Manifest.ThreadLocalImage(0, 0, 0),
            0);
    return new Overview("sample", manifest, rows, calls, List.of(), List.of(), cubicles > 15);
  }

  private static Manifest.Function function(int index, String name, int cubicle) {
    return new Manifest.Function(
        index,
        name,
        0x410000 + 16L * index,
        cubicle,
        new Signature(2, 0, 0, false, Signature.Result.VOID),
        false,
        false,
        List.of(
            new Manifest.ArgumentWindow(
                OptionalInt.of(1),
                OptionalInt.of(2),
                OptionalInt.empty(),
                0,
                4,
                true,
                true,
                BufferMapping.FAULT,
                false)),
        IndexSet.of(4, 1));
  }

  private static Overview.Cubicle cubicle(
      int number, Policy.Kind kind, List<Manifest.Function> entries) {
    return new Overview.Cubicle(
        new Manifest.Cubicle(
            number,
            number == 0 ? "monitor" : "a_rather_long_name_" + number,
            kind,
            false,
            65536,
            1 << 20,
            IndexSet.of(8, number == 1 ? new int[] {1, 231} : new int[0])),
        number < 16 ? OptionalInt.of(number) : OptionalInt.empty(),
        12288,
        4096,
        8192,
        0,
        number == 1 ? List.of("write", "exit_group") : List.of(),
        entries);
  }
}
