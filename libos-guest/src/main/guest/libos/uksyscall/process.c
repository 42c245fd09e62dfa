/* One process with one user: root. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "ukplat/ukplat.h"
#include "uksyscall/uksyscall.h"
#include "vfscore/vfscore.h"

#define PROCESS 1

static long random_bytes(unsigned char *to, size_t size)
{
	size_t done, part;

	for (done = 0; done < size; done += part) {
		uint64_t number = ukplat_random();

		part = size - done < sizeof number ? size - done : sizeof number;
		memcpy(to + done, &number, part);
	}
	return (long)size;
}

static long system_name(struct utsname *name)
{
	memset(name, 0, sizeof *name);
	strcpy(name->sysname, "cubicle");
	strcpy(name->nodename, "localhost");
	strcpy(name->release, "0");
	strcpy(name->version, "0");
	strcpy(name->machine, "x86_64");
	return 0;
}

/* A signal that somebody sends is one that ends the program: there are no handlers. */
static long kill_self(long target, long signal)
{
	if (target != PROCESS && target != 0)
		return -ESRCH;
	if (signal < 0 || signal >= _NSIG)
		return -EINVAL;
	if (signal)
		ukplat_terminate(128 + (int)signal);
	return 0;
}

long uk_syscall_process(long number, long a, long b, long c)
{
	switch (number) {
	case SYS_exit:
	case SYS_exit_group: ukplat_terminate((int)a & 255);
	case SYS_getpid:
	case SYS_gettid:
	case SYS_set_tid_address: return PROCESS;
	case SYS_getppid:
	case SYS_getuid:
	case SYS_geteuid:
	case SYS_getgid:
	case SYS_getegid: return 0;
	case SYS_umask: return vfs_umask((mode_t)a);
	case SYS_uname: return system_name((void *)a);
	case SYS_getrandom: return random_bytes((void *)a, (size_t)b);
	case SYS_kill:
	case SYS_tkill: return kill_self(a, b);
	case SYS_tgkill: return kill_self(b, c);
	/* There is one thread, and nothing ever interrupts it. */
	case SYS_rt_sigprocmask:
	case SYS_sched_yield: return 0;
	case SYS_futex: return -EAGAIN;
	default: return UK_NO_SYSCALL;
	}
}
