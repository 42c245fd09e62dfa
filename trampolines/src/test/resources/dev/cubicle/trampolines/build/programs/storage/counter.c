/* Thread-local, common and weak symbols of one cubicle. */
#include "storage.h"

__thread int next = 41;
static __thread int first = 7, second;
static __thread char large[5000];
__thread long hidden_value __attribute__((visibility("hidden"))) = 9;
extern __thread int other;

int buffer[4] __attribute__((common));

__attribute__((weak)) int weakly(void)
{
	return 1;
}

__attribute__((weak)) int strongly(void)
{
	return 1;
}

extern int missing(void) __attribute__((weak));
extern int missing_data __attribute__((weak));

int counter_next(void)
{
	shared_errno = 5;
	return ++next + hidden_value;
}

int counter_locals(int i)
{
	large[i] += i;
	first += second++;
	return first + second + large[i] + (missing ? missing() : 100) + (&missing_data ? 1 : 1000);
}

int counter_other(void)
{
	return other++;
}
