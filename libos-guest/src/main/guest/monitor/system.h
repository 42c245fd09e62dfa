/* What the monitor uses of Linux, itself or for cubicles. */
#pragma once
#include <linux/mman.h>
#include <asm/prctl.h>
#include <linux/futex.h>
#include <sys/syscall.h>

/* files.c */
int copy_own(void *to, const void *from, unsigned long size, int access);
int file_use(long fd, unsigned caller);
long file_done(long fd, long result);
long file_close(long fd);
long file_call(unsigned caller, long number, long a, long b, long c, long d);

void write_all(int fd, const void *data, unsigned long size);
