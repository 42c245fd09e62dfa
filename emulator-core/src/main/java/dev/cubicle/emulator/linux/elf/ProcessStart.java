package dev.cubicle.emulator.linux.elf;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a new process finds on its stack besides what its image says. Strings reach the guest in
 * UTF-8.
 *
 * @param executable path of the program as the guest sees it (AT_EXECFN)
 * @param arguments argv, the program's name first
 * @param environment envp, as "NAME=value"
 * @param random the 16 bytes that AT_RANDOM points to
 * @param processor what the processor offers
 * @param user AT_UID and AT_EUID
 * @param group AT_GID and AT_EGID
 */
public record ProcessStart(
    String executable,
    List<String> arguments,
    List<String> environment,
    byte[] random,
    Processor processor,
    int user,
    int group) {

  /** Bytes behind AT_RANDOM. */
  public static final int RANDOM_BYTES = 16;

  /**
   * What the auxiliary vector says of the processor.
   *
   * @param capabilities AT_HWCAP: CPUID leaf 1, EDX
   * @param moreCapabilities AT_HWCAP2: bit 1 when WRFSBASE and its kind may be used
   * @param minimumSignalStack AT_MINSIGSTKSZ: bytes that a signal frame can take
   */
  public record Processor(int capabilities, int moreCapabilities, int minimumSignalStack) {}

  public ProcessStart {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException("AT_RANDOM has 16 bytes, not " + random.length);
    }
    arguments = List.copyOf(arguments);
    environment = List.copyOf(environment);
  }

  static byte[] bytes(String string) {
    return string.getBytes(StandardCharsets.UTF_8);
  }
}
