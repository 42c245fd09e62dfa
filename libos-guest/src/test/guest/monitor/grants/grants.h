#pragma once
#include <cubicle/cubicle.h>

#define PAGE 4096

/* Of reader, writer and stranger: what the policy lets one do to keeper's memory, another not. */
#define USER(name) \
	int name##_read(const volatile char *p); \
	void name##_write(volatile char *p); \
	char *name##_take(size_t pages);	/* pages of the pool for its own */
USER(reader)
USER(writer)
USER(stranger)

/* What app has on its stack, and points to what it has there: 4096 bytes of it are open to reader for the call. */
struct link {
	struct link *next;
	char c;
};
char reader_follow(const struct link *link);	/* to read */
char reader_change(struct link *link);		/* to write, and as many bytes as there are */
char reader_pass(const struct link *link);	/* and to those that it calls, which is stranger */
char reader_keep(const struct link *link);	/* not to those that it calls */
char reader_closed(const struct link *link);	/* not even to reader */

/* Everyone may read it. */
const char *stranger_constant(void);

/* keeper: the memory is its own, and says 'k' wherever it was not written */
char *keeper_heap(void);			/* a page that it asks for now */
char *keeper_data(void);
char *keeper_zero(void);
const char *keeper_constant(void);
char *keeper_thread_local(void);
void keeper_free(char *page);
int keeper_give(char *page, int cubicle);
char keeper_stack(char (*visitor)(volatile char *));	/* -> what its local variable then says */
