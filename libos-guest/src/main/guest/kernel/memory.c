/* The memory calls: what is mapped where after each, what it holds, and what is refused. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "probe.h"
#include "scenario.h"

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)
/* linux/mman.h, newer than some C libraries. */
#define FIXED_NOREPLACE 0x100000

static char *pages(size_t count)
{
	char *start = mmap(NULL, count * PAGE, RW, ANONYMOUS, -1, 0);

	if (start == MAP_FAILED)
		broken("mmap");
	return start;
}

/* One letter a page: w writable, r readable, - mapped, . not mapped. */
static void layout(const char *what, char *start, size_t count)
{
	char text[33] = "";
	size_t i;

	for (i = 0; i < count; i++) {
		int byte;

		forget();
		byte = probe_load(start + i * PAGE);
		if (byte >= 0)
			text[i] = probe_store(start + i * PAGE, byte) ? 'r' : 'w';
		else
			text[i] = seen.code == SEGV_MAPERR ? '.' : '-';
	}
	fact("%s=%s", what, text);
	forget();
}

static void mapping(void)
{
	char *at = pages(8);

	begin("mmap");
	layout("new", at, 8);
	fact("zero=%d", at[0] == 0 && memcmp(at, at + 1, 8 * PAGE - 1) == 0);
	memset(at, 1, 8 * PAGE);
	answer("unmap-middle", munmap(at + 2 * PAGE, 2 * PAGE));
	layout("hole", at, 8);
	fact("fixed=%d", mmap(at + PAGE, 2 * PAGE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0) == at + PAGE);
	layout("over", at, 8);
	fact("bytes=%d%d%d", at[0], at[PAGE], at[4 * PAGE]);
	refused("noreplace", (long)mmap(at, PAGE, RW, ANONYMOUS | FIXED_NOREPLACE, -1, 0), EEXIST);
	fact("noreplace=%d",
	     mmap(at + 3 * PAGE, PAGE, RW, ANONYMOUS | FIXED_NOREPLACE, -1, 0) == at + 3 * PAGE);
	layout("filled", at, 8);
	answer("unmap", munmap(at, 8 * PAGE));
	layout("gone", at, 8);
	answer("again", munmap(at, 8 * PAGE));
	end();
}

static void refused_mappings(void)
{
	int file = open("m", O_RDONLY | O_CREAT, 0600);

	begin("mmap-errors");
	refused("empty", (long)mmap(NULL, 0, RW, ANONYMOUS, -1, 0), EINVAL);
	refused("no-kind", (long)mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
	refused("bad-file", (long)mmap(NULL, PAGE, RW, MAP_PRIVATE, 99, 0), EBADF);
	refused("write-read-only", (long)mmap(NULL, PAGE, RW, MAP_SHARED, file, 0), EACCES);
	refused("unaligned-fixed", (long)mmap((void *)123, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0), EINVAL);
	refused("enormous", (long)mmap(NULL, (size_t)1 << 47, RW, ANONYMOUS, -1, 0), ENOMEM);
	refused("unmap-unaligned", munmap((void *)1, PAGE), EINVAL);
	refused("unmap-empty", munmap((void *)PAGE, 0), EINVAL);
	/* The raw call: C libraries check the offset themselves. */
	refused("offset", syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, file, 1), EINVAL);
	close(file);
	unlink("m");
	end();
}

static void protecting(void)
{
	char *at = pages(6);

	begin("mprotect");
	memset(at, 7, 6 * PAGE);
	answer("read", mprotect(at + PAGE, PAGE, PROT_READ));
	answer("none", mprotect(at + 3 * PAGE, 2 * PAGE, PROT_NONE));
	layout("now", at, 6);
	answer("back", mprotect(at, 6 * PAGE, RW));
	layout("now", at, 6);
	fact("kept=%d", at[PAGE] == 7 && at[4 * PAGE] == 7);
	/* The raw call: musl rounds the address down. */
	refused("unaligned", syscall(SYS_mprotect, at + 1, PAGE, RW), EINVAL);
	munmap(at + 2 * PAGE, PAGE);
	refused("across-hole", mprotect(at, 4 * PAGE, PROT_READ), ENOMEM);
	/* What lies before the hole has been changed all the same. */
	layout("now", at, 6);
	answer("empty", mprotect(at, 0, PROT_NONE));
	munmap(at, 6 * PAGE);
	end();
}

