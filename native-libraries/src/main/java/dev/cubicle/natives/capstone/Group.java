package dev.cubicle.natives.capstone;

/** What an instruction does to the flow of control: Capstone's {@code cs_group_type}. */
public enum Group {
  /** Jumps, conditional or not, direct or not. */
  JUMP(1),
  /** Near and far calls. */
  CALL(2),
  /** Near and far returns. */
  RETURN(3),
  /** Software interrupts and system calls. */
  INTERRUPT(4),
  /** Returns from interrupts and system calls. */
  INTERRUPT_RETURN(5),
  /** Instructions of the kernel. */
  PRIVILEGED(6),
  /** Jumps and calls whose target is relative to RIP. */
  RELATIVE_BRANCH(7);

  private final int number;

  Group(int number) {
    this.number = number;
  }

  /** The {@code CS_GRP_} value: the same in Capstone 4 and 5. */
  int number() {
    return number;
  }
}
