/* Anonymous memory is pages of the caller's; everything else that mmap() can do is refused. */
#include <cubicle/cubicle.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "ukalloc/ukalloc.h"
#include "uksyscall/uksyscall.h"

static size_t pages_of(long size)
{
	return ((size_t)size + UK_PAGE - 1) / UK_PAGE;
}

static long map(long address, long size, long protection, long flags)
{
	void *start;

	if (size <= 0)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS))
		return -ENODEV;
	if (flags & MAP_FIXED || protection & PROT_EXEC)
		return -EPERM;
	(void)address;		/* a mere wish */
	start = uk_palloc(pages_of(size), cubicle_self());
	return start ? (long)start : -ENOMEM;
}

static long unmap(long address, long size)
{
	return size <= 0 ? -EINVAL : uk_pfree((void *)address, pages_of(size));
}

static long remap(long address, long old_size, long size, long flags)
{
	long moved;

	if (!(flags & MREMAP_MAYMOVE) || flags & MREMAP_FIXED || old_size <= 0)
		return -ENOMEM;
	moved = map(0, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS);
	if (moved < 0)
		return moved;
	memcpy((void *)moved, (void *)address, (size_t)(size < old_size ? size : old_size));
	unmap(address, old_size);
	return moved;
}

long uk_syscall_memory(long number, long a, long b, long c, long d)
{
	switch (number) {
	case SYS_mmap: return map(a, b, c, d);
	case SYS_munmap: return unmap(a, b);
	case SYS_mremap: return remap(a, b, c, d);
	case SYS_madvise: return 0;
	case SYS_brk: return 0;		/* not moved: the end of the heap stays where none is */
	default: return UK_NO_SYSCALL;
	}
}
