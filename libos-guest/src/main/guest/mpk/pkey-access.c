/*
 * What a closed key stops and what it does not: loads, stores, locked and string instructions,
 * fetches, system calls, and the bookkeeping of keys. The scenarios are those of the Linux
 * selftest mm/protection_keys.c, each on three kinds of memory as there, with more around them.
 *
 * Left out of the original, because a guest is one process: the two ptrace tests and the fork in
 * the middle of the exhaustion test. Left out because it needs an administrator's setting outside
 * the process: the same tests on hugetlbfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "mpk.h"
#include "probe.h"
#include "scenario.h"

#define HUGE (2ul << 20)
/* linux/futex.h, which musl does not bring. */
#define FUTEX_WAIT_PRIVATE 128

/* A page with a key, somewhere inside a mapping. */
struct memory {
	const char *kind;
	char *mapping;
	size_t length;
	char *page;
	int key;
};

static void map(struct memory *memory, size_t length)
{
	memory->length = length;
	memory->mapping = mmap(NULL, length, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory->mapping == MAP_FAILED)
		broken("mmap");
}

static void tag(struct memory *memory, size_t length)
{
	memory->key = key_alloc(0, 0);
	if (memory->key < 0)
		broken("pkey_alloc");
	if (key_protect(memory->page, length, PROT_READ | PROT_WRITE, memory->key))
		broken("pkey_mprotect");
}

/* One page, all of it tagged. */
static void plain(struct memory *memory)
{
	memory->kind = "plain";
	map(memory, PAGE);
	memory->page = memory->mapping;
	tag(memory, PAGE);
}

/* The middle one of three pages: its neighbours keep key 0. */
static void middle(struct memory *memory)
{
	memory->kind = "middle";
	map(memory, 3 * PAGE);
	memory->page = memory->mapping + PAGE;
	tag(memory, PAGE);
}

/* Where the kernel may use one 2 MiB translation. */
static void huge(struct memory *memory)
{
	memory->kind = "huge";
	map(memory, 2 * HUGE);
	memory->page = (char *)(((uintptr_t)memory->mapping + HUGE - 1) & ~(HUGE - 1));
	/* Advice only: a kernel without huge pages may refuse it. */
	madvise(memory->page, HUGE, MADV_HUGEPAGE);
	tag(memory, HUGE);
}

static void drop(struct memory *memory)
{
	key_set(memory->key, 0);
	if (munmap(memory->mapping, memory->length))
		broken("munmap");
	if (key_free(memory->key))
		broken("pkey_free");
	wrpkru(PKRU_DEFAULT);
}

static void start(struct memory *memory, const char *name)
{
	begin("%s/%s", name, memory->kind);
	forget();
}

static void read_write_closed(struct memory *memory)
{
	start(memory, "read-write-closed");
	key_set(memory->key, WD);
	fact("value=%d", probe_load(memory->page));
	show_fault(0);
	expect_no_fault();
	end();
}

/* An untouched page has no translation yet, so the kernel finds the key in its own records. */
static void read_closed(struct memory *memory)
{
	start(memory, "read-closed");
	key_set(memory->key, AD);
	probe_load(memory->page);
	show_fault(SHOW_TRAP);
	expect_key_fault(memory->key, memory->page);
	end();
}

/* A touched one has, so the hardware says it: bit 5 of the error code. */
static void read_closed_touched(struct memory *memory)
{
	start(memory, "read-closed-touched");
	memory->page[0] = 7;
	fact("value=%d", probe_load(memory->page));
	key_set(memory->key, AD);
	probe_load(memory->page);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory->key, memory->page);
	expect(seen.error == 0x25);
	end();
}

static void write_write_closed(struct memory *memory)
{
	start(memory, "write-write-closed");
	key_set(memory->key, WD);
	probe_store(memory->page, 1);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	fact("value=%d", probe_load(memory->page));
	end();
}

static void write_write_closed_touched(struct memory *memory)
{
	start(memory, "write-write-closed-touched");
	memory->page[0] = 7;
	key_set(memory->key, WD);
	probe_store(memory->page, 1);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory->key, memory->page);
	expect(seen.error == 0x27);
	fact("value=%d", probe_load(memory->page));
	end();
}

static void write_closed(struct memory *memory)
{
	start(memory, "write-closed");
	key_set(memory->key, AD);
	probe_store(memory->page, 1);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	end();
}

