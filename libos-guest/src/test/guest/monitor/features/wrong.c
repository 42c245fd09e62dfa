/* One way to break isolation each; none comes back. And what a call costs. */
#include "test.h"
#include <cubicle/manifest.h>

static void lent_page(int close)
{
	int w = cubicle_window_init(), lib = cubicle_find("lib");

	cubicle_window_add(w, app_page, PAGE);
	cubicle_window_open(w, lib);
	lib_write(app_page, 1);
	if (close == 0)
		cubicle_window_close(w, lib);
	else if (close == 1)
		cubicle_window_remove(w, app_page);
	else if (close == 2)
		cubicle_window_destroy(w);
	else
		cubicle_window_close_all(w);
	lib_write(app_page, 2);
}

/* The gate's entry, from the trampoline of a function: movl $ROW, %r11d; jmp cubicle_gate_call. */
static const unsigned char *gate_call(void)
{
	const unsigned char *p = (const unsigned char *)lib_none;

	while (p[0] != 0x41 || p[1] != 0xbb || p[6] != 0xe9)
		p++;
	return p + 11 + *(const int *)(p + 7);
}

/* Behind the gate's call of the callee: call *%r11. */
static const unsigned char *gate_return(void)
{
	const unsigned char *p = gate_call();

	while (p[0] != 0x41 || p[1] != 0xff || p[2] != 0xd3)
		p++;
	return p + 3;
}

/* The manifest is there to be read; it is the image's first page. */
static unsigned row_of(const char *name)
{
	const struct manifest *m = (const struct manifest *)0x400000;
	const struct manifest_function *f;

	while (m->magic != MANIFEST_MAGIC)
		m = (const struct manifest *)((const char *)m + 16);
	f = (const struct manifest_function *)m->functions;
	while (!same((const char *)m->strings + f->name, name))
		f++;
	return f - (const struct manifest_function *)m->functions;
}

static void call_row(unsigned row)
{
	__asm__ volatile("movl %0, %%r11d\n\txorl %%edi, %%edi\n\txorl %%esi, %%esi\n\tcall *%1"
			 : : "r"(row), "a"(gate_call()) : "r11", "rcx", "rdx", "rdi", "rsi", "r8", "r9",
			 "r10", "memory");
}

void wrong(const char *how)
{
	int w;

	if (same(how, "read"))
		say_number(*(volatile long *)secret_where());
	else if (same(how, "write"))
		*(volatile long *)secret_where() = 1;
	else if (same(how, "read-code"))
		say_number(*(volatile char *)secret_code());
	else if (same(how, "jump"))
		((long (*)(void))secret_where())();
	else if (same(how, "null"))
		*(volatile char *)0 = 1;
	else if (same(how, "null-call"))
		lib_jump(0);
	else if (same(how, "constants"))
		*(volatile char *)"constant" = 1;
	else if (same(how, "manifest"))
		*(volatile char *)0x400000 = 1;
	else if (same(how, "free-page"))
		say_number(((volatile char *)cubicle_pages_alloc(1))[PAGE]);
	else if (same(how, "thread-block")) {
		volatile char *block;
		__asm__("movq %%gs:0, %0" : "=r"(block));
		say_number(block[PAGE]);
	} else if (same(how, "thread-number"))
		__asm__ volatile("movl $2, %gs:0x10");
	else if (same(how, "closed"))
		lent_page(0);
	else if (same(how, "removed"))
		lent_page(1);
	else if (same(how, "destroyed"))
		lent_page(2);
	else if (same(how, "all-closed"))
		lent_page(3);
	else if (same(how, "read-only")) {
		w = cubicle_window_init();
		cubicle_window_add(w, app_page, PAGE);
		cubicle_window_open_read(w, cubicle_find("lib"));
		check("reading is allowed", lib_read(app_page) == 0);
		lib_write(app_page, 1);
	} else if (same(how, "no-longer-writer")) {
		w = cubicle_window_init();
		cubicle_window_add(w, app_page, PAGE);
		cubicle_window_open(w, cubicle_find("lib"));
		lib_write(app_page, 1);
		cubicle_window_open_read(w, cubicle_find("lib"));
		check("reading is allowed", lib_read(app_page) == 1);
		lib_write(app_page, 1);
	} else if (same(how, "argument-closed")) {
		lib_fill(app_page, 1);
		lib_write(app_page, 2);
	} else if (same(how, "argument-not-passed-on"))
		lib_keep_to_itself(app_page, 1);
	else if (same(how, "argument-too-far"))
		lib_fill_beyond(app_page, PAGE);
	else if (same(how, "copy-of-another"))
		lib_fill_copy((char *)secret_where(), 8);
	else if (same(how, "argument-read-only"))
		lib_sum((const int *)secret_where(), 1);
	else if (same(how, "stack"))
		lib_overflow();
	else if (same(how, "depth"))
		lib_deep(100000);
	else if (same(how, "privileged"))
		__asm__ volatile("hlt");
	else if (same(how, "undefined"))
		__asm__ volatile("ud2");
	else if (same(how, "breakpoint"))
		__asm__ volatile("int3");
	else if (same(how, "division"))
		__asm__ volatile("divl %0" : : "r"(0), "a"(1), "d"(0));
	else if (same(how, "return"))
		((void (*)(void))gate_return())();
	else if (same(how, "row"))
		call_row(100000);
	else if (same(how, "not-permitted"))
		call_row(row_of("other_chain"));	/* lib's to call, not app's */
	else if (same(how, "exit"))
		cubicle_exit(77);
	else
		say("no such way\n");
	say("still here\n");
}

static long now(void)
{
	long time[2];

	cubicle_syscall(228, 1, (long)time, 0, 0, 0);
	return time[0] * 1000000000 + time[1];
}

static void took(const char *what, long start, long times)
{
	say(what);
	say(" ");
	say_number((now() - start) / times);
	say(" ns\n");
}

#define COST(what, times, call) do { \
	long start = now(); \
	for (int i = 0; i < (times); i++) \
		call; \
	took(what, start, times); \
} while (0)

void cost(void)
{
	int w = cubicle_window_init();

	for (int i = 0; i < 5000; i++)
		lib_none();
	COST("call", 20000, lib_none());
	COST("call, nine arguments", 5000, lib_nine(1, 2, 3, 4, 5, 6, 7, 8, 9));
	COST("monitor call", 5000, cubicle_window_add(99, 0, 0));
	COST("argument window, not touched", 5000, lib_fill(app_page, 0));
	COST("argument window, by fault", 1000, lib_fill(app_page, 1));
	COST("argument window, at the call", 1000, lib_fill_now(app_page, 1));
	cubicle_window_add(w, app_page, PAGE);
	cubicle_window_open(w, cubicle_find("lib"));
	COST("window, page there and back", 1000, (lib_write(app_page, 1), app_page[0]++));
}
