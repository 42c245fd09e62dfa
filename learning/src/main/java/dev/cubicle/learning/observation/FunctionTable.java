package dev.cubicle.learning.observation;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.dwarf.FunctionType;
import dev.cubicle.trampolines.dwarf.SignatureReader;
import dev.cubicle.trampolines.dwarf.Signatures;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.object.InputFile;
import dev.cubicle.trampolines.object.ObjectFile;
import dev.cubicle.trampolines.object.Symbol;
import dev.cubicle.trampolines.policy.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions of an image's table, with the parameters that debug information tells. */
public final class FunctionTable {

  private FunctionTable() {}

  /**
   * Reads the debug information of all components.
   *
   * @param policy that the image was built by
   * @return by number
   */
  public static List<FunctionRow> of(CubicleImage image, Policy policy) throws BadInputException {
    final Map<String, Map<String, FunctionType>> types = new HashMap<>();
    for (Policy.Cubicle cubicle : policy.cubicles()) {
      if (cubicle.kind() == Policy.Kind.SHARED) {
        continue;
      }
      final Map<String, FunctionType> known = new HashMap<>();
      for (String component : cubicle.components()) {
        for (Path file : policy.components().get(component).files()) {
          for (ObjectFile object : InputFile.read(file)) {
            read(object, known);
          }
        }
      }
      types.put(cubicle.name(), known);
    }
    final Manifest manifest = image.manifest();
    final List<FunctionRow> rows = new ArrayList<>();
    for (Manifest.Function function : manifest.functions()) {
      final Map<String, FunctionType> known =
          types.getOrDefault(manifest.cubicles().get(function.cubicle()).name(), Map.of());
      final String name = function.name();
      // A name that several have got its component and file before it.
      final FunctionType type =
          known.getOrDefault(name, known.get(name.substring(name.lastIndexOf('.') + 1)));
      rows.add(
          type == null
              ? FunctionRow.unknown(name, function.cubicle())
              : FunctionRow.of(name, function.cubicle(), type));
    }
    return rows;
  }

  private static void read(ObjectFile object, Map<String, FunctionType> known) {
    final Signatures signatures = SignatureReader.read(object);
    for (Symbol symbol : object.symbols()) {
      if (symbol.isFunction() && symbol.isInSection()) {
        signatures.of(symbol).ifPresent(type -> known.putIfAbsent(symbol.name(), type));
      }
    }
  }
}
