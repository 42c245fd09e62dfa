#pragma once
#include <stddef.h>

int workshop_open(void);			/* a worker begins: a thread of the workshop's own */
void workshop_order(long *numbers, size_t count);	/* to be squared where they are */
void workshop_wait(void);			/* until all that was ordered is done */
long workshop_finished(void);			/* orders that the thread which asks has finished */
int workshop_close(void);			/* the worker goes home */
