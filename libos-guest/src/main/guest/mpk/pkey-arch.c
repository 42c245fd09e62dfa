/*
 * The instructions: WRPKRU and RDPKRU with every operand they refuse, and XSAVE and XRSTOR of
 * component 9, which is as good as a WRPKRU. From the SDM, volume 2.
 *
 * Not built with glibc: it registers a restartable sequence, which the kernel writes to whenever it
 * takes the processor away, and would kill a process that has closed key 0 just then.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "mpk.h"
#include "probe.h"
#include "scenario.h"

#define PKRU_COMPONENT 9
#define PKRU_BIT (1u << PKRU_COMPONENT)
#define HEADER 512

struct registers {
	uint64_t rax, rcx, rdx;
};

/* Which of the probes below faulted: the addresses of their second instruction. */
extern const char wrpkru_at[], rdpkru_at[], locked_wrpkru_at[], locked_rdpkru_at[], prefixed_wrpkru_at[],
	wrpkru_rex_at[];
int do_wrpkru(struct registers *), do_rdpkru(struct registers *), do_locked_wrpkru(struct registers *),
	do_locked_rdpkru(struct registers *), do_prefixed_wrpkru(struct registers *),
	do_wrpkru_rex(struct registers *);

/* Loads the three registers, executes the bytes, stores the registers and answers 0. */
#define INSTRUCTION(name, bytes)       \
	asm(".text\n"                  \
	    "do_" name ":\n\t"         \
	    "movq (%rdi), %rax\n\t"    \
	    "movq 8(%rdi), %rcx\n\t"   \
	    "movq 16(%rdi), %rdx\n"    \
	    name "_at:\n\t"            \
	    ".byte " bytes "\n\t"      \
	    "movq %rax, (%rdi)\n\t"    \
	    "movq %rcx, 8(%rdi)\n\t"   \
	    "movq %rdx, 16(%rdi)\n\t"  \
	    "xorl %eax, %eax\n\t"      \
	    "ret")

INSTRUCTION("wrpkru", "0x0f, 0x01, 0xef");
INSTRUCTION("rdpkru", "0x0f, 0x01, 0xee");
INSTRUCTION("locked_wrpkru", "0xf0, 0x0f, 0x01, 0xef");
INSTRUCTION("locked_rdpkru", "0xf0, 0x0f, 0x01, 0xee");
INSTRUCTION("prefixed_wrpkru", "0x66, 0x0f, 0x01, 0xef");
INSTRUCTION("wrpkru_rex", "0x48, 0x0f, 0x01, 0xef");

/* One call whose fault, if any, skips back to behind it. */
static int execute(int (*instruction)(struct registers *), struct registers *registers)
{
	struct registers *argument = registers;
	int result;

	/* probe_call passes no argument but leaves the code's address in RDI: so a thunk is written. */
	static unsigned char *thunk;

	if (!thunk) {
		thunk = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (thunk == MAP_FAILED)
			broken("mmap");
	}
	/* movabs $argument, %rdi; movabs $instruction, %rax; jmp *%rax */
	memcpy(thunk, "\x48\xbf", 2);
	memcpy(thunk + 2, &argument, 8);
	memcpy(thunk + 10, "\x48\xb8", 2);
	memcpy(thunk + 12, &instruction, 8);
	memcpy(thunk + 20, "\xff\xe0", 2);
	forget();
	result = probe_call(thunk);
	return seen.hit ? -1 : result;
}

static void refuses(const char *name, int (*instruction)(struct registers *), const char *at,
		    struct registers registers, int trap)
{
	uint32_t before = rdpkru();

	begin("%s", name);
	execute(instruction, &registers);
	show_fault(SHOW_TRAP | SHOW_ERROR);
	expect(seen.hit);
	expect(seen.rip == (uintptr_t)at);
	expect(seen.trap == trap);
	/* #GP tells no address, #UD that of the instruction. */
	expect(seen.address == (trap == 6 ? (uintptr_t)at : 0));
	expect(rdpkru() == before);
	end();
}

static void refused_operands(void)
{
	refuses("wrpkru-ecx", do_wrpkru, wrpkru_at, (struct registers){ 0, 1, 0 }, 13);
	refuses("wrpkru-edx", do_wrpkru, wrpkru_at, (struct registers){ 0, 0, 1 }, 13);
	refuses("wrpkru-ecx-top", do_wrpkru, wrpkru_at, (struct registers){ 0, 0x80000000, 0 }, 13);
	refuses("rdpkru-ecx", do_rdpkru, rdpkru_at, (struct registers){ 0, 1, 0 }, 13);
	refuses("wrpkru-lock", do_locked_wrpkru, locked_wrpkru_at, (struct registers){ 0, 0, 0 }, 6);
	refuses("rdpkru-lock", do_locked_rdpkru, locked_rdpkru_at, (struct registers){ 0, 0, 0 }, 6);
	refuses("wrpkru-66", do_prefixed_wrpkru, prefixed_wrpkru_at, (struct registers){ 0, 0, 0 }, 6);
}

