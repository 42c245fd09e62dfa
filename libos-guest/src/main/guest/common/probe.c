#include "probe.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "mpk.h"
#include "scenario.h"

#define FRAME_MAGIC 0x46505853u		/* FP_XSTATE_MAGIC1, asm/sigcontext.h */
#define FRAME_MAGIC_OFFSET 464
#define XSAVE_HEADER 512
#define PKRU_COMPONENT 9

struct fault seen;
volatile int faults;

/* Set by each probe just before its access. */
static uintptr_t expected_rip, resume_rip, resume_rsp;

static unsigned pkru_offset(void)
{
	unsigned eax = 0xd, ebx, ecx = PKRU_COMPONENT, edx;

	asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	return eax == 0 ? 0 : ebx;
}

/* OSPKE: without it RDPKRU is an undefined instruction. */
static int has_keys(void)
{
	unsigned eax = 7, ebx, ecx = 0, edx;

	asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	return ecx >> 4 & 1;
}

static char *extended_frame(const ucontext_t *context)
{
	char *area = (char *)context->uc_mcontext.fpregs;
	uint32_t magic;

	if (!area)
		return NULL;
	memcpy(&magic, area + FRAME_MAGIC_OFFSET, sizeof magic);
	return magic == FRAME_MAGIC ? area : NULL;
}

uint32_t *frame_pkru(const ucontext_t *context)
{
	char *area = extended_frame(context);
	unsigned offset = pkru_offset();

	return area && offset ? (uint32_t *)(area + offset) : NULL;
}

uint64_t *frame_xstate_bv(const ucontext_t *context)
{
	char *area = extended_frame(context);

	return area ? (uint64_t *)(area + XSAVE_HEADER) : NULL;
}

void probe_record(int signal, const siginfo_t *info, const ucontext_t *context)
{
	const uint32_t *pkru = frame_pkru(context);

	faults++;
	seen.hit = 1;
	seen.signal = signal;
	seen.code = info->si_code;
	seen.key = info->si_code == SEGV_PKUERR ? (int)info->si_pkey : -1;
	seen.trap = (int)context->uc_mcontext.gregs[REG_TRAPNO];
	seen.error = (int)context->uc_mcontext.gregs[REG_ERR];
	seen.address = (uintptr_t)info->si_addr;
	seen.cr2 = (uintptr_t)context->uc_mcontext.gregs[REG_CR2];
	seen.rip = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
	seen.at_instruction = seen.rip == expected_rip;
	seen.pkru_handler = has_keys() ? rdpkru() : PKRU_DEFAULT;
	seen.pkru_frame = pkru ? *pkru : 0xdeadbeef;
}

void probe_skip(ucontext_t *context)
{
	context->uc_mcontext.gregs[REG_RIP] = (greg_t)resume_rip;
	context->uc_mcontext.gregs[REG_RSP] = (greg_t)resume_rsp;
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	probe_record(signal, info, context);
	probe_skip(context);
}

void probe_install(int flags)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE };
	struct sigaction action;
	size_t i;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = on_fault;
	action.sa_flags = SA_SIGINFO | flags;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (sigaction(signals[i], &action, NULL))
			broken("sigaction");
}

/*
 * The probes note the address of the one instruction that may fault (1:) and where to go on (2:).
 * Registers that the access would have set are given their "after a fault" value before it.
 */
#define GUARD                                   \
	"leaq 1f(%%rip), %%rax\n\t"             \
	"movq %%rax, %[expected]\n\t"           \
	"leaq 2f(%%rip), %%rax\n\t"             \
	"movq %%rax, %[resume]\n\t"             \
	"movq %%rsp, %[stack]\n\t"
#define GUARDED [expected] "=m"(expected_rip), [resume] "=m"(resume_rip), [stack] "=m"(resume_rsp)

int probe_load(const void *address)
{
	int value = -1;

	asm volatile(GUARD "1: movzbl (%[address]), %[value]\n2:"
		     : GUARDED, [value] "+r"(value)
		     : [address] "r"(address)
		     : "rax", "memory");
	return value;
}

