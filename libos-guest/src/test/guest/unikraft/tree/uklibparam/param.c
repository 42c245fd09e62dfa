#include "tree.h"

static int number(const char *text)
{
	int value = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		value = value * 10 + *text - '0';
	return value;
}

static const struct parameter *find(const char *text)
{
	for (const struct parameter *p = uk_libparam_start; p < uk_libparam_end; p++) {
		size_t size = strlen(p->name);
		if (strncmp(text, p->name, size) == 0 && text[size] == '=')
			return p;
	}
	return NULL;
}

/* NAME=NUMBER ... -- sets variables of libraries; how many words that took. */
int uk_libparam_parse(int argc, char **argv)
{
	int end = 1;

	while (end < argc && strcmp(argv[end], "--") != 0)
		end++;
	if (end >= argc)
		return 0;
	for (int i = 1; i < end; i++) {
		const struct parameter *p = find(argv[i]);
		if (p)
			*p->value = number(argv[i] + strlen(p->name) + 1);
	}
	return end;
}
