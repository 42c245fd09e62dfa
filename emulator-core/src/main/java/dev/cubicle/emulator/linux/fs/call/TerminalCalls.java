package dev.cubicle.emulator.linux.fs.call;

import dev.cubicle.emulator.linux.Errno;
import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.fs.descriptor.FileTable;
import dev.cubicle.emulator.linux.fs.descriptor.OpenRegular;
import dev.cubicle.emulator.linux.fs.pipe.PipeEnd;
import dev.cubicle.emulator.linux.fs.stream.MemoryTerminal;
import dev.cubicle.emulator.linux.fs.stream.StreamFile;
import dev.cubicle.emulator.linux.fs.stream.Terminal;
import dev.cubicle.emulator.linux.fs.vfs.OpenFile;
import dev.cubicle.emulator.linux.fs.vfs.OpenFlags;
import java.util.function.IntSupplier;

/**
 * ioctl: what works on every descriptor, and what terminals know (asm-generic/ioctls.h). Everything
 * else is ENOTTY.
 */
final class TerminalCalls {

  private static final int TCGETS = 0x5401;
  private static final int TCSETS = 0x5402;
  private static final int TCSETSW = 0x5403;
  private static final int TCSETSF = 0x5404;
  private static final int TCSBRK = 0x5409;
  private static final int TCXONC = 0x540a;
  private static final int TCFLSH = 0x540b;
  private static final int TIOCGPGRP = 0x540f;
  private static final int TIOCSPGRP = 0x5410;
  private static final int TIOCOUTQ = 0x5411;
  private static final int TIOCGWINSZ = 0x5413;
  private static final int FIONREAD = 0x541b;
  private static final int FIONBIO = 0x5421;
  private static final int TIOCGSID = 0x5429;
  private static final int FIONCLEX = 0x5450;
  private static final int FIOCLEX = 0x5451;
  private static final int FIOASYNC = 0x5452;

  private final FileTable files;
  private final IntSupplier processGroup;

  /** Stands for a terminal of the host whose modes cannot be read from here. */
  private final Terminal unreachable = new MemoryTerminal();

  /**
   * @param processGroup the group in the terminal's foreground: the guest's own
   */
  TerminalCalls(FileTable files, IntSupplier processGroup) {
    this.files = files;
    this.processGroup = processGroup;
  }

  void register(SystemCallTable table) {
    table.add(16, "ioctl", this::ioctl);
  }

  private long ioctl(SystemCallContext c) throws LinuxError {
    final int descriptor = c.intArgument(0);
    final OpenFile file = files.get(descriptor);
    final long argument = c.argument(2);
    switch (c.intArgument(1)) {
      case FIOCLEX -> files.closeOnExec(descriptor, true);
      case FIONCLEX -> files.closeOnExec(descriptor, false);
      case FIONBIO -> changeFlag(file, OpenFlags.NON_BLOCK, c.memory().readInt(argument) != 0);
      case FIOASYNC -> {
        // Only what is off can be switched off: nothing here sends SIGIO.
        if (c.memory().readInt(argument) != 0) {
          throw new LinuxError(Errno.ENOTTY);
        }
      }
      case FIONREAD -> c.memory().writeInt(argument, available(file));
      default -> terminal(c, terminal(file), argument);
    }
    return 0;
  }

  private static void changeFlag(OpenFile file, int flag, boolean on) {
    file.changeFlags(on ? file.flags() | flag : file.flags() & ~flag);
  }

  private static int available(OpenFile file) throws LinuxError {
    return switch (file) {
      case PipeEnd pipe -> pipe.available();
      case StreamFile stream -> stream.available();
      case OpenRegular regular ->
          Math.clamp(regular.end() - regular.position(), 0, Integer.MAX_VALUE);
      default -> throw new LinuxError(Errno.ENOTTY);
    };
  }

  private static StreamFile terminal(OpenFile file) throws LinuxError {
    if (file instanceof StreamFile stream && stream.isTerminal()) {
      return stream;
    }
    throw new LinuxError(Errno.ENOTTY);
  }

  private void terminal(SystemCallContext c, StreamFile stream, long argument) throws LinuxError {
    final Terminal terminal = stream.terminal().orElse(unreachable);
    final int request = c.intArgument(1);
    switch (request) {
      case TCGETS -> {
        final byte[] termios = new byte[Terminal.TERMIOS_BYTES];
        terminal.attributes(termios);
        c.memory().write(argument, termios);
      }
      case TCSETS, TCSETSW, TCSETSF ->
          terminal.setAttributes(request, c.memory().read(argument, Terminal.TERMIOS_BYTES));
      case TIOCGWINSZ -> {
        final Terminal.Size size = terminal.size();
        c.memory().writeShort(argument, (short) size.rows());
        c.memory().writeShort(argument + 2, (short) size.columns());
        c.memory().writeInt(argument + 4, 0);
      }
      case TIOCGPGRP, TIOCGSID -> c.memory().writeInt(argument, processGroup.getAsInt());
      case TIOCSPGRP -> {
        if (c.memory().readInt(argument) != processGroup.getAsInt()) {
          throw new LinuxError(Errno.EPERM);
        }
      }
      case TIOCOUTQ -> c.memory().writeInt(argument, 0);
      case TCSBRK, TCXONC, TCFLSH -> {}
      default -> throw new LinuxError(Errno.ENOTTY);
    }
  }
}
