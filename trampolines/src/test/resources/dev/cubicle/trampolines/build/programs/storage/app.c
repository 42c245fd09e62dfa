#include "storage.h"

int errno_initial(void);

/* The other one is of another file. */
static __thread int next = 1000;

int app_main(int argc, char **argv, char **envp)
{
	print("%d %d\n", counter_next(), counter_next());
	print("%d %d\n", counter_locals(3), counter_locals(4999));
	print("%d %d\n", counter_other(), counter_other());
	print("%d %d\n", weakly(), strongly());
	print("%d %d\n", common_size(), common_value());
	next++;
	print("%d %d %d\n", next, shared_errno, errno_initial());
	return 9;
}