static void no_execution(void)
{
	char *at = pages(1);

	begin("no-execute");
	*at = (char)0xc3;
	fact("call=%d", probe_call(at));
	show_fault(SHOW_ERROR);
	mprotect(at, PAGE, PROT_READ | PROT_EXEC);
	forget();
	fact("call=%d", probe_call(at) == -1 ? -1 : 0);
	show_fault(0);
	munmap(at, PAGE);
	end();
}

static void remapping(void)
{
	char *at = pages(8), *moved;

	begin("mremap");
	memset(at, 5, 8 * PAGE);
	munmap(at + 4 * PAGE, 4 * PAGE);
	fact("shrink=%d", mremap(at, 4 * PAGE, 3 * PAGE, 0) == at);
	layout("now", at, 5);
	fact("grow=%d", mremap(at, 3 * PAGE, 4 * PAGE, 0) == at);
	fact("bytes=%d%d", at[2 * PAGE], at[3 * PAGE]);
	mmap(at + 4 * PAGE, PAGE, RW, ANONYMOUS | MAP_FIXED, -1, 0);
	refused("no-room", (long)mremap(at, 4 * PAGE, 6 * PAGE, 0), ENOMEM);
	moved = mremap(at, 4 * PAGE, 6 * PAGE, MREMAP_MAYMOVE);
	fact("moved=%d", moved != MAP_FAILED && moved != at);
	fact("bytes=%d%d%d", moved[0], moved[2 * PAGE], moved[5 * PAGE]);
	layout("old", at, 5);
	fact("fixed=%d", mremap(moved, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, at) == at);
	layout("target", at, 2);
	fact("byte=%d", at[0]);
	layout("source", moved, 6);
	refused("unmapped", (long)mremap(moved, PAGE, 2 * PAGE, 0), EFAULT);
	refused("empty", (long)mremap(at, PAGE, 0, 0), EINVAL);
	munmap(at, 5 * PAGE);
	munmap(moved, 6 * PAGE);
	end();
}

static void advising(void)
{
	char *at = pages(3);

	begin("madvise");
	memset(at, 9, 3 * PAGE);
	answer("dontneed", madvise(at + PAGE, PAGE, MADV_DONTNEED));
	fact("bytes=%d%d%d", at[0], at[PAGE], at[2 * PAGE]);
	answer("willneed", madvise(at, 3 * PAGE, MADV_WILLNEED));
	refused("unaligned", madvise(at + 1, PAGE, MADV_DONTNEED), EINVAL);
	refused("unknown", madvise(at, PAGE, 999), EINVAL);
	munmap(at + PAGE, PAGE);
	refused("hole", madvise(at, 3 * PAGE, MADV_DONTNEED), ENOMEM);
	fact("bytes=%d%d", at[0], at[2 * PAGE]);
	munmap(at, 3 * PAGE);
	end();
}

static void heap_end(void)
{
	char *start = (char *)syscall(SYS_brk, 0L), *end_of_page;

	begin("brk");
	end_of_page = (char *)(((uintptr_t)start + PAGE - 1) & ~(uintptr_t)(PAGE - 1));
	fact("grow=%d", (char *)syscall(SYS_brk, end_of_page + 3 * PAGE) == end_of_page + 3 * PAGE);
	layout("now", end_of_page, 4);
	memset(end_of_page, 3, 3 * PAGE);
	fact("shrink=%d", (char *)syscall(SYS_brk, end_of_page + PAGE) == end_of_page + PAGE);
	layout("now", end_of_page, 4);
	fact("again=%d", (char *)syscall(SYS_brk, end_of_page + 2 * PAGE) == end_of_page + 2 * PAGE);
	fact("bytes=%d%d", end_of_page[0], end_of_page[PAGE]);
	/* Nonsense is answered with the break as it is. */
	fact("nonsense=%d", (char *)syscall(SYS_brk, 1L) == end_of_page + 2 * PAGE);
	syscall(SYS_brk, start);
	end();
}