static void write_closed_touched(struct memory *memory)
{
	start(memory, "write-closed-touched");
	memory->page[0] = 7;
	key_set(memory->key, AD);
	probe_store(memory->page, 1);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory->key, memory->page);
	expect(seen.error == 0x27);
	key_set(memory->key, 0);
	fact("value=%d", probe_load(memory->page));
	end();
}

/* AD forbids writing too, whatever WD says, and WD beside AD adds nothing. */
static void both_bits(struct memory *memory)
{
	start(memory, "both-bits");
	memory->page[0] = 7;
	key_set(memory->key, AD | WD);
	probe_load(memory->page);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory->key, memory->page);
	probe_store(memory->page, 1);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory->key, memory->page);
	end();
}

/* A locked addition reads first, and is a write to the hardware all the same. */
static void locked(struct memory *memory)
{
	start(memory, "locked-add");
	memory->page[0] = 7;
	key_set(memory->key, WD);
	probe_locked_add(memory->page, 1);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory->key, memory->page);
	key_set(memory->key, 0);
	probe_locked_add(memory->page, 1);
	fact("value=%d", probe_load(memory->page));
	end();
}

/* Every other key may be closed and this one is still open, and the other way round. */
static void one_key_only(struct memory *memory)
{
	uint32_t others = 0;
	int key;

	start(memory, "one-key-only");
	for (key = 1; key < KEYS; key++)
		others = pkru_with(others, key, key == memory->key ? 0 : AD | WD);
	wrpkru(others);
	probe_store(memory->page, 1);
	expect_no_fault();
	fact("open:value=%d", probe_load(memory->page));
	wrpkru(pkru_with(0, memory->key, AD));
	probe_load(memory->page);
	fact("closed:");
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	end();
}

static void kernel_writes_closed(struct memory *memory, uint32_t rights, const char *name)
{
	int file = open("passwd", O_RDONLY);

	start(memory, name);
	key_set(memory->key, rights);
	refused("read", read(file, memory->page, 1), EFAULT);
	refused("pread", pread(file, memory->page, 100, 2), EFAULT);
	expect(faults == 0 || !seen.hit);
	close(file);
	end();
}

