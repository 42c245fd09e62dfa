package dev.cubicle.oracle;

import com.google.common.io.LittleEndianDataInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the frames of one boot together into results. */
final class Transcript {

  /** More output than this, of all programs together, is taken for a program gone wild. */
  private static final long MAX_BYTES = 64L << 20;

  private final List<Program> programs;
  private final long launched;
  private final List<Result> results = new ArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private Optional<Duration> firstByte = Optional.empty();
  private long bytes;

  /**
   * @param programs those of the list, in its order
   * @param launched when QEMU was started, by {@link System#nanoTime}
   */
  Transcript(List<Program> programs, long launched) {
    this.programs = programs;
    this.launched = launched;
  }

  /**
   * Reads until the guest says that it is done.
   *
   * @throws java.io.EOFException if the stream ends before that
   */
  List<Result> read(InputStream stream) throws IOException {
    var in = new LittleEndianDataInputStream(new BufferedInputStream(stream));
    while (true) {
      switch (Frame.read(in)) {
        case Frame.Booted() -> {}
        case Frame.Started(int number) -> start(number);
        case Frame.Output(byte[] data) -> {
          if (firstByte.isEmpty()) {
            firstByte = Optional.of(Duration.ofNanos(System.nanoTime() - launched));
          }
          append(output, data);
        }
        case Frame.Error(byte[] data) -> append(error, data);
        case Frame.Ended(int status, long nanoseconds) -> end(status, nanoseconds);
        case Frame.Failed(String why) -> throw new OracleException("the guest gave up: " + why);
        case Frame.Quit() -> {
          if (results.size() != programs.size()) {
            throw new OracleException(
                "the guest ran " + results.size() + " of " + programs.size() + " programs");
          }
          return List.copyOf(results);
        }
      }
    }
  }

  /** The program that is running, or is to run next. */
  String current() {
    return results.size() < programs.size()
        ? programs.get(results.size()).commandLine()
        : "the way out";
  }

  private void start(int number) throws OracleException {
    if (number != results.size() || number >= programs.size()) {
      throw new OracleException("the guest started program " + number + " out of turn");
    }
    output.reset();
    error.reset();
    firstByte = Optional.empty();
  }

  private void append(ByteArrayOutputStream stream, byte[] data) throws OracleException {
    bytes += data.length;
    if (bytes > MAX_BYTES) {
      throw new OracleException(current() + ": more than " + MAX_BYTES + " bytes of output");
    }
    stream.writeBytes(data);
  }

  private void end(int waitStatus, long nanoseconds) {
    results.add(
        new Result(
            programs.get(results.size()),
            Ending.ofWaitStatus(waitStatus),
            output.toByteArray(),
            error.toByteArray(),
            Duration.ofNanos(nanoseconds),
            firstByte));
  }
}