/* Of RCX and RDX only the lower halves count, of RAX only the lower half is written. */
static void upper_halves(void)
{
	struct registers registers = { 0xffffffff55555550, 0xffffffff00000000, 0xffffffff00000000 };

	begin("upper-halves");
	execute(do_wrpkru, &registers);
	fact("pkru=%#x", rdpkru());
	expect(!seen.hit && rdpkru() == 0x55555550);
	registers = (struct registers){ UINT64_MAX, 0xffffffff00000000, UINT64_MAX };
	execute(do_rdpkru, &registers);
	fact("rax=%#lx rcx=%#lx rdx=%#lx", (unsigned long)registers.rax, (unsigned long)registers.rcx,
	     (unsigned long)registers.rdx);
	expect(!seen.hit && registers.rax == 0x55555550 && registers.rdx == 0);
	wrpkru(PKRU_DEFAULT);
	end();

	begin("rex-prefix");
	registers = (struct registers){ 0x55555544, 0, 0 };
	execute(do_wrpkru_rex, &registers);
	fact("pkru=%#x", rdpkru());
	expect(!seen.hit && rdpkru() == 0x55555544);
	wrpkru(PKRU_DEFAULT);
	end();
}

/*
 * All 32 bits hold, key 0's too. While key 0 is closed there is no stack, so the value goes in and
 * comes out in registers; the code itself has key 0 and is fetched all the same.
 */
static uint32_t there_and_back(uint32_t value)
{
	uint32_t back, saved = rdpkru();

	asm volatile("wrpkru\n\t"
		     "rdpkru\n\t"
		     "movl %%eax, %%esi\n\t"
		     "movl %[saved], %%eax\n\t"
		     "wrpkru"
		     : "=&S"(back), "+a"(value)
		     : [saved] "r"(saved), "c"(0), "d"(0)
		     : "memory");
	return back;
}

static void every_bit(void)
{
	int bit;

	begin("every-bit");
	for (bit = 0; bit < 32; bit++)
		expect(there_and_back(1u << bit) == 1u << bit);
	fact("all=%#x none=%#x", there_and_back(0xffffffff), there_and_back(0));
	expect(there_and_back(0xffffffff) == 0xffffffff);
	fact("pkru=%#x", rdpkru());
	end();
}

static void cpuid(unsigned leaf, unsigned subleaf, unsigned registers[4])
{
	asm volatile("cpuid"
		     : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]), "=d"(registers[3])
		     : "a"(leaf), "c"(subleaf));
}

static uint64_t xgetbv(void)
{
	uint32_t low, high;

	asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (uint64_t)high << 32 | low;
}

static unsigned offset;

static void announced(void)
{
	unsigned registers[4];

	begin("announced");
	cpuid(7, 0, registers);
	fact("pku=%u ospke=%u", registers[2] >> 3 & 1, registers[2] >> 4 & 1);
	expect((registers[2] >> 3 & 3) == 3);
	cpuid(1, 0, registers);
	fact("xsave=%u osxsave=%u", registers[2] >> 26 & 1, registers[2] >> 27 & 1);
	expect((registers[2] >> 26 & 3) == 3);
	fact("xcr0.9=%u", (unsigned)(xgetbv() >> PKRU_COMPONENT & 1));
	expect(xgetbv() & PKRU_BIT);
	cpuid(0xd, PKRU_COMPONENT, registers);
	offset = registers[1];
	fact("size=%u", registers[0]);
	expect(registers[0] == 8 && offset >= 576);
	cpuid(0xd, 0, registers);
	expect(registers[1] >= offset + 8);
	expect(registers[0] & PKRU_BIT);
	end();
}

static void xsave(void *area, uint32_t components)
{
	asm volatile("xsave64 (%[area])" : : [area] "r"(area), "a"(components), "d"(0) : "memory");
}

static void xrstor(const void *area, uint32_t components)
{
	asm volatile("xrstor64 (%[area])" : : [area] "r"(area), "a"(components), "d"(0) : "memory");
}

static uint64_t *xstate_bv(char *area)
{
	return (uint64_t *)(area + HEADER);
}

static uint32_t *saved_pkru(char *area)
{
	return (uint32_t *)(area + offset);
}

