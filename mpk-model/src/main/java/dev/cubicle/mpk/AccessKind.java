package dev.cubicle.mpk;

/** What an access to memory does, as far as access rights tell accesses apart (SDM vol. 3A 4.6). */
public enum AccessKind {
  /** A data read. */
  READ,
  /** A data write; a read-modify-write counts as one. */
  WRITE,
  /** An instruction fetch. */
  FETCH
}
