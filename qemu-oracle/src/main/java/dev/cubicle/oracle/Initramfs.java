package dev.cubicle.oracle;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * The root file system of the guest: process 1, the programs, their inputs and the list that
 * process 1 works through. Linux unpacks it from a cpio archive in the "newc" format
 * (Documentation/ driver-api/early-userspace/buffer-format.rst).
 */
final class Initramfs {

  private static final int EXECUTABLE = CpioConstants.C_ISREG | 0755;
  private static final int READABLE = CpioConstants.C_ISREG | 0644;
  private static final int DIRECTORY = CpioConstants.C_ISDIR | 0755;

  private final CpioArchiveOutputStream archive;
  private final Map<Path, String> images = new LinkedHashMap<>();
  private final ByteArrayOutputStream list = new ByteArrayOutputStream();

  private Initramfs(OutputStream out) {
    archive = new CpioArchiveOutputStream(out, CpioConstants.FORMAT_NEW);
  }

  /** Writes the archive to a file. */
  static void write(Path file, Path init, List<Program> programs) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      new Initramfs(out).write(init, programs);
    }
  }

  private void write(Path init, List<Program> programs) throws IOException {
    for (String directory : List.of("dev", "proc", "sys", "tmp", "oracle", "bin")) {
      entry(directory, DIRECTORY, new byte[0]);
    }
    entry("init", EXECUTABLE, Files.readAllBytes(init));
    for (int number = 0; number < programs.size(); number++) {
      add(number, programs.get(number));
    }
    entry("oracle/list", READABLE, list.toByteArray());
    archive.close();
  }

  private void add(int number, Program program) throws IOException {
    String input = "/dev/null";
    if (program.input().length > 0) {
      entry("oracle/input" + number, READABLE, program.input());
      input = "/oracle/input" + number;
    }
    string(image(program));
    string(input);
    string(Long.toString(program.limit().toSeconds()));
    List<String> arguments = new ArrayList<>(program.arguments());
    arguments.addFirst(program.name());
    strings(arguments);
    strings(
        program.environment().entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .sorted()
            .toList());
  }

  /** The image's path in the guest. Programs that share an image share the copy. */
  private String image(Program program) throws IOException {
    Path image = program.image().toAbsolutePath();
    String known = images.get(image);
    if (known != null) {
      return known;
    }
    String name = "bin/" + images.size() + "-" + image.getFileName();
    entry(name, EXECUTABLE, Files.readAllBytes(image));
    images.put(image, "/" + name);
    return "/" + name;
  }

  private void strings(List<String> strings) {
    string(Integer.toString(strings.size()));
    strings.forEach(this::string);
  }

  private void string(String string) {
    if (string.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a zero byte in an argument: " + string);
    }
    list.writeBytes(string.getBytes(StandardCharsets.UTF_8));
    list.write(0);
  }

  private void entry(String name, int mode, byte[] content) throws IOException {
    CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, content.length);
    entry.setMode(mode);
    archive.putArchiveEntry(entry);
    archive.write(content);
    archive.closeArchiveEntry();
  }
}