int probe_store(void *address, int byte)
{
	int before = faults;

	asm volatile(GUARD "1: movb %b[byte], (%[address])\n2:"
		     : GUARDED
		     : [address] "r"(address), [byte] "q"(byte)
		     : "rax", "memory");
	return faults == before ? 0 : -1;
}

int probe_load8(const void *address, uint64_t *value)
{
	int before = faults;
	uint64_t loaded = 0;

	asm volatile(GUARD "1: movq (%[address]), %[value]\n2:"
		     : GUARDED, [value] "+r"(loaded)
		     : [address] "r"(address)
		     : "rax", "memory");
	*value = loaded;
	return faults == before ? 0 : -1;
}

int probe_store8(void *address, uint64_t value)
{
	int before = faults;

	asm volatile(GUARD "1: movq %[value], (%[address])\n2:"
		     : GUARDED
		     : [address] "r"(address), [value] "r"(value)
		     : "rax", "memory");
	return faults == before ? 0 : -1;
}

int probe_locked_add(void *address, uint32_t value)
{
	int before = faults;

	asm volatile(GUARD "1: lock addl %[value], (%[address])\n2:"
		     : GUARDED
		     : [address] "r"(address), [value] "r"(value)
		     : "rax", "memory");
	return faults == before ? 0 : -1;
}

size_t probe_copy(void *to, const void *from, size_t bytes)
{
	asm volatile(GUARD "1: rep movsb\n2:"
		     : GUARDED, "+D"(to), "+S"(from), "+c"(bytes)
		     :
		     : "rax", "memory");
	return bytes;
}

int probe_call(const void *code)
{
	int result = -1;

	/*
	 * The fault, if any, is at the callee's first instruction with a return address already
	 * pushed; the resumed stack pointer drops it. The red zone is stepped over because the
	 * compiler does not know that this is a call.
	 */
	asm volatile("subq $128, %%rsp\n\t"
		     "movq %[code], %[expected]\n\t"
		     "leaq 2f(%%rip), %%rax\n\t"
		     "movq %%rax, %[resume]\n\t"
		     "movq %%rsp, %[stack]\n\t"
		     "movl $-1, %%eax\n\t"
		     "call *%[code]\n"
		     "2: addq $128, %%rsp"
		     : [expected] "=m"(expected_rip), [resume] "=m"(resume_rip),
		       [stack] "=m"(resume_rsp), "+a"(result)
		     : [code] "D"(code)
		     : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc");
	return result;
}

static const char *code_name(int signal, int code)
{
	static char other[24];

	if (signal == SIGSEGV) {
		switch (code) {
		case SEGV_MAPERR:
			return "SEGV_MAPERR";
		case SEGV_ACCERR:
			return "SEGV_ACCERR";
		case SEGV_PKUERR:
			return "SEGV_PKUERR";
		case SI_KERNEL:
			return "SEGV/SI_KERNEL";
		}
	}
	if (signal == SIGILL && code == ILL_ILLOPN)
		return "ILL_ILLOPN";
	snprintf(other, sizeof other, "signal%d/code%d", signal, code);
	return other;
}

void show_fault(int also)
{
	if (!seen.hit) {
		fact("no-fault");
		return;
	}
	fact("%s", code_name(seen.signal, seen.code));
	if (seen.key >= 0)
		fact("key=%d", seen.key);
	if (also & SHOW_TRAP)
		fact("trap=%d", seen.trap);
	if (also & SHOW_ERROR)
		fact("error=%#x", (unsigned)seen.error);
}

void forget(void)
{
	memset(&seen, 0, sizeof seen);
}

void expect_fault(int code, const void *address)
{
	expect(seen.hit);
	expect(seen.code == code);
	expect(seen.address == (uintptr_t)address);
	expect(seen.at_instruction);
	expect(seen.pkru_handler == PKRU_DEFAULT);
}

void expect_key_fault(int key, const void *address)
{
	expect_fault(SEGV_PKUERR, address);
	expect(seen.signal == SIGSEGV);
	expect(seen.trap == 14);
	expect(seen.cr2 == (uintptr_t)address);
	expect(seen.key == key);
	expect(seen.pkru_frame == rdpkru());
}

void expect_no_fault(void)
{
	expect(!seen.hit);
}
