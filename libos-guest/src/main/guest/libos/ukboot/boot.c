#include <stddef.h>

#include "libc/libc.h"
#include "ukboot/ukboot.h"
#include "ukdebug/ukdebug.h"
#include "ukplat/ukplat.h"
#include "vfscore/vfscore.h"

#define BOOT_FAILED 125

typedef void constructor(int, char **, char **);

extern const struct uk_initcall __start_uk_inittab[], __stop_uk_inittab[];
extern constructor *const __init_array_start[], *const __init_array_end[];

static _Noreturn void refuse(const char *what)
{
	uk_pr_crit("ukboot", what);
	ukplat_terminate(BOOT_FAILED);
}

static void run_init_table(void)
{
	const struct uk_initcall *call;
	long level;

	for (level = 0; level < UK_INIT_LEVELS; level++)
		for (call = __start_uk_inittab; call < __stop_uk_inittab; call++)
			if (call->level == level && call->run() < 0)
				refuse("a component does not start");
}

int ukboot_entry(int count, char **arguments, char **environment)
{
	constructor *const *constructors;

	/* First of all: errno and everything thread-local is the C library's. */
	libc_init(arguments[0], environment);
	run_init_table();
	if (vfs_mount_root("ramfs") < 0 || vfs_mkdir("/tmp", 01777) < 0)
		refuse("no root file system");
	for (constructors = __init_array_start; constructors < __init_array_end; constructors++)
		(*constructors)(count, arguments, environment);
	ukboot_application(count, arguments, environment);
}
