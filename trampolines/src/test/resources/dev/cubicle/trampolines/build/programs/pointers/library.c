/* Tables of functions, static ones too; switches, as jump tables and as computed gotos. */
#include "pointers.h"

int add(int a, int b)
{
	return a + b;
}

int plus(int a, int b) __attribute__((alias("add")));

static int subtract(int a, int b)
{
	return a - b;
}

static int multiply(int a, int b)
{
	return a * b;
}

/* In the section of its users: the assembler knows where it is. */
static __attribute__((noinline)) int hidden(int a, int b)
{
	return a * 1000 + b;
}

static const struct entry entries[] = {
	{ "add", add }, { "subtract", subtract }, { "multiply", multiply }, { 0, 0 },
};

static operation *writable[] = { multiply, add, subtract };

const struct entry *library_entries(void)
{
	return entries;
}

operation *library_find(const char *name)
{
	for (const struct entry *e = entries; e->name; e++)
		if (e->name[0] == name[0])
			return e->run;
	return 0;
}

int library_apply(operation *run, int a, int b)
{
	return run(a, b) + writable[b & 1](a, b);
}

int library_is_add(operation *run)
{
	return run == add && run == entries[0].run && run == writable[1] && run == plus;
}

operation *library_hidden(void)
{
	return hidden;
}

int classify(int c)
{
	switch (c) {
	case 0: return add(c, 7);
	case 1: return subtract(c, 9);
	case 2: return multiply(c, 4);
	case 3: return hidden(c, 1);
	case 4: return 17;
	case 5: return library_apply(subtract, c, 1);
	case 6: return 'x';
	case 7: return -c;
	case 8: return c << 3;
	}
	return 0;
}

int interpret(const char *program, int value)
{
	static const void *const operations[] = { &&up, &&down, &&twice, &&end };

	goto *operations[*program - 'a'];
up:
	value++;
	goto *operations[*++program - 'a'];
down:
	value--;
	goto *operations[*++program - 'a'];
twice:
	value *= 2;
	goto *operations[*++program - 'a'];
end:
	return value;
}
