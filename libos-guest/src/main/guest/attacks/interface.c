/* What the attacker can try with ordinary instructions and the calls that everyone may make. */
#include "attacker.h"
#include "inner.h"
#include "referee.h"
#include "victim.h"

#define REGISTERS 15
#define VECTORS   16

char *kept;
void (*while_kept)(void);
static int depth_reached;

/* Everything that a called or returned-to cubicle finds in its registers. */
static struct {
	long general[REGISTERS];
	char vector[VECTORS][16];
	long multimedia[8];
} seen __attribute__((used, aligned(16)));

#define STORE_REGISTERS                                                                         \
	"movq %%rax, %[s]\n\t movq %%rbx, 8+%[s]\n\t movq %%rcx, 16+%[s]\n\t"                   \
	"movq %%rdx, 24+%[s]\n\t movq %%rsi, 32+%[s]\n\t movq %%rdi, 40+%[s]\n\t"               \
	"movq %%rbp, 48+%[s]\n\t movq %%r8, 56+%[s]\n\t movq %%r9, 64+%[s]\n\t"                 \
	"movq %%r10, 72+%[s]\n\t movq %%r11, 80+%[s]\n\t movq %%r12, 88+%[s]\n\t"               \
	"movq %%r13, 96+%[s]\n\t movq %%r14, 104+%[s]\n\t movq %%r15, 112+%[s]\n\t"             \
	"movups %%xmm0, 120+%[s]\n\t movups %%xmm1, 136+%[s]\n\t movups %%xmm2, 152+%[s]\n\t"   \
	"movups %%xmm3, 168+%[s]\n\t movups %%xmm4, 184+%[s]\n\t movups %%xmm5, 200+%[s]\n\t"   \
	"movups %%xmm6, 216+%[s]\n\t movups %%xmm7, 232+%[s]\n\t movups %%xmm8, 248+%[s]\n\t"   \
	"movups %%xmm9, 264+%[s]\n\t movups %%xmm10, 280+%[s]\n\t movups %%xmm11, 296+%[s]\n\t" \
	"movups %%xmm12, 312+%[s]\n\t movups %%xmm13, 328+%[s]\n\t movups %%xmm14, 344+%[s]\n\t" \
	"movups %%xmm15, 360+%[s]\n\t"                                                          \
	"movq %%mm0, 376+%[s]\n\t movq %%mm1, 384+%[s]\n\t movq %%mm2, 392+%[s]\n\t"            \
	"movq %%mm3, 400+%[s]\n\t movq %%mm4, 408+%[s]\n\t movq %%mm5, 416+%[s]\n\t"            \
	"movq %%mm6, 424+%[s]\n\t movq %%mm7, 432+%[s]\n\t emms"

static void look_at_registers(void)
{
	if (!search((const volatile char *)&seen, sizeof seen))
		say("registers hold nothing\n");
}

/* The victim's callback: takes the registers down before a compiler can touch them. */
__attribute__((naked)) static void listen_to_registers(void)
{
	__asm__ volatile(STORE_REGISTERS "\n\tretq" : : [s] "m"(seen));
}

static void registers_of_caller(const unsigned long *n)
{
	(void)n;
	victim_whisper(listen_to_registers);
	look_at_registers();
}

/* What is stored are the registers as the call left them: nothing runs in between. */
#define CALL_AND_STORE(function)                                                                \
	__asm__ volatile("callq " #function "\n\t" STORE_REGISTERS                              \
			 : [s] "=m"(seen)                                                       \
			 :                                                                      \
			 : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "xmm0", \
			   "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",      \
			   "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",        \
			   "memory", "cc")

static void registers_of_callee(const unsigned long *n)
{
	(void)n;
	CALL_AND_STORE(victim_compute);
	look_at_registers();
}

static void registers_multimedia(const unsigned long *n)
{
	(void)n;
	CALL_AND_STORE(victim_multimedia);
	look_at_registers();
}

static void read_data(const unsigned long *n)
{
	(void)n;
	read_secret(victim_data());
}

