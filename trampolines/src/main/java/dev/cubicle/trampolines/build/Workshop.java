package dev.cubicle.trampolines.build;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.cubicle.trampolines.BadInputException;
import dev.cubicle.trampolines.build.image.ImagePlan;
import dev.cubicle.trampolines.build.image.LinkerScript;
import dev.cubicle.trampolines.build.image.ManifestSource;
import dev.cubicle.trampolines.build.image.TrampolineSource;
import dev.cubicle.trampolines.build.tool.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A directory for the time of a build, in which the linker's inputs lie. */
final class Workshop implements AutoCloseable {
  private static final String TRAMPOLINES = "trampolines.S";
  private static final String MANIFEST = "manifest.S";
  private static final String SCRIPT = "image.lds";
  private static final String INPUTS = "inputs";
  private static final String MAP = "image.map";
  private static final String IMAGE = "image";

  private final Path directory;
  private final Toolchain toolchain;

  /** Names of objects to what they are called in messages. */
  private final Map<String, String> objects = new LinkedHashMap<>();

  Workshop() throws IOException {
    directory = Files.createTempDirectory("cubicle-build-");
    toolchain = new Toolchain(directory);
  }

  /**
   * @param path relative to the directory
   * @param title for messages
   */
  void addObject(String path, String title, byte[] bytes) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    objects.put(path, title);
  }

  /** Links everything; returns ld's warnings. */
  List<String> link(ImagePlan plan) throws BadInputException, IOException, InterruptedException {
    write(TRAMPOLINES, TrampolineSource.of(plan));
    write(MANIFEST, ManifestSource.of(plan));
    write(SCRIPT, LinkerScript.of(plan));
    toolchain.assemble(TRAMPOLINES, ImagePlan.TRAMPOLINES);
    toolchain.assemble(MANIFEST, ImagePlan.MANIFEST);
    List<String> inputs = new ArrayList<>(List.of(ImagePlan.MANIFEST, ImagePlan.TRAMPOLINES));
    inputs.addAll(objects.keySet());
    write(INPUTS, String.join("\n", inputs) + "\n");
    try {
      return toolchain.link(SCRIPT, INPUTS, MAP, IMAGE).stream().map(this::titled).toList();
    } catch (BadInputException e) {
      throw new BadInputException("the linker refuses: " + titled(e.getMessage()), e);
    }
  }

  /** The file of the image that was linked last. */
  Path image() {
    return directory.resolve(IMAGE);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /** Says of whose objects a message speaks. */
  private String titled(String message) {
    String text = message;
    for (Map.Entry<String, String> object : objects.entrySet()) {
      text = text.replace(object.getKey(), object.getValue());
    }
    return text;
  }

  /** Copies what a person may want to read. */
  void keep(Path target) throws IOException {
    Files.createDirectories(target);
    for (String name : List.of(TRAMPOLINES, MANIFEST, SCRIPT, MAP)) {
      Files.copy(
          directory.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Puts the image where it belongs, in one step. */
  void deliver(Path output) throws IOException {
    Path absolute = output.toAbsolutePath();
    Path beside =
        absolute.resolveSibling("." + absolute.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.copy(directory.resolve(IMAGE), beside, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  @Override
  public void close() throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
