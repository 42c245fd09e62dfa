package dev.cubicle.attacks.trial;

import dev.cubicle.attacks.Variant.Edit;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.manifest.CubicleImage;
import dev.cubicle.trampolines.manifest.Manifest;
import dev.cubicle.trampolines.manifest.ProgramHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/** Changes an image as somebody would who wants more than the policy gives. */
final class ImageEditor {

  // struct manifest, struct manifest_segment and struct manifest_function of cubicle/manifest.h.
  private static final int SEGMENTS = 104;
  private static final int FUNCTIONS = 112;
  private static final int SEGMENT_SIZE = 24;
  private static final int SEGMENT_END = 8;
  private static final int SEGMENT_CUBICLE = 16;
  private static final int SEGMENT_PROTECTION = 18;
  private static final int FUNCTION_SIZE = 64;
  private static final int PROGRAM_HEADER_FLAGS = 4;
  private static final int PROGRAM_HEADERS = 32;
  private static final int PROGRAM_HEADER_SIZE = 56;
  private static final int ALL = 7;
  private static final int PAGE = 4096;

  /** CMP %gs:8, %RAX becomes CMP %RAX, %RAX and NOPs: whatever is compared is right. */
  private static final byte[] COMPARISON = {0x65, 0x48, 0x3b, 0x04, 0x25, 8, 0, 0, 0};

  private static final byte[] NO_COMPARISON = {
    0x48,
    0x39,
    (byte) 0xc0,
    (byte) 0x90,
    (byte) 0x90,
    (byte) 0x90,
    (byte) 0x90,
    (byte) 0x90,
    (byte) 0x90
  };

  /** XOR %EAX, %EAX; XOR %ECX, %ECX; XOR %EDX, %EDX; WRPKRU; RET. */
  private static final byte[] OPEN_ALL = {
    0x31, (byte) 0xc0, 0x31, (byte) 0xc9, 0x31, (byte) 0xd2, 0x0f, 0x01, (byte) 0xef, (byte) 0xc3
  };

  private final AttackImage original;
  private final CubicleImage image;
  private final ByteBuffer bytes;

  ImageEditor(AttackImage original) throws IOException {
    this.original = original;
    this.image = original.plain();
    this.bytes =
        ByteBuffer.wrap(Files.readAllBytes(original.file())).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The changed image's bytes. */
  byte[] edit(Edit edit) throws BadInputException {
    switch (edit) {
      case ENTRY_IN_THE_MIDDLE -> redirect("victim_calculate", original.second("victim_reveal"));
      case OVERLAP -> takeOver();
      case WRITABLE_CODE -> makeWritable();
      case GATE_PATCHED -> patchGate();
      case TRAMPOLINE_PATCHED -> patchTrampoline();
    }
    return bytes.array();
  }

  /** Where an address lies in the file. */
  private int offset(long address) throws BadInputException {
    for (ProgramHeader load : image.loads()) {
      if (address >= load.address() && address - load.address() < load.fileSize()) {
        return (int) (address - load.address() + load.offset());
      }
    }
    throw new BadInputException("0x%x is not in the file".formatted(address));
  }

  private int function(String name) throws BadInputException {
    final int table = offset(bytes.getLong(offset(image.manifestAddress()) + FUNCTIONS));
    return image.manifest().functions().stream()
        .filter(function -> function.name().equals(name))
        .findFirst()
        .map(function -> table + function.index() * FUNCTION_SIZE)
        .orElseThrow(() -> new BadInputException("no row for " + name));
  }

  private void redirect(String name, long target) throws BadInputException {
    bytes.putLong(function(name), target);
  }

  private int segmentRow(int index) throws BadInputException {
    return offset(bytes.getLong(offset(image.manifestAddress()) + SEGMENTS)) + index * SEGMENT_SIZE;
  }

  /** The segment that holds a symbol, as a row of the table. */
  private int segment(String symbol) throws BadInputException {
    final long address = original.symbol(symbol);
    final List<Manifest.Segment> segments = image.manifest().segments();
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).holds(address)) {
        return segmentRow(i);
      }
    }
    throw new BadInputException("no segment holds " + symbol);
  }

  /**
   * A page of the victim's is the attacker's, too. The row of the victim's data moves to that of
   * the referee's constants, which nobody needs before the attack is over: the monitor believes the
   * later of two rows.
   */
  private void takeOver() throws BadInputException {
    final long vault = original.symbol("vault");
    final int data = segment("vault");
    final byte[] row = new byte[SEGMENT_SIZE];
    bytes.get(data, row);
    bytes.put(constants("referee"), row);
    bytes.putLong(data, vault);
    bytes.putLong(data + SEGMENT_END, vault + PAGE);
    bytes.putShort(data + SEGMENT_CUBICLE, bytes.getShort(segment("hostile") + SEGMENT_CUBICLE));
  }

  private int constants(String cubicle) throws BadInputException {
    final List<Manifest.Segment> segments = image.manifest().segments();
    for (int i = 0; i < segments.size(); i++) {
      final Manifest.Segment segment = segments.get(i);
      if (segment.protection() == Manifest.Segment.READ
          && image.manifest().cubicles().get(segment.cubicle()).name().equals(cubicle)) {
        return segmentRow(i);
      }
    }
    throw new BadInputException(cubicle + " has no constants");
  }

  private void makeWritable() throws BadInputException {
    final long address = original.symbol("own_code");
    bytes.put(segment("own_code") + SEGMENT_PROTECTION, (byte) ALL);
    final int headers = (int) bytes.getLong(PROGRAM_HEADERS);
    final List<ProgramHeader> all = image.programHeaders();
    for (int i = 0; i < all.size(); i++) {
      final ProgramHeader header = all.get(i);
      if (header.type() == ProgramHeader.PT_LOAD
          && address >= header.address()
          && address - header.address() < header.memorySize()) {
        bytes.putInt(headers + i * PROGRAM_HEADER_SIZE + PROGRAM_HEADER_FLAGS, ALL);
      }
    }
  }

  private void patchGate() throws BadInputException {
    final int start = offset(image.manifest().gateStart());
    final int end = start + (int) (image.manifest().gateEnd() - image.manifest().gateStart());
    int found = 0;
    for (int at = start; at + COMPARISON.length <= end; at++) {
      final byte[] here = new byte[COMPARISON.length];
      bytes.get(at, here);
      if (Arrays.equals(here, COMPARISON)) {
        bytes.put(at, NO_COMPARISON);
        found++;
      }
    }
    if (found == 0) {
      throw new BadInputException("the gate compares nothing");
    }
  }

  /** A trampoline opens all keys and returns. */
  private void patchTrampoline() throws BadInputException {
    bytes.put(offset(original.symbol("cubicle.call.victim_free_page")), OPEN_ALL);
  }
}
