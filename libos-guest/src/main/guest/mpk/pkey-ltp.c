/*
 * Every kind of mapping, each with a key that forbids access and one that forbids writing: the
 * table of the Linux Test Project's pkey01, written anew.
 *
 * The original forks a child for each access that must fail; here a handler takes the fault, since
 * a guest is one process. Its rows for huge pages need an administrator's setting and are left out.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mpk.h"
#include "probe.h"
#include "scenario.h"

#define FILE_NAME "mapped"

static const struct {
	const char *name;
	int prot;
} protections[] = {
	{ "r", PROT_READ },
	{ "w", PROT_WRITE },
	{ "x", PROT_EXEC },
	{ "rw", PROT_READ | PROT_WRITE },
	{ "rwx", PROT_READ | PROT_WRITE | PROT_EXEC },
};

static const struct {
	const char *name;
	int flags;
	int file;
} mappings[] = {
	{ "anonymous-private", MAP_PRIVATE | MAP_ANONYMOUS, 0 },
	{ "anonymous-shared", MAP_SHARED | MAP_ANONYMOUS, 0 },
	{ "file-private", MAP_PRIVATE, 1 },
	{ "file-shared", MAP_SHARED, 1 },
};

static void fill_file(void)
{
	static const char line[] = "abcdefghijklmnopqrstuvwxyz12345\n";
	int file = open(FILE_NAME, O_RDWR | O_CREAT | O_TRUNC, 0600);
	int i;

	for (i = 0; i < 128; i++)
		if (write(file, line, sizeof line - 1) != sizeof line - 1)
			broken("write");
	close(file);
}

static int first_byte_of_file(void)
{
	int file = open(FILE_NAME, O_RDONLY);
	unsigned char byte = 0;

	if (read(file, &byte, 1) != 1)
		broken("read");
	close(file);
	return byte;
}

/* With the key closed, then with key 0 again. */
static void touch(char *page, int prot, int key, uint32_t rights)
{
	forget();
	if (rights == AD)
		probe_load(page);
	else
		probe_store(page, 'a');
	show_fault(0);
	expect(seen.hit);
	expect_key_fault(key, page);

	answer("back-to-0", key_protect(page, PAGE, prot, 0));
	forget();
	if (prot & PROT_WRITE) {
		probe_store(page, 'b');
		expect_no_fault();
	}
	fact("value=%d", probe_load(page));
	expect_no_fault();
	if (!(prot & PROT_WRITE)) {
		probe_store(page, 'b');
		show_fault(0);
		expect_fault(SEGV_ACCERR, page);
	}
}

static void row(size_t mapping, size_t protection, uint32_t rights)
{
	int prot = protections[protection].prot;
	int file = -1, key;
	char *page;

	begin("%s/%s/%s", mappings[mapping].name, protections[protection].name,
	      rights == AD ? "access" : "write");
	fill_file();
	if (mappings[mapping].file)
		file = open(FILE_NAME, O_RDWR);
	page = mmap(NULL, PAGE, prot, mappings[mapping].flags, file, 0);
	if (page == MAP_FAILED)
		broken("mmap");
	key = key_alloc(0, rights);
	if (key < 0 || key_protect(page, PAGE, prot, key))
		broken("key");
	fact("rights=%u", key_rights(key));
	touch(page, prot, key, rights);
	if (file >= 0) {
		fact("file=%d", first_byte_of_file());
		close(file);
	}
	munmap(page, PAGE);
	answer("free", key_free(key));
	end();
}

int main(void)
{
	size_t mapping, protection;

	probe_install(0);
	for (mapping = 0; mapping < sizeof mappings / sizeof mappings[0]; mapping++) {
		for (protection = 0; protection < sizeof protections / sizeof protections[0]; protection++) {
			row(mapping, protection, AD);
			row(mapping, protection, WD);
		}
	}
	unlink(FILE_NAME);
	return finish();
}
