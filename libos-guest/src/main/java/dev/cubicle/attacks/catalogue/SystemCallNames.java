package dev.cubicle.attacks.catalogue;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.Set;

/** System calls that are tried in both ways, and what each is tried for. */
final class SystemCallNames {

  static final ImmutableMap<String, String> ALL =
      ImmutableMap.<String, String>builder()
          .put("process-vm-readv", "process_vm_readv from another's memory, which asks no key")
          .put("process-vm-writev", "process_vm_writev to another's memory, which asks no key")
          .put("proc-self-mem", "/proc/self/mem by its many names")
          .put("proc-directory", "/proc/self/mem under an open directory")
          .put("ptrace", "ptrace, to be traced by the parent")
          .put("mprotect", "mprotect: its own code writable, then a WRPKRU written there")
          .put("pkey-mprotect", "pkey_mprotect: its own key on another's page")
          .put("munmap", "munmap of another's page, then mmap of a fresh one there")
          .put("mmap-fixed", "mmap with MAP_FIXED over another's page")
          .put("mmap", "mmap, for memory that nobody accounts for")
          .put("mremap", "mremap of its own page over another's")
          .put("madvise", "madvise(MADV_DONTNEED) on another's page, which clears it")
          .put("pkey-free", "pkey_free while pages carry the key, then pkey_alloc, which opens it")
          .put("brk", "brk, for memory that nobody accounts for")
          .put("futex", "futex(FUTEX_WAKE_OP), which writes to another's word")
          .put("vmsplice", "vmsplice of another's page into a pipe")
          .put("io-uring", "io_uring_setup: kernel threads know no PKRU")
          .put("aio", "io_setup: asynchronous I/O")
          .put("robust-list", "set_robust_list on another's page")
          .put("tid-address", "set_tid_address on another's page")
          .put("rseq", "rseq: the kernel diverts the thread")
          .put("seccomp", "seccomp: calls of the monitor's pretend to succeed")
          .put("prctl", "prctl, for any change of the process")
          .put("personality", "personality(READ_IMPLIES_EXEC)")
          .put("arch-prctl", "arch_prctl(ARCH_SET_GS): a thread block of its own making")
          .put("clone", "clone: a thread that the monitor does not know")
          .put("execve", "execve of a program of its choice")
          .put("userfaultfd", "userfaultfd: fills other cubicles' pages")
          .put("sigaltstack", "sigaltstack: signal frames go to another's page")
          .put("sigaction", "rt_sigaction: a handler starts with key 0 open")
          .buildOrThrow();

  /** Calls that work under the attacker's PKRU even so: a key stands in their way. */
  static final Set<String> OBEY_KEYS = Set.of("futex", "vmsplice");

  private static final ImmutableMap<String, String> LACKING =
      ImmutableMap.<String, String>builder()
          .put("process-vm-readv", "process_vm_readv")
          .put("process-vm-writev", "process_vm_writev")
          .put("proc-self-mem", "/proc/self/mem")
          .put("proc-directory", "/proc/self/mem")
          .put("ptrace", "ptrace")
          .put("io-uring", "io_uring")
          .put("aio", "asynchronous I/O")
          .put("rseq", "restartable sequences")
          .put("execve", "execve")
          .put("userfaultfd", "userfaultfd")
          .buildOrThrow();

  /** Why the emulator cannot show that it works, if it cannot. */
  static Optional<String> untried(String name) {
    return Optional.ofNullable(LACKING.get(name)).map("the emulated kernel has no %s"::formatted);
  }

  private SystemCallNames() {}
}
