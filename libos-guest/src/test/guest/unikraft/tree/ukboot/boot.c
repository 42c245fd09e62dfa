#include "tree.h"
#ifdef THREADS
#include "threads.h"
#endif

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
#ifdef THREADS
	ukarch_tls_area_init(area);
	ukplat_tlsp_set(ukarch_tls_tlsp(area));
#else
	ukplat_tlsp_set(ukarch_tls_area_init(area));
#endif
}

static void start_scheduler(void)
{
#ifdef THREADS
	if (uk_sched_start(uk_schedcoop_create()) < 0)
		stop("no scheduler");
#endif
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
	start_scheduler();
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
