/*
 * Code that was not there when the program started: written, changed, moved, taken away, seen
 * through two mappings, written under one PKRU value and executed under another.
 *
 * x86 needs no instruction between writing code and executing it but a jump, so all of this works
 * at once, however a processor, or an emulator of one, caches what it has decoded.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "mpk.h"
#include "probe.h"
#include "scenario.h"

#define RWX (PROT_READ | PROT_WRITE | PROT_EXEC)

static char *pages(size_t count, int prot)
{
	char *start = mmap(NULL, count * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (start == MAP_FAILED)
		broken("mmap");
	return start;
}

/* movl $value, %eax; ret */
static void write_answer(char *at, int32_t value)
{
	at[0] = (char)0xb8;
	memcpy(at + 1, &value, 4);
	at[5] = (char)0xc3;
}

static void write_then_execute(void)
{
	char *at = pages(1, PROT_READ | PROT_WRITE);
	int i;

	begin("write-then-execute");
	for (i = 1; i <= 3; i++) {
		write_answer(at, i * 11);
		mprotect(at, PAGE, PROT_READ | PROT_EXEC);
		fact("%d", probe_call(at));
		mprotect(at, PAGE, PROT_READ | PROT_WRITE);
	}
	munmap(at, PAGE);
	end();
}

static void write_and_execute(void)
{
	char *at = pages(1, RWX);
	long sum = 0;
	int i;

	begin("write-and-execute");
	for (i = 0; i < 1000; i++) {
		write_answer(at, i);
		sum += probe_call(at);
	}
	fact("sum=%ld", sum);
	expect(sum == 499500);
	munmap(at, PAGE);
	end();
}

/* Code that changes the immediate of an instruction ahead of it in its own page. */
static void changes_itself(void)
{
	static const unsigned char code[] = {
		0xb8, 0, 0, 0, 0,			/* movl $0, %eax */
		0xb9, 10, 0, 0, 0,			/* movl $10, %ecx */
		0x05, 1, 0, 0, 0,			/* 10: addl $1, %eax */
		0xff, 0x05, 0xf6, 0xff, 0xff, 0xff,	/* 15: incl 11(the immediate) */
		0xff, 0xc9,				/* 21: decl %ecx */
		0x75, 0xf1,				/* 23: jnz 10 */
		0xc3,
	};
	char *at = pages(1, RWX);

	begin("changes-itself");
	memcpy(at, code, sizeof code);
	/* 1 + 2 + ... + 10: every round adds what the one before has written. */
	fact("%d", probe_call(at));
	memcpy(at, code, sizeof code);
	fact("%d", probe_call(at));
	munmap(at, PAGE);
	end();
}

/* An instruction whose bytes lie on two pages, each of them changed in turn. */
static void across_pages(void)
{
	char *at = pages(2, RWX), *edge = at + PAGE;

	begin("across-pages");
	write_answer(edge - 3, 0x01020304);
	fact("%#x", (unsigned)probe_call(edge - 3));
	edge[0] = 0x55;
	fact("%#x", (unsigned)probe_call(edge - 3));
	edge[-1] = 0x66;
	fact("%#x", (unsigned)probe_call(edge - 3));
	mprotect(edge, PAGE, PROT_READ | PROT_WRITE);
	forget();
	probe_call(edge - 3);
	show_fault(SHOW_ERROR);
	fact("at-edge=%d", seen.address == (uintptr_t)edge);
	expect(seen.rip == (uintptr_t)edge - 3);
	munmap(at, 2 * PAGE);
	end();
}

/* Written through one mapping, executed through another of the same memory. */
static void two_mappings(void)
{
	int file = (int)syscall(SYS_memfd_create, "code", 0);
	char *writable, *executable;
	int i;

	begin("two-mappings");
	ftruncate(file, PAGE);
	writable = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	executable = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0);
	close(file);
	for (i = 1; i <= 3; i++) {
		write_answer(writable, i * 100);
		fact("%d", probe_call(executable));
	}
	munmap(writable, PAGE);
	fact("%d", probe_call(executable));
	munmap(executable, PAGE);
	end();
}

