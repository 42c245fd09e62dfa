package dev.cubicle.tracing.report;

import dev.cubicle.emulator.linux.signal.SignalInfo;
import dev.cubicle.emulator.linux.signal.SignalNumber;

/** Signals and their codes as Linux names them (include/uapi/asm-generic/siginfo.h). */
final class SignalWords {

  static final int SEGV_ACCERR = 2;
  static final int SEGV_PKUERR = 4;

  private static final String[] SEGV = {"SEGV_MAPERR", "SEGV_ACCERR", "SEGV_BNDERR", "SEGV_PKUERR"};
  private static final String[] BUS = {"BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR"};
  private static final String[] ILL = {
    "ILL_ILLOPC",
    "ILL_ILLOPN",
    "ILL_ILLADR",
    "ILL_ILLTRP",
    "ILL_PRVOPC",
    "ILL_PRVREG",
    "ILL_COPROC",
    "ILL_BADSTK"
  };
  private static final String[] FPE = {
    "FPE_INTDIV",
    "FPE_INTOVF",
    "FPE_FLTDIV",
    "FPE_FLTOVF",
    "FPE_FLTUND",
    "FPE_FLTRES",
    "FPE_FLTINV",
    "FPE_FLTSUB"
  };
  private static final String[] TRAP = {"TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT"};

  private SignalWords() {}

  /** Both with their numbers: {@code SIGSEGV (11), SEGV_PKUERR (4)}. */
  static String describe(int signal, int code) {
    return "%s (%d), %s (%d)"
        .formatted(SignalNumber.name(signal), signal, codeName(signal, code), code);
  }

  private static String codeName(int signal, int code) {
    if (code == SignalInfo.SI_KERNEL) {
      return "SI_KERNEL";
    }
    final String[] names =
        switch (signal) {
          case SignalNumber.SIGSEGV -> SEGV;
          case SignalNumber.SIGBUS -> BUS;
          case SignalNumber.SIGILL -> ILL;
          case SignalNumber.SIGFPE -> FPE;
          case SignalNumber.SIGTRAP -> TRAP;
          default -> new String[0];
        };
    return code >= 1 && code <= names.length ? names[code - 1] : "si_code";
  }
}
