/*
 * Windows and nested calls: the first cubicle calls the second, which calls the third with the same
 * pointer. The page travels from one to the next as they touch it, and only because its owner has
 * opened it to both.
 *
 *	nested-window
 *	nested-window forgetful     the owner does not think of the third: a violation
 */
#include "clerks.h"
#include "teach/teach.h"

#define PAGE 4096

int main(int count, char **arguments, char **environment);

static struct {
	long count;
	char rest[PAGE - sizeof(long)];
} order __attribute__((aligned(PAGE)));

int main(int count, char **arguments, char **environment)
{
	int window = cubicle_window_init();

	(void)arguments;
	(void)environment;
	order.count = 14;
	cubicle_window_add(window, &order, sizeof order);
	say("opened to the second: %", cubicle_window_open_read(window, cubicle_find("office")));
	if (count == 1)
		say("opened to the third: %", cubicle_window_open_read(window, cubicle_find("warehouse")));
	say("the price is %", office_price(&order.count));
	say("closed to all: %", cubicle_window_close_all(window));
	return 0;
}
