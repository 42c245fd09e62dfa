/* Windows by the API, argument windows, pages of the pool. */
#include "test.h"

void windows(void)
{
	int lib = cubicle_find("lib"), other = cubicle_find("other"), w = cubicle_window_init(), v;

	check("a window", w >= 0);
	check("add", cubicle_window_add(w, app_page, 10) == 0);
	check("open", cubicle_window_open(w, lib) == 0);
	app_page[3] = 7;
	check("lib reads", lib_read(app_page + 3) == 7);
	lib_write(app_page + 4000, 9);
	check("and writes", app_page[4000] == 9);
	check("whole pages", lib_read(app_page + PAGE - 1) == 0);
	check("to two at a time", cubicle_window_open_read(w, other) == 0 && other_read(app_page + 3) == 7
	      && lib_read(app_page + 3) == 7);
	app_page[3] = 8;
	check("the owner has it too", other_read(app_page + 3) == 8);
	check("close", cubicle_window_close(w, lib) == 0 && cubicle_window_close(w, other) == 0);
	check("open again", cubicle_window_open(w, lib) == 0 && lib_read(app_page + 3) == 8);
	check("remove", cubicle_window_remove(w, app_page) == 0);
	check("remove what is not there", cubicle_window_remove(w, app_page) == -2);
	check("two ranges", cubicle_window_add(w, app_page, PAGE) == 0
	      && cubicle_window_add(w, app_page + PAGE, PAGE) == 0 && lib_read(app_page + PAGE) == 0);
	check("ranges that overlap", cubicle_window_add(w, app_page, 2 * PAGE) == 0);
	check("one of them goes", cubicle_window_remove(w, app_page + PAGE) == 0
	      && lib_read(app_page + PAGE) == 0);
	check("close all", cubicle_window_close_all(w) == 0);
	check("destroy", cubicle_window_destroy(w) == 0);
	check("destroy twice", cubicle_window_destroy(w) == -22);

	check("no such window", cubicle_window_add(63, app_page, 1) == -22
	      && cubicle_window_open(-1, lib) == -22 && cubicle_window_open(64, lib) == -22);
	w = cubicle_window_init();
	check("no such cubicle", cubicle_window_open(w, 99) == -22 && cubicle_window_open(w, 0) == -22
	      && cubicle_window_open(w, -1) == -22);
	check("not for oneself", cubicle_window_open(w, cubicle_self()) == -22);
	check("not for shared ones", cubicle_window_open(w, cubicle_find("common")) == -22);
	check("an empty range", cubicle_window_add(w, app_page, 0) == -22);
	check("a range that wraps", cubicle_window_add(w, app_page, -1ul) == -22);
	check("what is nobody's", cubicle_window_add(w, (void *)8, 8) == -1);
	check("code", cubicle_window_add(w, (void *)windows, 1) == -1);
	check("another's window", lib_windows_of_another(w, app_page) == -22);
	check("another's page", lib_add_foreign(app_page) == -1);
	for (v = 0; v < 100 && cubicle_window_init() >= 0; v++)
		;
	check("63 more windows", v == 63 && cubicle_window_init() == -28);
	for (v = 0; v < 1000 && cubicle_window_add(w, app_page, 1) == 0; v++)
		;
	check("512 ranges", v == 512 && cubicle_window_add(w, app_page, 1) == -28);
}

void argument_windows(void)
{
	static int numbers[3000];
	long ninth = 0, sum = 0;
	char *p = app_page + 100;

	lib_fill(p, 5000);
	check("written through a window", p[0] == 'f' && p[4999] == 'f' && p[5000] == 0);
	lib_fill_now(p, 5001);
	check("mapped at the call", p[5000] == 'f' && p[5001] == 0);
	for (int i = 0; i < 3000; i++)
		sum += numbers[i] = i * i;
	check("counted in elements", lib_sum(numbers, 3000) == sum);
	check("a string", lib_measure("a string of app") == 15);
	lib_pass_on(p, 4999);
	check("passed on", p[0] == 'o' && p[4998] == 'o' && p[4999] == 'f');
	check("the ninth parameter", lib_ninth(1, 2, 3, 4, 5, 6, 7, 8, &ninth) == 36 && ninth == 36);
	lib_fill(0, 0);
	check("a null pointer opens nothing", 1);
	lib_fill((char *)-8, 0);
	lib_fill((char *)1, 0);
	check("nor does one that points nowhere", 1);
	p[0] = 'x';
	lib_fill(p, 1);
	check("again, after it was closed", p[0] == 'f' && p[1] == 'o');
}

