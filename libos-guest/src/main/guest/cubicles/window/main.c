/*
 * A window: a page is opened to another cubicle, and closed again. The reader gets the bytes
 * themselves, no copy of them.
 *
 *	window
 *	window late     calls the reader once more when the window is closed: that is a violation
 */
#include "reader.h"
#include "teach/teach.h"

#define PAGE 4096

int main(int count, char **arguments, char **environment);

/* Whole pages are opened, so what is meant for others gets pages of its own. */
static unsigned char letter[PAGE] __attribute__((aligned(PAGE)));

int main(int count, char **arguments, char **environment)
{
	int window, reader = cubicle_find("reader");

	(void)arguments;
	(void)environment;
	letter[0] = 40;
	letter[1] = 2;

	window = cubicle_window_init();
	say("a window, number %", window);
	say("a page is put into it: %", cubicle_window_add(window, letter, sizeof letter));
	say("opened to the reader, for reading: %", cubicle_window_open_read(window, reader));
	say("the sum is %", reader_sum(letter, 2));
	say("closed: %", cubicle_window_close(window, reader));
	if (count > 1)
		say("the sum is %", reader_sum(letter, 2));
	say("destroyed: %", cubicle_window_destroy(window));
	return 0;
}
