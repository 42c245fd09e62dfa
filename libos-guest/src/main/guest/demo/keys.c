/*
 * A tour of protection keys: a page gets a key, the key is closed, and what happens then.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mpk.h"
#include "probe.h"

static char *page;
static int key;

static void say_rights(void)
{
	static const char *const words[] = {
		"may be read and written", "may be neither read nor written",
		"may be read, not written", "may be neither read nor written",
	};

	printf("PKRU is %#010x: what has key %d %s.\n", rdpkru(), key, words[key_rights(key)]);
}

static void say_fault(const char *attempt)
{
	if (!seen.hit) {
		printf("  %s: nothing stopped it.\n", attempt);
		return;
	}
	printf("  %s: stopped by %s, key %d, error code %#x.\n", attempt,
	       seen.code == SEGV_PKUERR ? "its protection key (SIGSEGV, SEGV_PKUERR)" : "something else",
	       seen.key, (unsigned)seen.error);
	printf("  The handler ran with PKRU %#010x; on return it was %#010x again.\n", seen.pkru_handler,
	       rdpkru());
}

static void try_read(void)
{
	forget();
	probe_load(page);
	say_fault("reading");
}

static void try_write(void)
{
	forget();
	probe_store(page, 'W');
	say_fault("writing");
}

static void must(int done, const char *what)
{
	if (!done) {
		perror(what);
		exit(1);
	}
}

int main(void)
{
	int pipe_ends[2];

	printf("1. A page is an ordinary page until it has a key.\n");
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(page != MAP_FAILED, "mmap");
	strcpy(page, "the secret");
	key = key_alloc(0, 0);
	must(key >= 0, "pkey_alloc");
	must(key_protect(page, PAGE, PROT_READ | PROT_WRITE, key) == 0, "pkey_mprotect");
	probe_install(0);
	say_rights();
	try_write();

	printf("2. One instruction, WRPKRU, takes the right to write away. No system call.\n");
	key_set(key, WD);
	say_rights();
	try_read();
	try_write();

	printf("3. And the right to read.\n");
	key_set(key, AD);
	say_rights();
	try_read();

	printf("4. The kernel does not read it on our behalf either.\n");
	must(pipe(pipe_ends) == 0, "pipe");
	if (write(pipe_ends[1], page, 10) == -1)
		printf("  write(2) of that page: %s.\n", strerror(errno));
	else
		printf("  write(2) of that page: nothing stopped it.\n");

	printf("5. Opened again, all is as it was.\n");
	key_set(key, 0);
	say_rights();
	printf("  \"%s\"\n", page);
	return 0;
}