static int within(const void *p, const void *start, size_t size)
{
	return (uintptr_t)p - (uintptr_t)start < size;
}

void copies(void)
{
	static char text[PAGE + 2];
	char *p = app_page + 100;
	long ninth = 0;

	lib_fill_copy(p, 200);
	check("copied back", p[0] == 'f' && p[199] == 'f' && p[200] == 0);
	check("a copy of it", !within(lib_where_copy(p, 200), app_page, sizeof(app_page)));
	lib_scribble_copy(p, 300);
	check("not copied back", p[199] == 'f' && p[200] == 0);
	check("the largest", !within(lib_where_copy(p, PAGE), app_page, sizeof(app_page)));
	check("too large: a window", lib_where_copy(p, PAGE + 1) == p);
	lib_fill_copy(p, 5000);
	check("written through a window", p[4999] == 'f' && p[5000] == 0);
	check("a string", lib_measure_copy("a string of app") == 15);
	check("a constant string, too", !within(lib_string_copy("constant"), app_page, sizeof(app_page)));
	for (int i = 0; i < PAGE; i++)
		text[i] = 't';
	check("too long a string", lib_measure_copy(text) == PAGE && lib_string_copy(text) == text);
	text[PAGE - 1] = 0;
	check("the longest string", lib_measure_copy(text) == PAGE - 1 && lib_string_copy(text) != text);
	check("the ninth parameter", lib_ninth_copy(1, 2, 3, 4, 5, 6, 7, 8, &ninth) == 36 && ninth == 36);
	check("a null pointer", lib_where_copy(0, 8 * 0) == 0 && lib_string_copy(0) == 0);
	lib_fill_copy(p, 0);
	check("nothing to copy", p[0] == 'f');
}

void pool(void)
{
	char *a = cubicle_pages_alloc(4), *b = cubicle_pages_alloc(1), *c;
	int cleared = 1;

	check("four pages", a && (uintptr_t)a % PAGE == 0 && b && b != a);
	for (int i = 0; i < 4 * PAGE; i++)
		cleared &= a[i] == 0;
	check("cleared", cleared);
	for (int i = 0; i < 4 * PAGE; i++)
		a[i] = 1;
	check("free", cubicle_pages_free(a, 4) == 0);
	check("free twice", cubicle_pages_free(a, 4) == -22);
	c = lib_pages(4);
	check("another cubicle gets them", c == a);
	check("not ours any more", cubicle_pages_free(c, 4) == -22);
	check("lib's again", lib_free(c, 4) == 0);
	c = cubicle_pages_alloc(4);
	cleared = 1;
	for (int i = 0; i < 4 * PAGE; i++)
		cleared &= c[i] == 0;
	check("cleared for the next", c == a && cleared);
	check("limit", cubicle_pages_alloc(60) == 0 && cubicle_pages_alloc(0) == 0
	      && cubicle_pages_alloc(-1ul) == 0 && cubicle_pages_alloc(1ul << 52) == 0);
	check("free what is no page", cubicle_pages_free(c + 1, 1) == -22 && cubicle_pages_free(0, 1) == -22
	      && cubicle_pages_free(app_page, 1) == -22 && cubicle_pages_free(c, -1ul) == -22);
	c[0] = 5;
	check("give", cubicle_pages_give(c, 1, cubicle_find("lib")) == 0 && lib_read(c) == 5);
	check("given away", cubicle_pages_give(c, 1, cubicle_find("lib")) == -22);
	check("give to nobody", cubicle_pages_give(c + PAGE, 1, 0) == -22
	      && cubicle_pages_give(c + PAGE, 1, 100) == -22);
	int w = cubicle_window_init();
	cubicle_window_add(w, c + PAGE, PAGE);
	cubicle_window_open(w, cubicle_find("lib"));
	check("in a window", lib_read(c + PAGE) == 0);
	check("free while lent", cubicle_pages_free(c + PAGE, 1) == 0);
	check("the range is gone", cubicle_window_remove(w, c + PAGE) == -2);
}
