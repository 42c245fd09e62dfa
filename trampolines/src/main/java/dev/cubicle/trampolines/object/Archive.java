package dev.cubicle.trampolines.object;

import dev.cubicle.trampolines.BadInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An {@code ar} archive as System V and GNU write it; names as BSD writes them are understood. */
final class Archive {
  static final byte[] MAGIC = InputFile.ascii("!<arch>\n");
  private static final byte[] THIN_MAGIC = InputFile.ascii("!<thin>\n");
  private static final int HEADER_SIZE = 60;
  private static final int NAME_SIZE = 16;
  private static final int LONGEST_NAME = 4096;
  private static final int SIZE_FIELD = 48;
  private static final int SIZE_FIELD_SIZE = 10;

  private final Path file;
  private final byte[] bytes;
  private final Map<String, Integer> occurrences = new HashMap<>();
  private String longNames = "";

  Archive(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  static boolean isArchive(byte[] bytes) {
    return InputFile.startsWith(bytes, MAGIC) || InputFile.startsWith(bytes, THIN_MAGIC);
  }

  /** The members that are objects; the symbol index is skipped, as every member is read. */
  List<ObjectFile> objects() throws BadInputException {
    if (InputFile.startsWith(bytes, THIN_MAGIC)) {
      throw bad("a thin archive, which only names its members: pass those, or make one with ar rc");
    }
    List<ObjectFile> objects = new ArrayList<>();
    int at = MAGIC.length;
    while (at < bytes.length) {
      // Members begin at even offsets; some writers leave the last padding byte out.
      if (bytes.length - at < HEADER_SIZE) {
        if (at == bytes.length - 1) {
          break;
        }
        throw bad("cut off at byte %d, within a member's header", at);
      }
      int size = size(at);
      int start = at + HEADER_SIZE;
      member(field(at, NAME_SIZE), start, size, objects);
      at = start + size + (size & 1);
    }
    return List.copyOf(objects);
  }

  private int size(int at) throws BadInputException {
    if (bytes[at + 58] != '`' || bytes[at + 59] != '\n') {
      throw bad("damaged: no member's header at byte %d", at);
    }
    String text = field(at + SIZE_FIELD, SIZE_FIELD_SIZE);
    if (!text.matches("[0-9]{1,10}")) {
      throw bad("damaged: the member at byte %d has no size", at);
    }
    long size = Long.parseLong(text);
    if (size > bytes.length - at - HEADER_SIZE) {
      throw bad("cut off: the member at byte %d has %d bytes", at, size);
    }
    return (int) size;
  }

  private void member(String name, int start, int size, List<ObjectFile> objects)
      throws BadInputException {
    if (name.equals("/") || name.equals("/SYM64/")) {
      return;
    }
    if (name.equals("//")) {
      longNames = new String(bytes, start, size, StandardCharsets.ISO_8859_1);
      return;
    }
    int nameSize = 0;
    String memberName;
    if (name.matches("#1/[0-9]{1,9}")) {
      nameSize = Integer.parseInt(name.substring(3));
      if (nameSize > size) {
        throw bad("damaged: a name of %d bytes does not fit into the member", nameSize);
      }
      memberName = new String(bytes, start, nameSize, StandardCharsets.ISO_8859_1);
      int end = memberName.indexOf('\0');
      memberName = end < 0 ? memberName : memberName.substring(0, end);
    } else if (name.matches("/[0-9]{1,15}")) {
      memberName = longName(Long.parseLong(name.substring(1)));
    } else {
      memberName = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }
    if (memberName.startsWith("__.SYMDEF")) {
      return;
    }
    byte[] contents = Arrays.copyOfRange(bytes, start + nameSize, start + size);
    objects.add(ObjectFile.parse(unique(printable(memberName)), contents));
  }

  private String longName(long offset) throws BadInputException {
    if (offset >= longNames.length()) {
      throw bad("damaged: a member's name lies outside the table of long names");
    }
    int end = longNames.indexOf('\n', (int) offset);
    String name = longNames.substring((int) offset, end < 0 ? longNames.length() : end);
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private ObjectName unique(String name) throws BadInputException {
    if (name.length() > LONGEST_NAME) {
      throw bad("damaged: a member's name has %d characters", name.length());
    }
    int count = occurrences.merge(name, 1, Integer::sum);
    return new ObjectName(file, Optional.of(count == 1 ? name : name + "#" + count));
  }

  /** Messages are one line, whatever a member calls itself. */
  private static String printable(String name) {
    return name.replaceAll("[^ -~]", "?");
  }

  private String field(int at, int size) {
    return new String(bytes, at, size, StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private BadInputException bad(String format, Object... arguments) {
    return new BadInputException(file + ": " + format.formatted(arguments));
  }
}
