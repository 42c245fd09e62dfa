/*
 * Protection keys by hand: the two instructions and the three system calls.
 *
 * musl has no pkey_* functions and glibc's keep their own opinion about errors, so every
 * program here uses these. PKRU holds two bits a key: bit 2k is "access disabled" (AD),
 * bit 2k+1 is "write disabled" (WD).
 */
#ifndef MPK_H
#define MPK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096
#define KEYS 16
#define AD 1u
#define WD 2u

/* What Linux puts into PKRU at exec and on entry of a signal handler: key 0 alone is open. */
#define PKRU_DEFAULT 0x55555554u

static inline uint32_t rdpkru(void)
{
	uint32_t eax, edx;

	asm volatile("rdpkru" : "=a"(eax), "=d"(edx) : "c"(0) : "memory");
	return eax;
}

static inline void wrpkru(uint32_t value)
{
	asm volatile("wrpkru" : : "a"(value), "c"(0), "d"(0) : "memory");
}

/* The value with the rights of one key replaced. */
static inline uint32_t pkru_with(uint32_t pkru, int key, uint32_t rights)
{
	return (pkru & ~(3u << (2 * key))) | (rights << (2 * key));
}

static inline uint32_t key_rights(int key)
{
	return rdpkru() >> (2 * key) & 3;
}

static inline void key_set(int key, uint32_t rights)
{
	wrpkru(pkru_with(rdpkru(), key, rights));
}

static inline int key_alloc(unsigned long flags, unsigned long rights)
{
	return (int)syscall(SYS_pkey_alloc, flags, rights);
}

static inline int key_free(int key)
{
	return (int)syscall(SYS_pkey_free, (long)key);
}

static inline int key_protect(void *start, size_t length, int prot, int key)
{
	return (int)syscall(SYS_pkey_mprotect, start, length, (long)prot, (long)key);
}

#endif