/* By the kernel, on behalf of read(). */
static void read_from_file(void)
{
	char code[6], *at = pages(1, RWX);
	int ends[2], i;

	begin("read-from-file");
	pipe(ends);
	for (i = 1; i <= 3; i++) {
		write_answer(code, i * 7);
		write(ends[1], code, 6);
		answer("read", read(ends[0], at, 6));
		fact("%d", probe_call(at));
	}
	close(ends[0]);
	close(ends[1]);
	munmap(at, PAGE);
	end();
}

static void moved_and_replaced(void)
{
	char *at = pages(1, RWX), *other = pages(1, RWX), *moved;

	begin("moved-and-replaced");
	write_answer(at, 1);
	write_answer(other, 2);
	fact("%d%d", probe_call(at), probe_call(other));
	moved = mremap(at, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, other);
	fact("same=%d %d", moved == other, probe_call(other));
	forget();
	fact("%d", probe_call(at));
	show_fault(0);
	at = mmap(at, PAGE, RWX, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	write_answer(at, 3);
	fact("%d", probe_call(at));
	madvise(at, PAGE, MADV_DONTNEED);
	/* Zeroes are "addb %al, (%rax)": what runs off them faults, it does not answer 3. */
	forget();
	probe_call(at);
	fact("fault=%d", seen.hit);
	munmap(at, PAGE);
	munmap(other, PAGE);
	end();
}

/* The page's key is open for writing in one value of PKRU and closed in the one that executes. */
static void under_two_values(void)
{
	char *at = pages(1, RWX);
	int key = key_alloc(0, 0), i;
	long sum = 0;

	begin("under-two-values");
	if (key < 0) {
		/* A machine without keys has nothing to show here. */
		fact("no-keys");
		end();
		return;
	}
	key_protect(at, PAGE, RWX, key);
	for (i = 0; i < 500; i++) {
		key_set(key, 0);
		write_answer(at, i);
		key_set(key, i & 1 ? AD : WD);
		sum += probe_call(at);
		if (i % 50 == 0) {
			key_set(key, 0);
			sum += probe_call(at);
		}
	}
	fact("sum=%ld", sum);
	expect(sum == 124750 + 2250);
	key_set(key, AD);
	forget();
	probe_store(at, 0);
	show_fault(0);
	fact("%d", probe_call(at));
	key_set(key, 0);
	munmap(at, PAGE);
	key_free(key);
	end();
}

/* Code that closes and opens the key of the page it is in. */
static void switches_its_own_key(void)
{
	static const unsigned char code[] = {
		0x31, 0xc9, 0x31, 0xd2,		/* xorl %ecx, %ecx; xorl %edx, %edx */
		0x89, 0xf8,			/* movl %edi, %eax */
		0x0f, 0x01, 0xef,		/* wrpkru */
		0xb8, 42, 0, 0, 0,		/* movl $42, %eax */
		0xc3,
	};
	char *at = pages(1, RWX);
	int key = key_alloc(0, 0);
	int (*function)(uint32_t);

	begin("switches-its-own-key");
	if (key < 0) {
		fact("no-keys");
		end();
		return;
	}
	memcpy(at, code, sizeof code);
	key_protect(at, PAGE, RWX, key);
	memcpy(&function, &at, sizeof function);
	fact("%d", function(pkru_with(PKRU_DEFAULT, key, AD)));
	forget();
	probe_load(at);
	show_fault(0);
	fact("%d", function(pkru_with(PKRU_DEFAULT, key, 0)));
	fact("byte=%#x", (unsigned)probe_load(at));
	wrpkru(PKRU_DEFAULT);
	munmap(at, PAGE);
	key_free(key);
	end();
}

/* Two functions at one address, each made executable in its turn, many times. */
static void in_turns(void)
{
	char *at = pages(1, RWX);
	unsigned wrong = 0;
	int i;

	begin("in-turns");
	for (i = 0; i < 2000; i++) {
		at[0] = (char)0xb8;
		at[5] = (char)0xc3;
		*(int32_t *)(void *)(at + 1) = i;
		wrong += probe_call(at) != i;
	}
	fact("wrong=%u", wrong);
	expect(wrong == 0);
	munmap(at, PAGE);
	end();
}

int main(void)
{
	probe_install(0);
	write_then_execute();
	write_and_execute();
	changes_itself();
	across_pages();
	two_mappings();
	read_from_file();
	moved_and_replaced();
	under_two_values();
	switches_its_own_key();
	in_turns();
	return finish();
}
