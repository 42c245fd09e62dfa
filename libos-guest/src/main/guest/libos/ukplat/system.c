#include <cubicle/cubicle.h>
#include <sys/syscall.h>

#include "ukplat/ukplat.h"

uint64_t ukplat_random(void)
{
	uint64_t number;

	if (cubicle_syscall(SYS_getrandom, (long)&number, sizeof number, 0, 0, 0) != sizeof number)
		ukplat_terminate(125);
	return number;
}

void ukplat_terminate(int status)
{
	cubicle_exit(status);
}
