/* Messages for people, on the debugging console. Shared code: it speaks for its caller. */
#pragma once

/* The line "NAME: MESSAGE". */
void uk_pr_crit(const char *name, const char *message);
/* The same, and the end of everything. */
_Noreturn void uk_crash(const char *name, const char *message);
