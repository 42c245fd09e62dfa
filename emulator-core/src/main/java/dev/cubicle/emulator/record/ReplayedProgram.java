package dev.cubicle.emulator.record;

import dev.cubicle.emulator.linux.elf.ElfImage;
import dev.cubicle.emulator.linux.elf.ImageFile;
import dev.cubicle.emulator.linux.elf.InvalidImageException;
import dev.cubicle.emulator.linux.elf.ProcessImage;
import dev.cubicle.emulator.machine.Register;
import dev.cubicle.emulator.memory.AddressSpace;
import dev.cubicle.emulator.memory.Mapping;
import dev.cubicle.emulator.memory.ResidentMemory;
import dev.cubicle.mpk.AccessKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The program of a replay as a debugger reads it. Pages that guest code has not come to yet are not
 * in memory; those of the program are read from its file, all others are zero.
 */
final class ReplayedProgram implements AutoCloseable {
  private static final int PAGE = Layout.FRAME;

  private final AddressSpace space;
  private final ResidentMemory resident;
  private final ImageFile file;
  private final ProcessImage image;
  private final String recordedName;

  /** The replay is at the start of the run. */
  ReplayedProgram(Replay replay) {
    space = replay.space();
    resident = new ResidentMemory(space, space.memory());
    final Path path = replay.run().image();
    try {
      file = ImageFile.open(path);
      final ElfImage parsed = ElfImage.parse(file);
      final long entry = replay.cpu().get(Register.RIP);
      final long bias = entry - parsed.entry();
      image =
          new ProcessImage(
              parsed,
              bias,
              entry,
              replay.cpu().get(Register.RSP),
              parsed.segments().getLast().end() + bias + PAGE - 1 & -PAGE);
    } catch (IOException | InvalidImageException e) {
      throw new RecordException("the program in the record cannot be read", e);
    }
    recordedName = space.find(image.entry()).map(Mapping::file).map(each -> each.name()).orElse("");
  }

  ProcessImage image() {
    return image;
  }

  /** As many bytes as are mapped. */
  byte[] read(long address, int length) {
    final byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      final long at = address + done;
      final int count = (int) Math.min(length - done, PAGE - (at & PAGE - 1));
      final byte[] part = resident.peek(at, count);
      if (part.length == count) {
        System.arraycopy(part, 0, bytes, done, count);
      } else if (!readMapped(at, bytes, done, count)) {
        break;
      }
      done += count;
    }
    return done == length ? bytes : Arrays.copyOf(bytes, done);
  }

  /** As many as guest code could read under a PKRU value. */
  byte[] read(long address, int length, int pkru) {
    return read(address, (int) space.accessible(address, length, AccessKind.READ, pkru));
  }

  private boolean readMapped(long at, byte[] bytes, int offset, int count) {
    final Mapping mapping = space.find(at).orElse(null);
    if (mapping == null) {
      return false;
    }
    if (mapping.file() != null && mapping.file().name().equals(recordedName)) {
      try {
        file.read(mapping.fileOffset() + at - mapping.start(), bytes, offset, count);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new RecordException(e.getMessage(), e);
    }
  }
}
