/*
 * Threads: one in each of two cubicles. The office puts numbers on a page and opens it to the workshop,
 * whose own thread works on them there. Each thread has a stack in every cubicle, and thread-local data.
 */
#include "teach/teach.h"
#include "workshop.h"

#define PAGE 4096

int main(int count, char **arguments, char **environment);

static long numbers[PAGE / sizeof(long)] __attribute__((aligned(PAGE)));

int main(int count, char **arguments, char **environment)
{
	int window = cubicle_window_init(), workshop = cubicle_find("workshop");
	long day;

	(void)count;
	(void)arguments;
	(void)environment;
	cubicle_window_add(window, numbers, sizeof numbers);
	cubicle_window_open(window, workshop);
	say("the workshop opens, with thread %", workshop_open());
	for (day = 1; day <= 3; day++) {
		numbers[0] = day;
		numbers[1] = 10 * day;
		workshop_order(numbers, 2);
		workshop_wait();
		say("the sum of the squares is %", numbers[0] + numbers[1]);
	}
	say("orders finished on this thread: %", workshop_finished());
	say("the workshop closes: %", workshop_close());
	say("and opens again, with thread %", workshop_open());
	say("and closes: %", workshop_close());
	return 0;
}
