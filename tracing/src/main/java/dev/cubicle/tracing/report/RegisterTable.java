package dev.cubicle.tracing.report;

import dev.cubicle.emulator.machine.Register;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The registers in columns, read downwards as a debugger prints them. */
final class RegisterTable {

  private static final int COLUMNS = 3;

  private static final List<Register> ORDER =
      List.of(
          Register.RAX,
          Register.RBX,
          Register.RCX,
          Register.RDX,
          Register.RSI,
          Register.RDI,
          Register.RBP,
          Register.RSP,
          Register.R8,
          Register.R9,
          Register.R10,
          Register.R11,
          Register.R12,
          Register.R13,
          Register.R14,
          Register.R15,
          Register.RIP,
          Register.RFLAGS,
          Register.FS_BASE,
          Register.GS_BASE);

  private RegisterTable() {}

  /** Lines of at most 80 characters. */
  static List<String> lines(Map<Register, Long> registers) {
    final int rows = (ORDER.size() + COLUMNS - 1) / COLUMNS;
    final String[] lines = new String[rows];
    for (int row = 0; row < rows; row++) {
      final StringBuilder line = new StringBuilder();
      for (int i = row; i < ORDER.size(); i += rows) {
        final Register register = ORDER.get(i);
        line.append(line.isEmpty() ? "" : "  ")
            .append(
                "%-7s %016x"
                    .formatted(
                        register.name().toLowerCase(Locale.ROOT),
                        registers.getOrDefault(register, 0L)));
      }
      lines[row] = line.toString();
    }
    return List.of(lines);
  }
}
