/*
 * What the monitor counts: one block of memory, header first. The monitor's symbol
 * cubicle_statistics holds the block's address; the option statistics=FD writes the block out.
 */
#pragma once
#include <stdint.h>

#define STATISTICS_MAGIC 0x3154415453425543ull	/* "CUBSTAT1" */

struct statistics {
	uint64_t magic;
	uint32_t version;		/* 1 */
	uint32_t size;			/* of this header */
	uint64_t bytes;			/* of the whole block */
	uint32_t cubicle_count, function_count;
	uint64_t calls;			/* cross-cubicle calls */
	uint64_t monitor_calls;		/* of them, into the monitor */
	uint64_t switches;		/* WRPKRU instructions carried out */
	uint64_t faults;		/* SIGSEGV for a key or a protection */
	uint64_t retags;		/* pages whose key was changed */
	uint64_t retag_calls;		/* pkey_mprotect system calls for them */
	uint64_t window_operations;	/* API calls */
	uint64_t argument_windows;	/* opened by the gate */
	uint64_t system_calls;		/* for cubicles */
	uint64_t evictions;		/* keys taken from a cubicle for another */
	uint64_t traps;			/* system calls that came as UD2 */
	uint64_t reserved[5];
	/* then uint64_t key[cubicle_count]            the key it had last, 0 if none
	 *      uint64_t faults[cubicle_count]         by accessor
	 *      uint64_t pages[cubicle_count]          owned at the end
	 *      uint64_t calls[function_count][cubicle_count]   by function and caller */
};

#define VIOLATION_MAGIC 0x314f495653425543ull	/* "CUBSVIO1" */

/* The monitor's symbol cubicle_violation; the option report=FD writes it out. */
struct violation {
	uint64_t magic;			/* 0 until there is one */
	uint32_t version;		/* 1 */
	uint32_t kind;			/* enum violation_kind */
	uint32_t cubicle;		/* who */
	uint32_t function;		/* the function-table row it was called through, or ~0 */
	uint32_t owner;			/* of the page, or ~0 */
	uint32_t holder;
	uint32_t access;		/* 1 read, 2 write, 4 execute */
	uint32_t key;			/* of the page */
	uint64_t address, instruction, pkru;
	uint64_t system_call;		/* number, for VIOLATION_SYSTEM_CALL */
	uint32_t signal, code;		/* as the kernel delivered it */
	uint32_t depth;			/* frames in 'calls', innermost first */
	uint32_t reserved;
	struct { uint32_t caller, function; uint64_t address; } calls[16];
};
enum violation_kind {
	VIOLATION_ACCESS = 1,		/* another cubicle's page, and no window */
	VIOLATION_CONTROL_FLOW = 2,	/* a fetch that tag-nx denied */
	VIOLATION_GATE = 3,		/* PKRU compare, index, permission, shadow stack */
	VIOLATION_SYSTEM_CALL = 4,	/* seccomp filter, or a call the monitor refuses fatally */
	VIOLATION_FAULT = 5,		/* any other fatal signal in a cubicle: its own fault */
};
