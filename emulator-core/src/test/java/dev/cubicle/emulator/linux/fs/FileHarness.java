package dev.cubicle.emulator.linux.fs;

import dev.cubicle.emulator.linux.LinuxError;
import dev.cubicle.emulator.linux.call.SystemCallContext;
import dev.cubicle.emulator.linux.call.SystemCallHandler;
import dev.cubicle.emulator.linux.call.SystemCallTable;
import dev.cubicle.emulator.linux.call.TaskBlocked;
import dev.cubicle.emulator.linux.call.Wait;
import dev.cubicle.emulator.linux.fs.call.SignalSender;
import dev.cubicle.emulator.linux.fs.stream.HostStreams;
import dev.cubicle.emulator.memory.BadAddressException;
import dev.cubicle.emulator.memory.UserMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Calls the file system's handlers by number, as a guest would, and answers what RAX would hold.
 */
final class FileHarness {

  /** What {@link #call} answers when the caller would sleep; no errno. */
  static final long BLOCKED = Long.MIN_VALUE;

  static final long LIMIT = 8 << 20;

  final FakeMemory memory = new FakeMemory(64);
  final ByteArrayOutputStream output = new ByteArrayOutputStream();
  final ByteArrayOutputStream error = new ByteArrayOutputStream();
  final List<Integer> signals = new ArrayList<>();
  final List<Long> masks = new ArrayList<>();
  final GuestFiles files;

  /** Where {@link #text} puts strings and {@link #buffer} starts. */
  private static final long TEXT = FakeMemory.BASE;

  private static final int TEXT_SLOTS = 4;
  private static final int TEXT_BYTES = 2 * FakeMemory.PAGE;

  private final SystemCallTable table = new SystemCallTable();
  private int nextText;
  private Wait wait;

  FileHarness() {
    this(new ByteArrayInputStream(new byte[0]));
  }

  FileHarness(InputStream input) {
    this(HostStreamsFactory.of(input));
  }

  private interface HostStreamsFactory {
    HostStreams make(FileHarness harness);

    static HostStreamsFactory of(InputStream input) {
      return harness -> HostStreams.of(input, harness.output, harness.error);
    }
  }

  FileHarness(HostStreams streams) {
    this((HostStreamsFactory) harness -> streams);
  }

  private FileHarness(HostStreamsFactory streams) {
    files = new GuestFiles(streams.make(this), LIMIT, new Random(1), () -> {});
    files.register(
        table,
        new SignalSender() {
          @Override
          public void send(int signal) {
            signals.add(signal);
          }

          @Override
          public void maskDuringCall(long mask) {
            masks.add(mask);
          }
        },
        System::nanoTime);
  }

  /** Puts a NUL-terminated string into memory; good for the next three strings. */
  long text(String string) {
    final long address = TEXT + (long) (nextText++ % TEXT_SLOTS) * TEXT_BYTES;
    memory.write(address, (string + '\0').getBytes(StandardCharsets.ISO_8859_1));
    return address;
  }

  /** A place behind all strings. */
  long buffer() {
    return TEXT + (long) TEXT_SLOTS * TEXT_BYTES;
  }

  /** A call that has never slept. */
  long call(int number, long... arguments) {
    wait = null;
    return again(number, arguments);
  }

  /** The same call again, after a sleep. */
  long again(int number, long... arguments) {
    final var entry = table.lookup(number);
    if (entry == null) {
      throw new AssertionError("system call " + number + " does not exist");
    }
    try {
      return entry.handler().call(new Context(arguments, wait, memory));
    } catch (LinuxError e) {
      return -e.errno().number();
    } catch (BadAddressException e) {
      return -14;
    } catch (TaskBlocked e) {
      wait = e.reason();
      return BLOCKED;
    }
  }

  SystemCallHandler handler(int number) {
    return table.lookup(number).handler();
  }

  boolean exists(int number) {
    return table.lookup(number) != null;
  }

  /** What the last call that answered BLOCKED waits for. */
  Wait waiting() {
    return wait;
  }

  /** Fills {@code /proc}. */
  void showProcess() {
    files.show(new SampleProcess(), new SampleProcess.Program());
  }

  /** Goes back to a call that sleeps, after others were made. */
  void resume(Wait sleeping) {
    wait = sleeping;
  }

  /** Calls by name for readable tests. */
  long open(String path, int flags, int mode) {
    return call(2, text(path), flags, mode);
  }

  long write(long descriptor, String text) {
    return write(descriptor, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  long write(long descriptor, byte[] bytes) {
    memory.write(buffer(), bytes);
    return call(1, descriptor, buffer(), bytes.length);
  }

  String read(long descriptor, int length) {
    final long count = call(0, descriptor, buffer(), length);
    if (count < 0) {
      throw new AssertionError("read answered " + count);
    }
    return string(buffer(), (int) count);
  }

  String string(long address, int length) {
    return new String(memory.read(address, length), StandardCharsets.ISO_8859_1);
  }

  /** Creates a file with contents and answers 0 or the error. */
  long put(String path, String text) {
    final long descriptor = open(path, 0x241, 0644);
    if (descriptor < 0) {
      return descriptor;
    }
    final long count = write(descriptor, text);
    call(3, descriptor);
    return count < 0 ? count : 0;
  }

  /** A file's contents. */
  String get(String path) {
    final long descriptor = open(path, 0, 0);
    if (descriptor < 0) {
      throw new AssertionError("open " + path + " answered " + descriptor);
    }
    final StringBuilder all = new StringBuilder();
    for (String part = read(descriptor, 4096); !part.isEmpty(); part = read(descriptor, 4096)) {
      all.append(part);
    }
    call(3, descriptor);
    return all.toString();
  }

  /** Names in a directory in the order of getdents64. */
  List<String> list(String path) {
    final long descriptor = open(path, 0x10000, 0);
    if (descriptor < 0) {
      throw new AssertionError("open " + path + " answered " + descriptor);
    }
    final List<String> names = new ArrayList<>();
    while (true) {
      final long count = call(217, descriptor, buffer(), 4096);
      if (count <= 0) {
        call(3, descriptor);
        return names;
      }
      for (long at = buffer(); at < buffer() + count; at += memory.readShort(at + 16)) {
        names.add(memory.readString(at + 19, 256));
      }
    }
  }

  private record Context(long[] arguments, Wait resumed, FakeMemory fake)
      implements SystemCallContext {
    @Override
    public long argument(int index) {
      return index < arguments.length ? arguments[index] : 0;
    }

    @Override
    public UserMemory memory() {
      return fake;
    }

    @Override
    public Optional<Wait> resumedFrom() {
      return Optional.ofNullable(resumed);
    }
  }
}
