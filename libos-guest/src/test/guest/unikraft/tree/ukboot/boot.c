#include "tree.h"

EVENT(shutdown);

static _Noreturn void stop(const char *what)
{
	message(ukboot, "cannot start: %s\n", what);
	ukplat_terminate(2);
}

static void start_thread_storage(void)
{
	void *area = uk_memalign(64, ukarch_tls_area_size());

	if (!area)
		stop("no memory for thread-local variables");
	ukplat_tlsp_set(ukarch_tls_area_init(area));
}

void ukplat_entry(int argc, char **argv)
{
	struct memory heap = ukplat_heap();
	const event_handler *handler;
	int done, result;

	for (const constructor *c = uk_ctortab_start; c < uk_ctortab_end; c++)
		(*c)();
	if (!uk_allocbbuddy_init(heap.start, heap.size))
		stop("no memory");
	start_thread_storage();
	done = uk_libparam_parse(argc, argv);
	argc -= done;
	argv += done;
	for (const struct initialiser *i = uk_inittab_start; i < uk_inittab_end; i++)
		if (i->init && i->init(argc, argv) < 0)
			stop("an initialiser failed");
	ukplat_lcpu_enable_irq();
	result = main(argc, argv);
	for (const struct initialiser *i = uk_inittab_end; i-- > uk_inittab_start;)
		if (i->exit)
			i->exit(result);
	/* The table goes on where the first entry ends, which the compiler would not believe. */
	handler = shutdown;
	__asm__("" : "+r"(handler));
	while (*++handler)
		(*handler)(&result);
	ukplat_terminate(result);
}