static void kernel_reads_write_closed(struct memory *memory)
{
	int file = open("copy", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char byte = 0;

	start(memory, "kernel-reads-write-closed");
	memory->page[0] = 'k';
	key_set(memory->key, WD);
	answer("write", write(file, memory->page, 1));
	answer("pread", pread(file, &byte, 1, 0));
	fact("byte=%c", byte);
	key_set(memory->key, AD);
	refused("write", write(file, memory->page, 1), EFAULT);
	close(file);
	end();
}

/* Pages pinned rather than copied. */
static void kernel_pins_closed(struct memory *memory)
{
	struct iovec vector = { memory->page, PAGE };
	int ends[2];

	if (pipe(ends))
		broken("pipe");
	start(memory, "kernel-pins-closed");
	key_set(memory->key, AD);
	refused("vmsplice", vmsplice(ends[1], &vector, 1, SPLICE_F_GIFT), EFAULT);
	close(ends[0]);
	close(ends[1]);
	end();
}

static void futex_on_closed(struct memory *memory)
{
	start(memory, "futex");
	*(int *)memory->page = 5;
	key_set(memory->key, WD);
	refused("write-closed", syscall(SYS_futex, memory->page, FUTEX_WAIT_PRIVATE, 4, NULL), EAGAIN);
	key_set(memory->key, AD);
	refused("closed", syscall(SYS_futex, memory->page, FUTEX_WAIT_PRIVATE, 5, NULL), EFAULT);
	end();
}

/* mov $42, %eax; ret */
static const unsigned char answer_42[] = { 0xb8, 42, 0, 0, 0, 0xc3 };

/* A fetch is never checked against PKRU, a read of the same bytes is. */
static void execute_closed(struct memory *memory)
{
	start(memory, "execute-closed");
	memcpy(memory->page, answer_42, sizeof answer_42);
	if (key_protect(memory->page, PAGE, PROT_EXEC, memory->key))
		broken("pkey_mprotect");
	key_set(memory->key, AD);
	fact("call=%d", probe_call(memory->page));
	expect_no_fault();
	probe_load(memory->page);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	key_set(memory->key, 0);
	fact("open=%#x", (unsigned)probe_load(memory->page));
	end();
}

/* mprotect(PROT_EXEC) alone: the kernel takes a key for it and closes that key. */
static void execute_only(struct memory *memory)
{
	int hidden;

	start(memory, "execute-only");
	memcpy(memory->page, answer_42, sizeof answer_42);
	if (key_protect(memory->page, PAGE, PROT_READ | PROT_WRITE, 0))
		broken("pkey_mprotect");
	if (mprotect(memory->page, PAGE, PROT_EXEC))
		broken("mprotect");
	fact("call=%d", probe_call(memory->page));
	expect_no_fault();
	probe_load(memory->page);
	show_fault(0);
	hidden = seen.key;
	expect_key_fault(hidden, memory->page);
	expect(hidden > 0 && hidden != memory->key);
	fact("rights=%u", key_rights(hidden));
	/* It is the kernel's key: nobody may free or use it. */
	refused("free", key_free(hidden), EINVAL);
	refused("use", key_protect(memory->page, PAGE, PROT_READ, hidden), EINVAL);
	forget();
	if (mprotect(memory->page, PAGE, PROT_NONE) || mprotect(memory->page, PAGE, PROT_READ | PROT_EXEC))
		broken("mprotect");
	fact("readable=%#x", (unsigned)probe_load(memory->page));
	expect_no_fault();
	end();
}

static void back_to_key_0(struct memory *memory)
{
	start(memory, "back-to-key-0");
	answer("to-0", key_protect(memory->page, PAGE, PROT_READ | PROT_WRITE, 0));
	key_set(memory->key, AD);
	probe_store(memory->page, 3);
	expect_no_fault();
	fact("value=%d", probe_load(memory->page));
	answer("back", key_protect(memory->page, PAGE, PROT_READ | PROT_WRITE, memory->key));
	probe_load(memory->page);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	end();
}

/* Key -1 means "as mprotect": the key stays. */
static void mprotect_keeps_key(struct memory *memory)
{
	start(memory, "mprotect-keeps-key");
	memory->page[0] = 7;
	answer("mprotect", mprotect(memory->page, PAGE, PROT_READ));
	key_set(memory->key, AD);
	probe_load(memory->page);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	answer("minus-1", key_protect(memory->page, PAGE, PROT_READ | PROT_WRITE, -1));
	probe_store(memory->page, 1);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	end();
}

static void unallocated_keys(struct memory *memory)
{
	int key, freed = 0, used = 0;

	start(memory, "unallocated-keys");
	for (key = 1; key < KEYS; key++) {
		if (key == memory->key)
			continue;
		freed += key_free(key) == 0;
		used += key_protect(memory->page, PAGE, PROT_READ, key) == 0;
	}
	fact("freed=%d used=%d", freed, used);
	expect(freed <= 1 && used <= 1);
	end();
}

static void bad_arguments(struct memory *memory)
{
	start(memory, "bad-arguments");
	refused("key-115", key_protect(memory->page, PAGE, PROT_READ, 115), EINVAL);
	refused("key-16", key_protect(memory->page, PAGE, PROT_READ, 16), EINVAL);
	refused("key-minus-2", key_protect(memory->page, PAGE, PROT_READ, -2), EINVAL);
	refused("free-16", key_free(16), EINVAL);
	refused("free-minus-1", key_free(-1), EINVAL);
	refused("alloc-flags", key_alloc(1, 0), EINVAL);
	refused("alloc-rights", key_alloc(0, 4), EINVAL);
	refused("unaligned", key_protect(memory->page + 1, PAGE, PROT_READ, memory->key), EINVAL);
	refused("prot", key_protect(memory->page, PAGE, 0x40, memory->key), EINVAL);
	answer("empty", key_protect(memory->page, 0, PROT_READ, memory->key));
	end();
}

static void exhaustion(struct memory *memory)
{
	int keys[KEYS], count = 0, i, key;

	start(memory, "exhaustion");
	while (count < KEYS && (key = key_alloc(0, 0)) >= 0)
		keys[count++] = key;
	fact("got=%d", count);
	expect(count >= KEYS - 3);
	refused("next", key_alloc(0, 0), ENOSPC);
	for (i = 0; i < count; i++) {
		expect(keys[i] != 0 && keys[i] != memory->key);
		if (key_free(keys[i]))
			expect(0);
	}
	/* The lowest free key comes back first. */
	key = key_alloc(0, AD);
	expect(key == keys[0]);
	fact("again=%s rights=%u", key == keys[0] ? "first" : "other", key_rights(key));
	answer("free", key_free(key));
	refused("twice", key_free(key), EINVAL);
	end();
}

static void all_protections_with_key_0(struct memory *memory)
{
	static const int protections[] = {
		PROT_READ, PROT_WRITE, PROT_EXEC, PROT_READ | PROT_WRITE,
		PROT_READ | PROT_WRITE | PROT_EXEC,
	};
	size_t i;

	start(memory, "all-protections-with-key-0");
	for (i = 0; i < sizeof protections / sizeof protections[0]; i++)
		answer("ok", key_protect(memory->page, PAGE, protections[i], 0));
	end();
}

/* The key table forgets a freed key, the pages do not. */
static void freed_key_stays_on_pages(struct memory *memory)
{
	start(memory, "freed-key-stays-on-pages");
	key_set(memory->key, AD);
	answer("free", key_free(memory->key));
	probe_load(memory->page);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	expect(key_alloc(0, 0) == memory->key);
	fact("value=%d", probe_load(memory->page));
	end();
}

/* Neither madvise nor munmap is an access: the key does not stop them. */
static void discard_closed(struct memory *memory)
{
	start(memory, "discard-closed");
	memory->page[0] = 7;
	key_set(memory->key, AD);
	answer("madvise", madvise(memory->page, PAGE, MADV_DONTNEED));
	probe_load(memory->page);
	show_fault(0);
	expect_key_fault(memory->key, memory->page);
	key_set(memory->key, 0);
	fact("value=%d", probe_load(memory->page));
	end();
}

static void (*const on_memory[])(struct memory *) = {
	read_write_closed,
	read_closed,
	read_closed_touched,
	write_write_closed,
	write_write_closed_touched,
	write_closed,
	write_closed_touched,
	both_bits,
	locked,
	one_key_only,
	kernel_reads_write_closed,
	kernel_pins_closed,
	futex_on_closed,
	execute_closed,
	execute_only,
	back_to_key_0,
	mprotect_keeps_key,
	unallocated_keys,
	bad_arguments,
	exhaustion,
	all_protections_with_key_0,
	freed_key_stays_on_pages,
	discard_closed,
};

static void on_each_kind(void (*prepare)(struct memory *))
{
	struct memory memory;
	size_t i;

	for (i = 0; i < sizeof on_memory / sizeof on_memory[0]; i++) {
		prepare(&memory);
		on_memory[i](&memory);
		drop(&memory);
	}
	prepare(&memory);
	kernel_writes_closed(&memory, AD, "kernel-writes-closed");
	kernel_writes_closed(&memory, WD, "kernel-writes-write-closed");
	drop(&memory);
}

/* Two pages with one key each: accesses that lie on both. */
static void across_a_boundary(void)
{
	struct memory first, second;
	uint64_t value;
	char *edge;
	size_t left;

	map(&first, 2 * PAGE);
	first.page = first.mapping;
	tag(&first, PAGE);
	second = first;
	second.page = edge = first.page + PAGE;
	tag(&second, PAGE);
	memset(first.mapping, 0x11, 2 * PAGE);

	begin("split-store");
	forget();
	key_set(second.key, WD);
	probe_store8(edge - 4, 0x2222222222222222);
	show_fault(SHOW_ERROR);
	expect_key_fault(second.key, edge);
	/* All or nothing: the half on the open page is not written either. */
	fact("before=%#x after=%#x", (unsigned)probe_load(edge - 1), (unsigned)probe_load(edge));
	expect(probe_load(edge - 1) == 0x11);
	end();

	begin("split-load");
	forget();
	key_set(second.key, 0);
	key_set(first.key, AD);
	probe_load8(edge - 4, &value);
	show_fault(SHOW_ERROR);
	expect_key_fault(first.key, edge - 4);
	key_set(first.key, 0);
	probe_load8(edge - 4, &value);
	fact("value=%#lx", (unsigned long)value);
	end();

	/* A string copy stops exactly where the key closes, with its registers saying so. */
	begin("string-copy");
	forget();
	key_set(second.key, WD);
	left = probe_copy(edge - 100, first.page, 300);
	show_fault(SHOW_ERROR);
	expect_key_fault(second.key, edge);
	fact("left=%zu", left);
	expect(left == 200);
	end();

	key_set(first.key, 0);
	key_set(second.key, 0);
	key_free(second.key);
	drop(&first);
}

/* What a key fault is next to the other faults. */
static void beside_page_protection(void)
{
	struct memory memory;

	plain(&memory);
	memory.page[0] = 7;

	begin("read-only-and-write-closed");
	forget();
	key_protect(memory.page, PAGE, PROT_READ, memory.key);
	key_set(memory.key, WD);
	probe_store(memory.page, 1);
	show_fault(SHOW_ERROR);
	end();

	begin("read-only-and-open");
	forget();
	key_set(memory.key, 0);
	probe_store(memory.page, 1);
	show_fault(SHOW_ERROR);
	expect_fault(SEGV_ACCERR, memory.page);
	end();

	begin("no-access-and-closed");
	forget();
	key_protect(memory.page, PAGE, PROT_NONE, memory.key);
	key_set(memory.key, AD);
	probe_load(memory.page);
	show_fault(0);
	end();

	begin("no-access-and-open");
	forget();
	key_set(memory.key, 0);
	probe_load(memory.page);
	show_fault(0);
	expect_fault(SEGV_ACCERR, memory.page);
	end();

	begin("no-execute-and-closed");
	forget();
	key_protect(memory.page, PAGE, PROT_READ | PROT_WRITE, memory.key);
	fact("value=%d", probe_load(memory.page));
	key_set(memory.key, AD);
	fact("call=%d", probe_call(memory.page));
	show_fault(SHOW_ERROR);
	end();

	drop(&memory);

	begin("unmapped");
	forget();
	wrpkru(PKRU_DEFAULT | AD << 30 | WD << 30);
	probe_load(memory.page);
	show_fault(SHOW_ERROR);
	expect_fault(SEGV_MAPERR, memory.page);
	wrpkru(PKRU_DEFAULT);
	end();
}

/* A key belongs to the page, not to the address: new and moved mappings. */
static void keys_of_mappings(void)
{
	struct memory memory;
	char *moved;

	plain(&memory);
	memory.page[0] = 7;
	begin("mremap-keeps-key");
	forget();
	moved = mremap(memory.page, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	if (moved == MAP_FAILED)
		broken("mremap");
	fact("value=%d", moved[0]);
	key_set(memory.key, AD);
	probe_load(moved);
	show_fault(SHOW_ERROR);
	expect_key_fault(memory.key, moved);
	probe_load(moved + PAGE);
	show_fault(0);
	expect_key_fault(memory.key, moved + PAGE);
	end();

	begin("map-over-forgets-key");
	forget();
	if (mmap(moved, PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != moved)
		broken("mmap");
	fact("value=%d", probe_load(moved));
	expect_no_fault();
	probe_load(moved + PAGE);
	show_fault(0);
	expect_key_fault(memory.key, moved + PAGE);
	end();

	memory.mapping = moved;
	memory.length = 2 * PAGE;
	drop(&memory);

	begin("map-execute-only");
	forget();
	moved = mmap(NULL, PAGE, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	probe_load(moved);
	show_fault(0);
	expect_key_fault(seen.key, moved);
	munmap(moved, PAGE);
	end();
}

/* Key 0 is allocated like any other, so it can be freed, and then is the next to be given out. */
static void freeing_key_0(void)
{
	begin("free-key-0");
	answer("free", key_free(0));
	answer("alloc", key_alloc(0, 0));
	fact("pkru=%#x", rdpkru());
	end();
}

int main(void)
{
	int file = open("passwd", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int i;

	for (i = 0; i < 1000; i++)
		if (write(file, "line\n", 5) != 5)
			broken("write");
	close(file);

	begin("at-exec");
	fact("pkru=%#x", rdpkru());
	expect(rdpkru() == PKRU_DEFAULT);
	end();

	probe_install(0);
	on_each_kind(plain);
	on_each_kind(middle);
	on_each_kind(huge);
	across_a_boundary();
	beside_page_protection();
	keys_of_mappings();
	freeing_key_0();
	unlink("passwd");
	unlink("copy");
	return finish();
}
