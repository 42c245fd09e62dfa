package dev.cubicle.cli.run;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * For an option whose value may be left out: only {@code --name=VALUE} gives one. What follows
 * {@code --name} in the next argument is the guest.
 */
final class AttachedValue implements IParameterPreprocessor {

  /** The key under which picocli says what stood between name and value. */
  private static final String SEPARATOR = "separator";

  @Override
  public boolean preprocess(
      Stack<String> arguments, CommandSpec command, ArgSpec argument, Map<String, Object> info) {
    if (!"=".equals(info.get(SEPARATOR))) {
      // As if the user had written --name=
      arguments.push("");
    }
    return false;
  }
}
