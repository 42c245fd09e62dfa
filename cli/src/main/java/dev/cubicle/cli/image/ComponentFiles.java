package dev.cubicle.cli.image;

import com.google.common.base.Splitter;
import dev.cubicle.cli.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arguments of {@code --component}: {@code NAME=FILE[,FILE…]}. */
public final class ComponentFiles {

  private static final Splitter COMMAS = Splitter.on(',');

  private ComponentFiles() {}

  /** Files by name of the component; what is said of one in several arguments adds up. */
  public static Map<String, List<String>> parse(List<String> arguments) throws UsageException {
    final Map<String, List<String>> files = new LinkedHashMap<>();
    for (String argument : arguments) {
      final int equals = argument.indexOf('=');
      final List<String> named =
          equals < 1 ? List.of() : COMMAS.splitToList(argument.substring(equals + 1));
      if (named.isEmpty() || named.contains("")) {
        throw new UsageException(
            "--component %s: expected NAME=FILE or NAME=FILE,FILE".formatted(argument));
      }
      files.computeIfAbsent(argument.substring(0, equals), _ -> new ArrayList<>()).addAll(named);
    }
    return files;
  }
}
