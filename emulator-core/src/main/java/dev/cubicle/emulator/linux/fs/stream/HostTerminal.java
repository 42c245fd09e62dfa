package dev.cubicle.emulator.linux.fs.stream;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The controlling terminal of this process on a Linux host, reached by {@code ioctl}. The requests
 * and {@code struct termios} are those of asm-generic, which every architecture that runs a JDK 25
 * shares, so bytes pass through unchanged.
 */
final class HostTerminal implements Terminal {

  private static final int TCGETS = 0x5401;
  private static final int TCSETS = 0x5402;
  private static final int TIOCGWINSZ = 0x5413;

  private final int descriptor;
  private final MethodHandle ioctl;
  private byte[] original;

  private HostTerminal(int descriptor, MethodHandle ioctl) {
    this.descriptor = descriptor;
    this.ioctl = ioctl;
  }

  /** Whether a descriptor of this process is a terminal. */
  static boolean isTerminal(int descriptor) {
    try {
      final String target =
          Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor))).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }

  /** The first of the standard streams that is a terminal. */
  static Optional<Terminal> open() {
    if (System.getProperty("os.name").equals("Linux")) {
      for (int descriptor = 0; descriptor <= 2; descriptor++) {
        if (isTerminal(descriptor)) {
          return Optional.of(new HostTerminal(descriptor, ioctl()));
        }
      }
    }
    return Optional.empty();
  }

  private static MethodHandle ioctl() {
    final Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("ioctl"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
        Linker.Option.firstVariadicArg(2));
  }

  @Override
  public void attributes(byte[] termios) throws LinuxError {
    call(TCGETS, termios);
  }

  @Override
  public void setAttributes(int request, byte[] termios) throws LinuxError {
    if (original == null) {
      final byte[] before = new byte[TERMIOS_BYTES];
      attributes(before);
      original = before;
    }
    call(request, termios);
  }

  @Override
  public Size size() throws LinuxError {
    final byte[] size = new byte[8];
    call(TIOCGWINSZ, size);
    return new Size(
        Byte.toUnsignedInt(size[0]) | Byte.toUnsignedInt(size[1]) << 8,
        Byte.toUnsignedInt(size[2]) | Byte.toUnsignedInt(size[3]) << 8);
  }

  @Override
  public void restore() {
    if (original != null) {
      try {
        call(TCSETS, original);
      } catch (LinuxError e) {
        // The terminal is gone: there is nothing left to put right.
        original = null;
      }
    }
  }

  private void call(int request, byte[] argument) throws LinuxError {
    try (Arena arena = Arena.ofConfined()) {
      final MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, argument);
      final int result;
      try {
        result = (int) ioctl.invokeExact(descriptor, (long) request, segment);
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("ioctl", e);
      }
      if (result < 0) {
        throw new LinuxError(Errno.ENOTTY);
      }
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, 0, argument, 0, argument.length);
    }
  }
}
