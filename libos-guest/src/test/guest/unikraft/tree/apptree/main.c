#include "tree.h"

#define STACK 65536
#define SIZE 20000

static int rounds = 3;
PARAMETER(rounds);

static __thread int calls = 7;
static char text[SIZE], copy[SIZE];

static int count_file(void *argument, unsigned long hash, size_t size)
{
	unsigned long *sums = argument;

	calls++;
	sums[0] += hash;
	sums[1] += size;
	return 1;
}

static void files(void)
{
	unsigned long sums[2] = { 0, 0 };
	char name[16];

	for (int i = 0; i < SIZE; i++)
		text[i] = (char)('a' + i % 26);
	for (int i = 0; i < rounds; i++) {
		snprintf(name, sizeof(name), "/file%d", i);
		int fd = vfs_open(name, 1);
		long written = vfs_write(fd, text, (size_t)(SIZE >> i));
		memset(copy, 0, sizeof(copy));
		vfs_seek(fd, 0);
		long read = vfs_read(fd, copy, sizeof(copy));
		printf("%s: descriptor %d, written %ld, read %ld, same %d\n", name, fd, written, read,
		       memcmp(text, copy, (size_t)written) == 0);
		if (i)
			vfs_close(fd);
	}
	int found = vfs_each(count_file, sums);
	printf("%d files, hashes %lx, bytes %lu, calls %d, opened %d\n", found, sums[0], sums[1], calls, vfs_opened());
	errno = 0;
	int fd = vfs_open("/none", 0);
	printf("missing: %d, errno %d\n", fd, errno);
	fd = vfs_close(5);
	printf("closed: %d, errno %d\n", fd, errno);
}

static long on_other_stack(long argument)
{
	printf("on another stack: %ld\n", argument);
	return argument * 2;
}

static void contexts(void)
{
	char *stack = uk_malloc(STACK);
	void *state = uk_memalign(ukarch_ectx_align(), ukarch_ectx_size());
	double value = 2.5, loaded;

	printf("twice that: %ld\n", ukarch_ctx_run(stack + STACK, on_other_stack, 21));
	memset(state, 0, ukarch_ectx_size());
	__asm__ volatile("movsd %0, %%xmm6" : : "m"(value) : "xmm6");
	ukarch_ectx_store(state);
	__asm__ volatile("xorpd %%xmm6, %%xmm6" : : : "xmm6");
	ukarch_ectx_load(state);
	__asm__ volatile("movsd %%xmm6, %0" : "=m"(loaded));
	printf("vector register: %f\n", loaded);
	uk_free(state);
	uk_free(stack);
}

static void memory(void)
{
	int same = 1;

	for (int i = 0; i < 200; i++) {
		unsigned char *one = uk_malloc((size_t)(i * 40 + 1)), *other;
		memset(one, i, (size_t)(i * 40 + 1));
		other = uk_realloc(one, (size_t)(i * 60 + 1));
		same &= other[0] == (unsigned char)i && other[i * 40] == (unsigned char)i;
		uk_free(other);
	}
	printf("memory: %d\n", same);
}

int main(int argc, char **argv)
{
	long start = uktime_now();

	printf("version %s, rounds %d, arguments %d: %s\n", vfs_version, rounds, argc, argc > 1 ? argv[1] : "none");
	files();
	contexts();
	memory();
	printf("weighted: %ld\n", uktime_weighted(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
	printf("%d %s %c %f %ld %f %x %f %u %f %d %f %d %f\n", 1, "two", '3', 4.5, 5l, 6.25, 7u, 8.125, 9u, 10.5, 11, 12.5, 13, 14.5);
	printf("time goes on: %d\n", uktime_now() >= start);
	return argc > 1 ? 3 : 0;
}
