/*
 * The order in which things start: calls of the init table by level, then the file system's root,
 * then constructors, then the application.
 */
#pragma once

enum uk_init_level { UK_INIT_PLATFORM, UK_INIT_CORE, UK_INIT_FILE_SYSTEM, UK_INIT_LEVELS };

struct uk_initcall {
	long level;
	int (*run)(void);	/* 0, or a negative errno value, which ends the boot */
};

/* Any component's line in the table. */
#define UK_INITCALL(level, function)                                                                  \
	static const struct uk_initcall uk_initcall_##function                                        \
		__attribute__((section("uk_inittab"), used, aligned(8))) = { level, function }

/* Where the image begins. Does not return. */
int ukboot_entry(int count, char **arguments, char **environment);

/* Which the application's cubicle defines (ukapp): exit(main(...)). */
_Noreturn void ukboot_application(int count, char **arguments, char **environment);
