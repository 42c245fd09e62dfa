package dev.cubicle.trampolines.report;

import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.Manifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Why the monitor ended a guest: {@code struct violation} of {@code cubicle/statistics.h}. Numbers
 * of cubicles and functions exist in the manifest; addresses may be any numbers.
 *
 * @param cubicle who did it
 * @param function that it was called through
 * @param owner of the page
 * @param holder whose key is on the page
 * @param access what was tried; empty when it was no access
 * @param key of the page, 0 to 15
 * @param address that was accessed
 * @param instruction that did it
 * @param systemCall number, meant for {@link Kind#SYSTEM_CALL}
 * @param signal as the kernel delivered it
 * @param code si_code, likewise
 * @param calls that led there, innermost first
 */
public record Violation(
    Kind kind,
    int cubicle,
    OptionalInt function,
    OptionalInt owner,
    OptionalInt holder,
    Optional<Access> access,
    int key,
    long address,
    long instruction,
    long pkru,
    long systemCall,
    int signal,
    int code,
    List<Frame> calls) {

  /** What the monitor holds against the guest. */
  public enum Kind {
    /** Another cubicle's page, and no window. */
    ACCESS,
    /** A fetch that tag-nx denied. */
    CONTROL_FLOW,
    /** The gate's own checks: PKRU, index, permission, shadow stack. */
    GATE,
    /** A system call that the filter stopped, or the monitor refused. */
    SYSTEM_CALL,
    /** Any other fatal signal: the cubicle's own fault. */
    FAULT
  }

  /** What was tried. */
  public enum Access {
    READ,
    WRITE,
    EXECUTE
  }

  /**
   * @param caller a cubicle's number
   * @param function a row of the function table
   * @param address that the call returns to
   */
  public record Frame(int caller, OptionalInt function, long address) {}

  private static final long MAGIC = 0x314f_4956_5342_5543L; // "CUBSVIO1"
  private static final int VERSION = 1;
  private static final int CALLS = 88;
  private static final int CALL_SIZE = 16;
  private static final int MAXIMUM_CALLS = 16;

  /** Bytes of the struct. */
  public static final int SIZE = CALLS + CALL_SIZE * MAXIMUM_CALLS;

  private static final int NONE = -1;
  private static final int KEYS = 16;

  /**
   * Reads the struct at the buffer's position; empty when there was no violation.
   *
   * @param manifest of the image that wrote it
   */
  public static Optional<Violation> read(ByteBuffer buffer, Manifest manifest)
      throws BadInputException {
    ByteBuffer block = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (block.limit() < SIZE) {
      throw damaged("%d bytes instead of %d".formatted(block.limit(), SIZE));
    }
    if (block.getLong(0) == 0) {
      return Optional.empty();
    }
    int kind = block.getInt(12);
    int key = block.getInt(36);
    if (block.getLong(0) != MAGIC || block.getInt(8) != VERSION) {
      throw damaged("unknown version");
    }
    if (kind < 1 || kind > Kind.values().length) {
      throw damaged("kind " + Integer.toUnsignedString(kind));
    }
    if (key < 0 || key >= KEYS) {
      throw damaged("key " + Integer.toUnsignedString(key));
    }
    int cubicles = manifest.cubicles().size();
    int functions = manifest.functions().size();
    return Optional.of(
        new Violation(
            Kind.values()[kind - 1],
            index(block.getInt(16), cubicles, "cubicle"),
            optionalIndex(block.getInt(20), functions, "function"),
            optionalIndex(block.getInt(24), cubicles, "owner"),
            optionalIndex(block.getInt(28), cubicles, "holder"),
            access(block.getInt(32)),
            key,
            block.getLong(40),
            block.getLong(48),
            block.getLong(56),
            block.getLong(64),
            block.getInt(72),
            block.getInt(76),
            calls(block, cubicles, functions)));
  }

  private static List<Frame> calls(ByteBuffer block, int cubicles, int functions)
      throws BadInputException {
    int depth = index(block.getInt(80), MAXIMUM_CALLS + 1, "depth");
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < depth; i++) {
      int at = CALLS + i * CALL_SIZE;
      frames.add(
          new Frame(
              index(block.getInt(at), cubicles, "caller"),
              optionalIndex(block.getInt(at + 4), functions, "called function"),
              block.getLong(at + 8)));
    }
    return List.copyOf(frames);
  }

  private static Optional<Access> access(int code) throws BadInputException {
    return switch (code) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Access.READ);
      case 2 -> Optional.of(Access.WRITE);
      case 4 -> Optional.of(Access.EXECUTE);
      default -> throw damaged("access " + Integer.toUnsignedString(code));
    };
  }

  private static OptionalInt optionalIndex(int value, int count, String what)
      throws BadInputException {
    return value == NONE ? OptionalInt.empty() : OptionalInt.of(index(value, count, what));
  }

  private static int index(int value, int count, String what) throws BadInputException {
    if (value < 0 || value >= count) {
      throw damaged("%s %s of %d".formatted(what, Integer.toUnsignedString(value), count));
    }
    return value;
  }

  private static BadInputException damaged(String what) {
    return new BadInputException("the violation report of the image is damaged: " + what);
  }
}
