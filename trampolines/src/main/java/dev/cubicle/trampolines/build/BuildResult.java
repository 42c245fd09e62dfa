package dev.cubicle.trampolines.build;

import dev.cubicle.trampolines.build.crossing.BareReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a build.
 *
 * @param image the file
 * @param size of the file, bytes
 * @param cubicles by number, the monitor first
 * @param callTrampolines functions that code of another cubicle calls by name
 * @param pointerTrampolines functions whose address escapes
 * @param unknownSignatures functions that are called by the conservative rule, for want of debug
 *     information
 * @param systemCalls SYSCALL instructions that became calls
 * @param traps those that became traps
 * @param legacyStates how many of XSAVE and XRSTOR became FXSAVE and FXRSTOR, by component
 * @param rewrites one line for each place where code was changed, because its bytes could be taken
 *     for what untrusted code may not hold
 * @param moved instructions that were moved for the same reason, once linked
 * @param layouts that were tried until none of the linked addresses looked like that
 * @param grants data that several cubicles use
 * @param tables of sections that were gathered
 * @param bare references to data that nothing is open to, where they were let through
 * @param warnings one line each, for a person
 */
public record BuildResult(
    Path image,
    long size,
    List<Cubicle> cubicles,
    int callTrampolines,
    int pointerTrampolines,
    List<String> unknownSignatures,
    int systemCalls,
    int traps,
    Map<String, Integer> legacyStates,
    List<String> rewrites,
    int moved,
    int layouts,
    List<Grant> grants,
    List<Table> tables,
    List<BareReference> bare,
    List<String> warnings) {

  /**
   * @param objects that were linked
   */
  public record Cubicle(String name, int objects) {}

  /**
   * @param symbol that the policy shares
   * @param others data of the owner's on the same pages
   */
  public record Grant(String symbol, String owner, List<String> others) {}

  /**
   * @param section the output section of a linker script, or the one that {@code __start_X} names
   * @param cubicle that has it for itself; empty if everyone may read it
   * @param open whether everyone may write it
   * @param flaggedWritable whether objects say that it is written to
   */
  public record Table(
      String section, Optional<String> cubicle, boolean open, boolean flaggedWritable) {}
}
