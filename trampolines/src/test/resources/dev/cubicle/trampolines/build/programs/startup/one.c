void print(const char *format, ...);

__attribute__((constructor)) static void plain_one(void) { print("one: plain\n"); }
__attribute__((constructor(200))) static void late_one(void) { print("one: 200\n"); }
__attribute__((constructor(101))) void early_one(void) { print("one: 101\n"); }
__attribute__((destructor)) static void end_one(void) { print("one: end\n"); }

typedef void finish(void);
extern finish *__fini_array_start[] __attribute__((visibility("hidden")));
extern finish *__fini_array_end[] __attribute__((visibility("hidden")));
extern void *__dso_handle __attribute__((visibility("hidden"), weak));
extern char _end[], __ehdr_start[];
extern char _DYNAMIC[] __attribute__((weak, visibility("hidden")));

int app_main(int argc, char **argv, char **envp)
{
	print("main %d\n", _end > __ehdr_start && !_DYNAMIC);
	for (finish **f = __fini_array_start; f < __fini_array_end; f++)
		(*f)();
	return 2;
}
