package dev.cubicle.emulator.unicorn;

/** Error codes of Unicorn ({@code uc_err} in unicorn.h), in their numeric order from 0. */
public enum UnicornError {
  OK("no error"),
  NOMEM("out of memory"),
  ARCH("unsupported architecture"),
  HANDLE("invalid handle"),
  MODE("unsupported mode"),
  VERSION("unsupported version"),
  READ_UNMAPPED("read from unmapped physical memory"),
  WRITE_UNMAPPED("write to unmapped physical memory"),
  FETCH_UNMAPPED("fetch from unmapped physical memory"),
  HOOK("invalid hook type"),
  INSN_INVALID("invalid instruction"),
  MAP("invalid memory mapping"),
  WRITE_PROT("write to write-protected physical memory"),
  READ_PROT("read from read-protected physical memory"),
  FETCH_PROT("fetch from non-executable physical memory"),
  ARG("invalid argument"),
  READ_UNALIGNED("unaligned read"),
  WRITE_UNALIGNED("unaligned write"),
  FETCH_UNALIGNED("unaligned fetch"),
  HOOK_EXIST("hook already exists"),
  RESOURCE("insufficient resources"),
  EXCEPTION("unhandled CPU exception"),
  OVERFLOW("buffer too small"),
  UNKNOWN("error code this binding does not know");

  private static final UnicornError[] BY_CODE = values();

  private final String meaning;

  UnicornError(String meaning) {
    this.meaning = meaning;
  }

  public String meaning() {
    return meaning;
  }

  static UnicornError of(int code) {
    return code >= 0 && code < UNKNOWN.ordinal() ? BY_CODE[code] : UNKNOWN;
  }
}