static void write_data(const unsigned long *n)
{
	(void)n;
	overwrite((volatile char *)victim_data());
}

static void read_heap(const unsigned long *n)
{
	(void)n;
	read_secret(victim_heap());
}

static void write_heap(const unsigned long *n)
{
	(void)n;
	overwrite(victim_heap());
}

/* Readable to the attacker, as it shows before. */
static void write_readable(const unsigned long *n)
{
	(void)n;
	char *board = victim_board();
	say(*(volatile char *)board == 'f' ? "read\n" : "not read\n");
	overwrite(board);
}

/* A page that the attacker may read as long as it is the referee's, and has read; then it is the victim's. */
static void read_former_heap(const unsigned long *n)
{
	(void)n;
	char *page = referee_page();
	say(*(volatile char *)page ? "not cleared\n" : "read\n");
	referee_drop();
	if (victim_grow() == page)
		read_secret(page);
	else
		say("the victim has another page\n");
}

static void read_thread_local(const unsigned long *n)
{
	(void)n;
	read_secret(victim_thread_local());
}

static void listen_to_stack(const char *where)
{
	read_secret(where);
}

static void read_stack(const unsigned long *n)
{
	(void)n;
	victim_confide(listen_to_stack);
}

static void listen_and_remember(const char *where)
{
	kept = (char *)where;
}

/* The victim has returned: what it left below its stack pointer. */
static void read_old_stack(const unsigned long *n)
{
	(void)n;
	victim_confide(listen_and_remember);
	read_secret(kept);
}

static void write_table(const unsigned long *n)
{
	(void)n;
	overwrite((volatile char *)victim_table());
}

/* numbers: an address in the victim's code. */
static void read_code(const unsigned long *n)
{
	volatile char first = *(const volatile char *)n[0];
	(void)first;
	escalated("read another's code");
}

/* numbers: a variable of the monitor's. */
static void read_monitor(const unsigned long *n)
{
	volatile char first = *(const volatile char *)n[0];
	(void)first;
	escalated("read the monitor's data");
}

static char *thread_block(void)
{
	char *block;
	__asm__("movq %%gs:0, %0" : "=r"(block));
	return block;
}

static void write_monitor(const unsigned long *n)
{
	volatile char *byte = (volatile char *)n[0];
	*byte = *byte;
	escalated("wrote the monitor's data");
}

/* The first page of the thread block: the PKRU that gates compare with, the number of who runs. */
static void write_thread_block(const unsigned long *n)
{
	(void)n;
	*(volatile unsigned long *)(thread_block() + 8) = 0;
	escalated("wrote the published PKRU");
}

/* Its other pages: the shadow stack among them. */
static void write_shadow_stack(const unsigned long *n)
{
	(void)n;
	volatile char *byte = thread_block() + PAGE;
	*byte = *byte;
	escalated("wrote the shadow stack");
}

/* numbers: how far behind the thread block signal frames lie. */
static void write_signal_frame(const unsigned long *n)
{
	volatile char *byte = thread_block() + n[0];
	*byte = *byte;
	escalated("wrote where signal frames are saved");
}

static void window_kept(const unsigned long *n)
{
	(void)n;
	victim_order();
	overwrite(kept);
}

/* Does what it is there for, and remembers where. */
void attacker_keep(char *buffer, size_t size)
{
	kept = buffer;
	for (size_t i = 0; i < size; i++)
		((volatile char *)buffer)[i] = 'k';
	if (while_kept)
		while_kept();
}

static void free_kept(void)
{
	int result = cubicle_pages_free(kept, 1);
	if (result < 0)
		refused(result);
}

/* What the victim asks for in the call takes the buffer's place. */
static void buffer_freed(const unsigned long *n)
{
	(void)n;
	kept = cubicle_pages_alloc(1);
	victim_collect(kept, SECRET_SIZE, free_kept);
}

