/*
 * Touching memory that may not be there.
 *
 * Each probe does one access with one instruction. If it faults, the handler writes down
 * everything the kernel tells about the fault, moves RIP behind the instruction and returns: the
 * way back through sigreturn also puts PKRU back to what it was.
 */
#ifndef PROBE_H
#define PROBE_H

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

struct fault {
	int hit;		/* 0: no fault */
	int signal;
	int code;		/* si_code */
	int key;		/* si_pkey, only meaningful with SEGV_PKUERR */
	int trap;		/* vector: 14 page fault, 13 general protection, 6 undefined */
	int error;		/* the hardware's error code */
	uintptr_t address;	/* si_addr */
	uintptr_t cr2;		/* as the frame has it */
	uintptr_t rip;		/* as the frame has it */
	int at_instruction;	/* that RIP is the probing instruction */
	uint32_t pkru_handler;	/* what RDPKRU says inside the handler; the default on a machine without keys */
	uint32_t pkru_frame;	/* PKRU in the frame's XSAVE area */
};

/* The latest fault seen by the handler, and how many there were. */
extern struct fault seen;
extern volatile int faults;

/* Takes SIGSEGV, SIGBUS, SIGILL, SIGTRAP and SIGFPE; flags are added to SA_SIGINFO. */
void probe_install(int flags);

/* The handler's two halves, for programs with a handler of their own. */
void probe_record(int signal, const siginfo_t *info, const ucontext_t *context);
void probe_skip(ucontext_t *context);

/* Where a frame keeps PKRU; NULL if it has no extended state or no component 9. */
uint32_t *frame_pkru(const ucontext_t *context);
/* The XSTATE_BV word of a frame. Bit 9 says whether the PKRU beside it counts. */
uint64_t *frame_xstate_bv(const ucontext_t *context);

/* One byte. Loads answer it, or -1 after a fault. */
int probe_load(const void *address);
int probe_store(void *address, int byte);
/* Eight bytes: for accesses across a page boundary. */
int probe_load8(const void *address, uint64_t *value);
int probe_store8(void *address, uint64_t value);
/* LOCK ADD of one 32-bit word: a read and a write in one. */
int probe_locked_add(void *address, uint32_t value);
/* REP MOVSB. Answers how many bytes were left to copy when it ended. */
size_t probe_copy(void *to, const void *from, size_t bytes);
/* Calls code. Answers its result, or -1 after a fault. */
int probe_call(const void *code);

/* Records the latest fault as facts: si_code by name, key, and what else is set in 'also'. */
enum { SHOW_ERROR = 1, SHOW_TRAP = 2 };
void show_fault(int also);
/* No fault since the last call of forget(). */
void forget(void);
/* Expects that a fault happened with that si_code, at that address. */
void expect_fault(int code, const void *address);
/* The same for SEGV_PKUERR with that key. */
void expect_key_fault(int key, const void *address);
void expect_no_fault(void);

#endif
