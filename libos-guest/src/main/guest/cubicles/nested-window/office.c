/* The second cubicle. */
#include "clerks.h"
#include "teach/teach.h"

long office_price(const long *order)
{
	int window = cubicle_window_init();

	/* A window is its owner's to open: nobody passes on what was only shown to them. */
	say("put the customer's page into a window of mine: %", cubicle_window_add(window, order, sizeof *order));
	cubicle_window_destroy(window);
	say("the order is for %", *order);
	return warehouse_price(order);
}