static void window_on_others_pages(const unsigned long *n)
{
	(void)n;
	int window = cubicle_window_init();
	long result = cubicle_window_add(window, victim_data(), PAGE);
	if (result < 0)
		refused(result);
	result = cubicle_window_open(window, cubicle_self());
	if (result < 0)
		refused(result);
	read_secret(victim_data());
}

static void window_of_another(const unsigned long *n)
{
	(void)n;
	long result = -1;
	for (int window = 0; window < 64; window++) {
		long now = cubicle_window_open(window, cubicle_self());
		if (now >= 0)
			result = now;
	}
	if (result < 0)
		refused(result);
	read_secret(victim_heap());
}

static char own_page[PAGE] __attribute__((aligned(PAGE)));

/* A range that begins on the attacker's page and wraps round the end of the address space. */
static void window_overflow(const unsigned long *n)
{
	(void)n;
	unsigned long start = (unsigned long)own_page;
	unsigned long end = (unsigned long)victim_data() + PAGE;
	int window = cubicle_window_init();
	long result = cubicle_window_add(window, own_page, end - start);
	if (result >= 0)
		result = cubicle_window_open(window, cubicle_self());
	if (result < 0)
		refused(result);
	result = cubicle_window_add(window, own_page, -start + end);
	if (result < 0)
		refused(result);
	result = cubicle_window_add(window, own_page, -1UL);
	if (result < 0)
		refused(result);
	read_secret(victim_data());
}

static void pages_give_others(const unsigned long *n)
{
	(void)n;
	char *heap = victim_heap();
	long result = cubicle_pages_give(heap, 1, cubicle_self());
	if (result < 0)
		refused(result);
	read_secret(heap);
}

static void pages_free_others(const unsigned long *n)
{
	(void)n;
	char *heap = victim_heap();
	long result = cubicle_pages_free(heap, 1);
	if (result < 0)
		refused(result);
	else
		heap = cubicle_pages_alloc(1);
	overwrite(heap);
}

/* What a page of the pool still holds when it comes back. */
static void pages_reused(const unsigned long *n)
{
	(void)n;
	victim_free_page();
	for (int i = 0; i < 64; i++) {
		char *page = cubicle_pages_alloc(1);
		if (page && search(page, PAGE))
			return;
	}
	say("pages come zeroed\n");
}

/* More bytes than there are: does the size overflow somewhere? */
static void pages_overflow(const unsigned long *n)
{
	(void)n;
	char *pages = cubicle_pages_alloc((1UL << 52) + 1);
	if (!pages) {
		refused(-12);
		return;
	}
	pages[PAGE] = 0;
	escalated("was given more pages than there are");
}

/* The callee would read its own secret for us: the pointer leads to its pages, not to ours. */
static void deputy_sum(const unsigned long *n)
{
	(void)n;
	const unsigned char *data = (const unsigned char *)victim_data();
	char copy[SECRET_SIZE];
	for (int half = 0; half < 2; half++) {
		long sum = victim_sum(data + 8 * half, 8);
		for (int i = 0; i < 8; i++)
			copy[8 * half + i] = (char)(sum >> (56 - 8 * i));
	}
	stolen(copy);
}

static void deputy_copy_out(const unsigned long *n)
{
	(void)n;
	victim_copy(own_page, victim_data(), SECRET_SIZE);
	stolen(own_page);
}

static void deputy_copy_in(const unsigned long *n)
{
	(void)n;
	victim_copy(victim_heap(), own_page, SECRET_SIZE);
	say("overwritten\n");
}

/* A buffer that begins on the attacker's page and ends on the victim's. */
static void deputy_long_buffer(const unsigned long *n)
{
	(void)n;
	for (int attempt = 0; attempt < 16; attempt++) {
		char *mine = cubicle_pages_alloc(1);
		if (victim_grow() != mine + PAGE)
			continue;
		victim_copy(own_page, mine + PAGE - 16, 16 + SECRET_SIZE);
		stolen(own_page + 16);
		return;
	}
	say("no page lies beside the victim's\n");
}