static void save_and_restore(char *area)
{
	begin("xsave");
	memset(area, 0, 4 * PAGE);
	wrpkru(0x55555514);
	xsave(area, PKRU_BIT);
	fact("saved=%#x bv.9=%u", *saved_pkru(area), (unsigned)(*xstate_bv(area) >> PKRU_COMPONENT & 1));
	expect(*saved_pkru(area) == 0x55555514 && (*xstate_bv(area) & PKRU_BIT));
	/* Nothing else was asked for, and the trailer of the header stays zero. */
	expect((*xstate_bv(area) & ~(uint64_t)PKRU_BIT) == 0);
	end();

	begin("xrstor");
	wrpkru(PKRU_DEFAULT);
	xrstor(area, PKRU_BIT);
	fact("pkru=%#x", rdpkru());
	expect(rdpkru() == 0x55555514);
	end();

	begin("xrstor-forged");
	*saved_pkru(area) = 0x55555550;
	xrstor(area, PKRU_BIT);
	fact("pkru=%#x", rdpkru());
	expect(rdpkru() == 0x55555550);
	end();

	begin("xrstor-not-asked-for");
	wrpkru(PKRU_DEFAULT);
	xrstor(area, 0);
	fact("pkru=%#x", rdpkru());
	expect(rdpkru() == PKRU_DEFAULT);
	end();

	/* The bit asked for and not in the area: the component is set to its initial state. */
	begin("xrstor-initial-state");
	*xstate_bv(area) &= ~(uint64_t)PKRU_BIT;
	xrstor(area, PKRU_BIT);
	fact("pkru=%#x", rdpkru());
	expect(rdpkru() == 0);
	wrpkru(PKRU_DEFAULT);
	end();

	begin("xsave-not-asked-for");
	memset(area, 0x77, 4 * PAGE);
	memset(area + HEADER, 0, 64);
	xsave(area, 1);
	fact("saved=%#x", *saved_pkru(area));
	expect(*saved_pkru(area) == 0x77777777);
	end();
}

extern const char xrstor_at[], xsave_at[];
int do_xrstor(struct registers *), do_xsave(struct registers *);
/* XRSTOR64 [RCX] and XSAVE64 [RCX]. */
INSTRUCTION("xrstor", "0x48, 0x0f, 0xae, 0x29");
INSTRUCTION("xsave", "0x48, 0x0f, 0xae, 0x21");

static void refused_areas(char *area)
{
	struct registers registers = { PKRU_BIT, (uintptr_t)area, 0 };
	int key = key_alloc(0, 0);

	memset(area, 0, 4 * PAGE);
	xsave(area, PKRU_BIT);

	begin("xrstor-unaligned");
	registers.rcx = (uintptr_t)area + 8;
	execute(do_xrstor, &registers);
	show_fault(SHOW_TRAP | SHOW_ERROR);
	expect(seen.trap == 13 && seen.rip == (uintptr_t)xrstor_at);
	end();

	begin("xrstor-reserved-bit");
	registers = (struct registers){ PKRU_BIT, (uintptr_t)area, 0 };
	*xstate_bv(area) |= UINT64_C(1) << 62;
	execute(do_xrstor, &registers);
	show_fault(SHOW_TRAP | SHOW_ERROR);
	expect(seen.trap == 13 && seen.rip == (uintptr_t)xrstor_at);
	*xstate_bv(area) &= ~(UINT64_C(1) << 62);
	end();

	if (key < 0 || key_protect(area, 4 * PAGE, PROT_READ | PROT_WRITE, key))
		broken("pkey_mprotect");
	begin("xsave-write-closed");
	key_set(key, WD);
	registers = (struct registers){ PKRU_BIT, (uintptr_t)area, 0 };
	execute(do_xsave, &registers);
	show_fault(SHOW_ERROR);
	expect(seen.key == key && seen.rip == (uintptr_t)xsave_at);
	end();

	begin("xrstor-closed");
	key_set(key, AD);
	registers = (struct registers){ PKRU_BIT, (uintptr_t)area, 0 };
	execute(do_xrstor, &registers);
	show_fault(SHOW_ERROR);
	expect(seen.key == key && seen.rip == (uintptr_t)xrstor_at);
	fact("pkru=%#x", rdpkru());
	end();
	wrpkru(PKRU_DEFAULT);
}

/* With all keys allocated and open, PKRU is what XRSTOR's initial state is. */
static void initial_state(char *area)
{
	uint32_t after;
	int key;

	begin("initial-state");
	for (key = 0; key < KEYS; key++)
		key_alloc(0, 0);
	for (key = 0; key < KEYS; key++)
		key_set(key, 0);
	fact("open=%#x", rdpkru());
	memset(area, 0, 4 * PAGE);
	xsave(area, PKRU_BIT);
	*xstate_bv(area) &= ~(uint64_t)PKRU_BIT;
	xrstor(area, PKRU_BIT);
	after = rdpkru();
	fact("after=%#x", after);
	expect(after == 0);
	end();
}

int main(void)
{
	char *area = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *other = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED || other == MAP_FAILED)
		broken("mmap");
	probe_install(0);
	announced();
	refused_operands();
	upper_halves();
	every_bit();
	save_and_restore(area);
	refused_areas(area);
	initial_state(other);
	return finish();
}
