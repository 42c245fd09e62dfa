/*
 * app WHO DOES WHAT: has one of the others read or write something of keeper's, and writes what is found there
 * afterwards.
 */
#include "grants.h"

static const struct user {
	const char *name;
	int (*read)(const volatile char *);
	void (*write)(volatile char *);
	char *(*take)(size_t);
} users[] = {
	{ "reader", reader_read, reader_write, reader_take },
	{ "writer", writer_read, writer_write, writer_take },
	{ "stranger", stranger_read, stranger_write, stranger_take },
};

static const struct user *who;
static int writes;

static int same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static void say(char c)
{
	char text[] = { c, '\n' };

	cubicle_syscall(1, 1, (long)text, sizeof(text), 0, 0);
}

static char use(volatile char *p)
{
	if (writes)
		who->write(p);
	return who->read(p);
}

/* A page that was keeper's, and is stranger's now: keeper's windows are of no use on it. */
static char *freed(void)
{
	char *page = keeper_heap();

	keeper_free(page);
	for (;;) {
		char *taken = stranger_take(1);
		if (taken == page)
			return page;
	}
}

static char *given(void)
{
	char *page = keeper_heap();

	keeper_give(page, cubicle_find("stranger"));
	return page;
}

/* The other way round: keeper's as soon as it is given. */
static char *received(void)
{
	char *page = cubicle_pages_alloc(1);

	*page = 'k';
	cubicle_pages_give(page, 1, cubicle_find("keeper"));
	return page;
}

/* Two links on the stack, the second one some pages higher where it is said to be far. */
static char link(const char *what)
{
	struct link far[1024];
	struct link first = { far, 'k' };
	char (*follow)(const struct link *) = reader_follow;

	if (same(what, "far"))
		first.next = &far[1000];
	if (same(what, "change") || same(what, "beyond"))
		follow = (char (*)(const struct link *))reader_change;
	if (same(what, "pass"))
		follow = reader_pass;
	if (same(what, "keep"))
		follow = reader_keep;
	if (same(what, "closed"))
		follow = reader_closed;
	*(volatile char *)&first.next->c = 'k';
	if (same(what, "beyond"))	/* behind the end of the stack */
		first.next = (struct link *)((unsigned long)__builtin_frame_address(0) + PAGE - 1 & -PAGE);
	say(follow(&first));
	return first.next->c;
}

static void thread(void *what)
{
	say(what ? keeper_stack(use) : use(keeper_thread_local()));
}

int app_main(int argc, char **argv, char **envp)
{
	static char marker;
	const char *what = argv[3];

	for (who = users; !same(who->name, argv[1]); who++)
		;
	writes = same(argv[2], "writes");
	if (same(argv[2], "links")) {
		say(link(what));	/* two lines: what reader found, and app */
		return 0;
	}
	if (same(what, "heap"))
		say(use(keeper_heap()));
	else if (same(what, "data"))
		say(use(keeper_data()));
	else if (same(what, "zero"))
		say(use(keeper_zero()));
	else if (same(what, "constant"))
		say(use((char *)keeper_constant()));
	else if (same(what, "thread-local"))
		say(use(keeper_thread_local()));
	else if (same(what, "stack"))
		say(keeper_stack(use));
	else if (same(what, "thread-stack"))
		cubicle_thread_join(cubicle_thread_create(thread, &marker));
	else if (same(what, "thread-thread-local"))
		cubicle_thread_join(cubicle_thread_create(thread, 0));
	else if (same(what, "name"))
		say(use(0));
	else if (same(what, "freed"))
		say(use(freed()));
	else if (same(what, "given"))
		say(use(given()));
	else if (same(what, "received"))
		say(use(received()));
	else if (same(what, "strangers-constant"))
		say(use((char *)stranger_constant()));
	return 0;
}
