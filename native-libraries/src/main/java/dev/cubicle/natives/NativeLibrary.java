package dev.cubicle.natives;

import java.util.List;

/**
 * What to look for.
 *
 * @param wanted name and version range, as a user is told about it
 * @param property system property that names the file
 * @param variable environment variable that names the file
 * @param fileNames names the file may have, most wanted first; both ELF and Mach-O names, since no
 *     system has both
 */
record NativeLibrary(String wanted, String property, String variable, List<String> fileNames) {
  // Capstone 6 has another cs_insn and other instruction numbers, so its name is not looked for.
  static final NativeLibrary CAPSTONE =
      new NativeLibrary(
          "libcapstone 4 or 5",
          "cubicle.capstone",
          "CUBICLE_CAPSTONE",
          List.of("libcapstone.so.5", "libcapstone.so.4", "libcapstone.5.dylib"));

  static final NativeLibrary UNICORN =
      new NativeLibrary(
          "libunicorn 2.1.1 or newer",
          "cubicle.unicorn",
          "CUBICLE_UNICORN",
          List.of("libunicorn.so.2", "libunicorn.2.dylib"));

  NativeLibrary {
    fileNames = List.copyOf(fileNames);
  }
}
