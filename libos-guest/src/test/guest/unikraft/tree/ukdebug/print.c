#include "tree.h"

void _uk_printk(int level, uint16_t library, const char *file, int line, const char *format, ...)
{
	char text[256];
	int used = snprintf(text, sizeof(text), "[%d] <%s:%d> ", level, file, library);
	va_list list;

	(void)line;
	va_start(list, format);
	used += vsnprintf(text + used, sizeof(text) - (size_t)used, format, list);
	va_end(list);
	ukplat_coutk(text, (unsigned)used);
}
