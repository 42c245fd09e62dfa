#include "pointers.h"

static int calls;

static int ascending(const void *a, const void *b)
{
	calls++;
	return *(const int *)a - *(const int *)b;
}

int descending(const void *a, const void *b)
{
	calls++;
	return *(const int *)b - *(const int *)a;
}

static int own(int a, int b)
{
	return calls + a * b;
}

int app_main(int argc, char **argv, char **envp)
{
	int values[] = { 5, 3, 9, 1, 7 };
	int (*compare[])(const void *, const void *) = { ascending, descending };

	for (const struct entry *e = library_entries(); e->name; e++)
		print("%s %d\n", e->name, e->run(12, 4));
	print("%d %d\n", library_find("multiply")(6, 7), library_apply(own, 3, 5));
	print("%d %d %d\n", library_is_add(add), library_is_add(plus), library_is_add(own));
	print("%d %d\n", library_hidden()(2, 3), library_hidden() == library_hidden());
	for (int i = 0; i < 2; i++) {
		sort(values, 5, compare[i]);
		print("%d %d %d %d %d\n", values[0], values[1], values[2], values[3], values[4]);
	}
	for (int i = -1; i < 10; i++)
		print("%d ", classify(i));
	print("\n%d %d\n", interpret("aaccbd", 3), calls);
	operation *direct = add;
	return library_is_add(direct) ? 4 : 1;
}
