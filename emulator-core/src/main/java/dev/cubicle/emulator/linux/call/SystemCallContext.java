package dev.cubicle.emulator.linux.call;

import dev.cubicle.emulator.memory.UserMemory;
import java.util.Optional;

/** What a handler knows of the call in progress. Re-used from call to call: do not keep it. */
public interface SystemCallContext {

  /** Argument {@code index} (0 to 5: RDI, RSI, RDX, R10, R8, R9) as the full register. */
  long argument(int index);

  /** Argument {@code index} where Linux declares an {@code int}: the low 32 bits. */
  default int intArgument(int index) {
    return (int) argument(index);
  }

  /** Guest memory under the calling thread's PKRU. */
  UserMemory memory();

  /** The wait that this call slept on before it was called again; empty on the first call. */
  Optional<Wait> resumedFrom();
}
