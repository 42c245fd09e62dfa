package dev.cubicle.attacks.catalogue;

import dev.cubicle.attacks.Attack;
import dev.cubicle.attacks.Defence;
import dev.cubicle.attacks.Setup;
import dev.cubicle.attacks.StoppedBy;
import java.util.List;
import java.util.stream.Stream;

/** Instructions that no untrusted code may hold, at any offset. */
final class CodeAttacks {

  /** What counts is the image, not whose builder has made it. */
  private static final Setup ANYBODYS = Setup.STOCK.builtByAttacker();

  private static final Setup UNVERIFIED = ANYBODYS.unverified();

  private CodeAttacks() {}

  static List<Attack> all() {
    return Stream.of(keys(), kernel(), builder())
        .flatMap(drafts -> drafts)
        .map(Draft::attack)
        .toList();
  }

  private static Stream<Draft> keys() {
    return Stream.of(
        code("wrpkru", "opens all keys with a WRPKRU of its own"),
        code("wrpkru-immediate", "hides WRPKRU in an immediate"),
        code("wrpkru-displacement", "hides WRPKRU in a displacement"),
        code("wrpkru-across-instructions", "hides WRPKRU across two instructions"),
        code("wrpkru-across-pages", "hides WRPKRU across two instructions on two pages"),
        code("wrpkru-across-objects", "hides WRPKRU across two object files")
            .code("join-first", "join-second"),
        code("wrpkru-data", "hides WRPKRU in constants among code"),
        code("xrstor", "opens all keys with XRSTOR"),
        code("writable", "brings code along that is writable")
            .stopped(StoppedBy.BUILDER, UNVERIFIED)
            .untried("the builder has no layout for code that is writable"),
        code("wrgsbase", "moves GS, through which the gate finds everything"));
  }

  private static Stream<Draft> kernel() {
    return Stream.of(
        code("syscall", "makes a system call with a SYSCALL of its own")
            .stopped(StoppedBy.VERIFIER, UNVERIFIED.without(Defence.SECCOMP)),
        code("syscall-immediate", "hides SYSCALL in an immediate")
            .stopped(StoppedBy.VERIFIER, UNVERIFIED.without(Defence.SECCOMP)),
        code("syscall-unverified", "makes a system call with a SYSCALL that nobody has looked for")
            .code("syscall")
            .defended(UNVERIFIED)
            .stopped(StoppedBy.SYSTEM_CALL_FILTER, UNVERIFIED.without(Defence.SECCOMP)),
        code("int80", "makes a system call as 32-bit programs do")
            .stopped(StoppedBy.VERIFIER, UNVERIFIED.without(Defence.SECCOMP))
            .untried("the emulated kernel has no system calls of 32-bit programs"),
        code("sysenter", "makes a system call with SYSENTER")
            .stopped(StoppedBy.VERIFIER, UNVERIFIED.without(Defence.SECCOMP))
            .untried("the emulated kernel has no system calls of 32-bit programs"),
        code("far-return", "goes into 32-bit code, where the gate's bytes are other instructions")
            .untried("the emulated processor has no 32-bit code segment"),
        code("far-jump", "makes a far jump")
            .untried("the emulated processor has no segments to jump to"));
  }

  /** What the builder makes of the same objects: it refuses them, or takes the sting out. */
  private static Stream<Draft> builder() {
    return Stream.of(
        built("built-wrpkru", "gives the builder an object with a WRPKRU").code("wrpkru"),
        built("built-immediate", "gives the builder an object with WRPKRU in an immediate")
            .code("wrpkru-immediate"),
        built("built-displacement", "gives the builder an object with WRPKRU in a displacement")
            .code("wrpkru-displacement"),
        built("built-across-instructions", "gives the builder WRPKRU across two instructions")
            .code("wrpkru-across-instructions"),
        built("built-across-objects", "gives the builder WRPKRU across two objects")
            .code("join-first", "join-second"),
        built("built-syscall-immediate", "gives the builder an object with SYSCALL in an immediate")
            .code("syscall-immediate")
            .stopped(StoppedBy.BUILDER, UNVERIFIED.without(Defence.SECCOMP)));
  }

  private static Draft built(String name, String description) {
    return Draft.of(Attack.Group.CODE, name, description)
        .program("hostile-code")
        .stopped(StoppedBy.BUILDER, UNVERIFIED);
  }

  /** The object of that name, verified or not. */
  private static Draft code(String name, String description) {
    return Draft.of(Attack.Group.CODE, name, description)
        .program("hostile-code")
        .code(name)
        .defended(ANYBODYS)
        .stopped(StoppedBy.VERIFIER, UNVERIFIED);
  }
}
