struct command { const char *name; int (*run)(int); };
#define COMMAND(f) \
	static const struct command command_##f __attribute__((section("commands"), used)) = { #f, f }

void print(const char *format, ...);
