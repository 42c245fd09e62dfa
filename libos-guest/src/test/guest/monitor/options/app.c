#include "options.h"

static char page[3 * PAGE] __attribute__((aligned(PAGE)));

static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static void say(const char *text)
{
	size_t n = 0;

	while (text[n])
		n++;
	cubicle_syscall(1, 1, (long)text, n, 0, 0);
}

static void say_digit(int n)
{
	char text[] = { '0' + n, '\n', 0 };

	say(text);
}

/* The counts that the test expects. */
static void count(void)
{
	int store = cubicle_find("store"), w;

	for (int i = 0; i < 5; i++)
		store_add(i);
	w = cubicle_window_init();
	cubicle_window_add(w, page, 1);
	cubicle_window_open(w, store);
	store_write(page, 1);			/* a fault: store takes the page */
	store_write(page, 2);
	page[0]++;				/* a fault: it comes home */
	cubicle_window_close(w, store);
	cubicle_window_destroy(w);
	store_fill(page, 3 * PAGE);		/* three faults: the pages go one by one */
	for (int i = 0; i < 4; i++)
		cubicle_syscall(39, 0, 0, 0, 0, 0);
	cubicle_syscall(57, 0, 0, 0, 0, 0);	/* fork: refused, and counted */
	cubicle_pages_alloc(3);
}

int app_main(int argc, char **argv, char **envp)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (same(what, "count"))
		count();
	else if (same(what, "more"))
		for (int i = 0; i < 100; i++)
			store_add(i);
	else if (same(what, "jump"))
		say_digit(((int (*)(void))store_inside())());
	else if (same(what, "read"))
		say_digit(store_read(vault_where()) == 'v');
	else if (same(what, "write")) {
		store_write(vault_where(), 3);
		say_digit(*(volatile char *)vault_where());
	} else if (same(what, "code"))
		say_digit(*(volatile char *)store_inside() != 0);
	else if (same(what, "manifest"))
		*(volatile char *)0x400000 = 0;
	else if (same(what, "environment"))
		for (; *envp; envp++) {
			say(*envp);
			say("\n");
		}
	return 0;
}
