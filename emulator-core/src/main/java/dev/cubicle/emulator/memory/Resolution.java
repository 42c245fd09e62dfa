package dev.cubicle.emulator.memory;

/** What came of a page fault. The names are those of the signal codes that Linux reports. */
public enum Resolution {
  /** The page is there now: try the access again. */
  PAGED_IN,

  /** SIGSEGV: nothing is mapped at the address. */
  SEGV_MAPERR,

  /** SIGSEGV: the mapping does not allow the access. */
  SEGV_ACCERR,

  /** SIGSEGV: the page's protection key denies the access. */
  SEGV_PKUERR,

  /** SIGBUS: the page lies wholly behind the end of its file, or the file cannot be read. */
  BUS_ADRERR,

  /** Every frame of the guest's memory is in use; Linux would kill the process. */
  OUT_OF_MEMORY
}
