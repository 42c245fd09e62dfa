#include <string.h>

#include "ukdebug/ukdebug.h"
#include "ukplat/ukplat.h"

#define LINE 256
#define CRASHED 134	/* as after SIGABRT */

static size_t append(char *line, size_t length, const char *text)
{
	size_t size = strnlen(text, LINE - 1 - length);

	memcpy(line + length, text, size);
	return length + size;
}

void uk_pr_crit(const char *name, const char *message)
{
	char line[LINE];
	size_t length;

	length = append(line, 0, name);
	length = append(line, length, ": ");
	length = append(line, length, message);
	line[length++] = '\n';
	ukplat_coutd(line, length);
}

void uk_crash(const char *name, const char *message)
{
	uk_pr_crit(name, message);
	ukplat_terminate(CRASHED);
}