/* The gate is asked to copy a note over the victim's own secret. */
static void copy_foreign(const unsigned long *n)
{
	(void)n;
	victim_note(victim_heap(), SECRET_SIZE, 0);
	say("overwritten\n");
}

static char *moving;

/* What was the attacker's when the call began becomes the victim's. */
static void change_hands(long ignored)
{
	(void)ignored;
	cubicle_pages_free(moving, 1);
	for (int attempt = 0; attempt < 16; attempt++)
		if (victim_grow() == moving)
			return;
	say("the victim did not get the page\n");
}

/* The note goes back to a page that is the victim's by then. */
static void copy_moved(const unsigned long *n)
{
	(void)n;
	moving = cubicle_pages_alloc(1);
	victim_note(moving, SECRET_SIZE, change_hands);
	say("overwritten\n");
}

/* numbers: a variable of the monitor's. */
static void deputy_copy_monitor(const unsigned long *n)
{
	victim_copy(own_page, (const char *)n[0], SECRET_SIZE);
	escalated("had the monitor's data copied");
}

static void recurse_again(long depth)
{
	depth_reached = (int)depth;
	if (depth < 1000000)
		victim_recurse(depth, recurse_again);
}

/* Calls within calls, until the shadow stack or a stack is full. */
static void recursion(const unsigned long *n)
{
	(void)n;
	victim_recurse(0, recurse_again);
	escalated("a million frames");
}

/* One cubicle's own stack: what lies below it? */
__attribute__((noinline)) static long deeper(long depth)
{
	volatile char frame[2048];
	frame[0] = (char)depth;
	return depth <= 0 ? frame[0] : deeper(depth - 1) + frame[0];
}

static void stack_overflow(const unsigned long *n)
{
	(void)n;
	deeper(1 << 20);
	escalated("the stack has no end");
}

/*
 * Past the guard page, as a large frame does: the attacker's stack of 64 KiB, its guard page, and a page
 * for the monitor lie between here and another's stack.
 */
static void stack_leap(const unsigned long *n)
{
	(void)n;
	volatile char *here;
	__asm__("movq %%rsp, %0" : "=r"(here));
	here[-(65536L + 4 * PAGE)] = 1;
	escalated("wrote below the guard page");
}

const struct attack interface_attacks[] = {
	{ "read-data", read_data },
	{ "write-data", write_data },
	{ "read-heap", read_heap },
	{ "write-heap", write_heap },
	{ "read-stack", read_stack },
	{ "read-old-stack", read_old_stack },
	{ "write-readable", write_readable },
	{ "read-former-heap", read_former_heap },
	{ "read-thread-local", read_thread_local },
	{ "write-function-table", write_table },
	{ "read-code", read_code },
	{ "read-monitor", read_monitor },
	{ "write-monitor", write_monitor },
	{ "write-thread-block", write_thread_block },
	{ "write-shadow-stack", write_shadow_stack },
	{ "registers-of-caller", registers_of_caller },
	{ "registers-of-callee", registers_of_callee },
	{ "registers-multimedia", registers_multimedia },
	{ "write-signal-frame", write_signal_frame },
	{ "window-kept", window_kept },
	{ "buffer-freed", buffer_freed },
	{ "window-on-others-pages", window_on_others_pages },
	{ "window-of-another", window_of_another },
	{ "window-overflow", window_overflow },
	{ "pages-give-others", pages_give_others },
	{ "pages-free-others", pages_free_others },
	{ "pages-reused", pages_reused },
	{ "pages-overflow", pages_overflow },
	{ "deputy-sum", deputy_sum },
	{ "deputy-copy-out", deputy_copy_out },
	{ "deputy-copy-in", deputy_copy_in },
	{ "deputy-long-buffer", deputy_long_buffer },
	{ "deputy-copy-monitor", deputy_copy_monitor },
	{ "copy-foreign", copy_foreign },
	{ "copy-moved", copy_moved },
	{ "recursion", recursion },
	{ "stack-overflow", stack_overflow },
	{ "stack-leap", stack_leap },
	{ 0, 0 },
};