static void sharing(void)
{
	int file = (int)syscall(SYS_memfd_create, "m", 0);
	char *first, *second, *private;

	begin("shared");
	ftruncate(file, 2 * PAGE);
	first = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, file, 0);
	second = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, file, PAGE);
	private = mmap(NULL, PAGE, RW, MAP_PRIVATE, file, PAGE);
	first[PAGE] = 'a';
	fact("%c%c", second[0], private[0]);
	private[0] = 'p';
	first[PAGE] = 'b';
	fact("%c%c", second[0], private[0]);
	/* Given up, a private page is the file's again. */
	madvise(private, PAGE, MADV_DONTNEED);
	fact("%c%c", second[0], private[0]);
	munmap(first, 2 * PAGE);
	close(file);
	fact("%c", second[0]);
	munmap(second, PAGE);
	munmap(private, PAGE);
	first = mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	first[0] = 'z';
	fact("dontneed=%d kept=%c", madvise(first, PAGE, MADV_DONTNEED), first[0]);
	munmap(first, PAGE);
	end();
}

/* One big table with a few bytes in it, far apart. */
static void sparse(void)
{
	size_t size = (size_t)1 << 36, i;
	char *at = mmap(NULL, size, RW, ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned sum = 0;

	begin("sparse");
	fact("mapped=%d", at != MAP_FAILED);
	if (at != MAP_FAILED) {
		for (i = 0; i < 64; i++)
			at[i << 30] = (char)i;
		for (i = 0; i < 64; i++)
			sum += (unsigned)at[i << 30] + (unsigned)at[(i << 30) + PAGE];
		fact("sum=%u", sum);
		answer("unmap", munmap(at, size));
	}
	end();
}

static void allocator(void)
{
	void *blocks[200];
	uint32_t state = 1;
	size_t i, round, wrong = 0;

	begin("malloc");
	memset(blocks, 0, sizeof blocks);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 200; i++) {
			unsigned char *block = blocks[i];
			size_t size;

			state = state * 1664525 + 1013904223;
			if (block && (block[0] != i || block[15] != i))
				wrong++;
			size = 16 + (state >> 8) % ((i % 10 == 0) ? 300000 : 3000);
			blocks[i] = state & 0x80 ? realloc(block, size) : (free(block), malloc(size));
			if (!blocks[i])
				broken("malloc");
			((unsigned char *)blocks[i])[0] = ((unsigned char *)blocks[i])[15] = (unsigned char)i;
		}
	}
	for (i = 0; i < 200; i++)
		free(blocks[i]);
	fact("wrong=%zu", wrong);
	expect(wrong == 0);
	end();
}

static void residence(void)
{
	unsigned char in[3];
	char *at = pages(3);

	begin("mincore");
	at[PAGE] = 1;
	answer("mincore", mincore(at, 3 * PAGE, in));
	fact("touched=%d", in[1] & 1);
	munmap(at + 2 * PAGE, PAGE);
	refused("hole", mincore(at, 3 * PAGE, in), ENOMEM);
	refused("unaligned", mincore(at + 1, PAGE, in), EINVAL);
	munmap(at, 2 * PAGE);
	end();
}

int main(void)
{
	probe_install(0);
	mapping();
	refused_mappings();
	protecting();
	no_execution();
	remapping();
	advising();
	heap_end();
	sharing();
	sparse();
	allocator();
	residence();
	return finish();
}
