import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites jars in place so that none of their classes is in a format too old for the JVM's start-up cache.
 *
 * <p>The JVM's start-up cache leaves out classes older than version 50, because their verification
 * cannot be done ahead. Command-line parsing (picocli is compiled for Java 5) then costs more than
 * all the rest of a start. Nothing of a class changes but its version and the stack maps that a newer
 * version has to have.
 *
 * <p>Run as a source file, with the jars on the class path too: stack maps need the class hierarchy.
 */
final class ModernClassFiles {

  private static final int OLDEST_CACHED = ClassFile.JAVA_6_VERSION;
  private static final int WRITTEN = ClassFile.JAVA_8_VERSION;

  private ModernClassFiles() {}

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      Path file = Path.of(jar);
      if (isOld(file)) {
        Path rewritten = Path.of(jar + ".new");
        rewrite(file, rewritten);
        Files.move(rewritten, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean isOld(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      boolean old = false;
      for (JarEntry entry : Collections.list(jar.entries())) {
        // A class of a signed jar has to stay what it is.
        if (entry.getName().matches("META-INF/[^/]*\\.SF")) {
          return false;
        }
        old |= isClass(entry) && version(read(jar, entry)) < OLDEST_CACHED;
      }
      return old;
    }
  }

  private static void rewrite(Path from, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        JarOutputStream out = new JarOutputStream(file)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        byte[] bytes = read(jar, entry);
        JarEntry written = new JarEntry(entry.getName());
        written.setTime(entry.getTime());
        out.putNextEntry(written);
        out.write(isClass(entry) && version(bytes) < OLDEST_CACHED ? modern(bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  private static byte[] modern(byte[] old) {
    // A method body that goes through a transform is written anew, with stack maps; others are copied.
    ClassTransform transform =
        ClassTransform.transformingMethodBodies(CodeBuilder::with)
            .andThen(ModernClassFiles::withNewVersion);
    ClassFile classFile = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    try {
      return classFile.transformClass(classFile.parse(old), transform);
    } catch (IllegalArgumentException e) {
      // Subroutines (JSR), or a class that it needs is not there: it is not cached, and works as before.
      return old;
    }
  }

  private static void withNewVersion(ClassBuilder builder, ClassElement element) {
    if (element instanceof ClassFileVersion) {
      builder.withVersion(WRITTEN, 0);
    } else {
      builder.with(element);
    }
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class");
  }

  /** The major version: bytes 6 and 7 of a class file, JVM specification section 4.1. */
  private static int version(byte[] bytes) {
    return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
  }

  private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
    try (var in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
