#include "tree.h"

struct total {
	long sum, largest;
};

static int visit(long number, void *argument)
{
	struct total *total = argument;

	total->sum += number;
	if (number > total->largest)
		total->largest = number;
	return number % 2 == 0;
}

int main(int argc, char **argv)
{
	static const char *const words[] = { "one", "two", "three", "four", "five" };
	struct total *total = allocate(sizeof *total);

	print("%s arguments: %d\n", argc > 1 ? argv[1] : "no", (long)argc - 1);
	if (argc > 2) {
		/* Reaches into another's memory. */
		*(volatile long *)store_where() = 1;
		return 9;
	}
	for (long i = 0; i < 5; i++)
		if (store_put(words[i], i + 1) < 0)
			return 1;
	print("three is %d, nine is %d\n", store_get("three"), store_get("nine"));
	total->sum = total->largest = 0;
	print("%d even", (long)store_each(visit, total));
	print(", sum %d, largest %d\n", total->sum, total->largest);
	print("sum of nine %d, after %d calls\n", store_sum9(1, 2, 3, 4, 5, 6, 7, 8, 9), store_calls());
	release(total);
	return 7;
}
