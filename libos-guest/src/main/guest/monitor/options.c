/* The environment variable CUBICLE: the options of a run. */
#include "monitor.h"

static int ends(const char *s) { return *s == 0 || *s == ','; }

static int descriptor(const char *s)
{
	int n = 0;

	if (ends(s))
		return -1;
	for (; !ends(s); s++) {
		if (*s < '0' || *s > '9' || n > 100000)
			return -1;
		n = n * 10 + *s - '0';
	}
	return n;
}

static void read_one(const char *s)
{
	const char *v;

	if ((v = after(s, "mpk=on")) && ends(v))
		monitor.flags |= FLAG_KEYS;
	else if ((v = after(s, "mpk=off")) && ends(v))
		monitor.flags &= ~FLAG_KEYS;
	else if ((v = after(s, "windows=on")) && ends(v))
		monitor.windows_off = 0;
	else if ((v = after(s, "windows=off")) && ends(v))
		monitor.windows_off = 1;
	else if ((v = after(s, "observe=off")) && ends(v))
		monitor.observed = 0;
	else if ((v = after(s, "observe=on")) && ends(v))
		monitor.observed = 1;
	else if ((v = after(s, "cfi=none")) && ends(v))
		monitor.flags &= ~FLAG_TAG_NX;
	else if ((v = after(s, "cfi=tag-nx")) && ends(v))
		monitor.flags |= FLAG_TAG_NX;
	else if ((v = after(s, "statistics=")) && descriptor(v) >= 0)
		monitor.statistics_fd = descriptor(v);
	else if ((v = after(s, "report=")) && descriptor(v) >= 0)
		monitor.report_fd = descriptor(v);
	else if ((v = after(s, "text=on")) && ends(v))
		monitor.silent = 0;
	else if ((v = after(s, "text=off")) && ends(v))
		monitor.silent = 1;
	else
		die(2, "CUBICLE takes mpk=on|off, windows=on|off, observe=on|off, cfi=none|tag-nx, "
		    "text=on|off, statistics=FD and report=FD, not ", s);
}

/* Reads the variable and takes it out of the environment; what lies behind that stays where it is. */
void read_options(char **environment)
{
	const char *value = 0;
	char **to = environment;

	for (char **from = environment; *from; from++) {
		const char *v = after(*from, "CUBICLE=");
		if (v)
			value = v;
		else
			*to++ = *from;
	}
	monitor.flags = FLAG_KEYS;
	*to = 0;
	for (const char *s = value; s && *s; ) {
		read_one(s);
		while (!ends(s))
			s++;
		s += *s == ',';
	}
}
