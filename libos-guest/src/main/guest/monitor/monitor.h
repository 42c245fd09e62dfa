/*
 * The monitor: cubicle 0 of every image. It owns the page records, the keys, the windows and the
 * shadow stacks; everything else runs with less. docs/image.md is the contract it keeps.
 *
 *	image                                   arena (reserved at boot)
 *	+----------------------------------+    +-------------------------------------------------+
 *	| gate, trampolines       key read |    | tables: page records, cubicles, counts    key 0 |
 *	| manifest, common tables key read |    | arguments and environment            key shared |
 *	| monitor                    key 0 |    | thread 0 | thread 1 | ...                       |
 *	| cubicle 1 .. n         own  keys |    | page pool: heaps       owner's key, free: key 0 |
 *	| shared            read or shared |    +-------------------------------------------------+
 *	+----------------------------------+
 *
 *	thread (each part on pages of its own, "-" an unmapped guard page)
 *	+---------------+---------+---------------+---------+----------------+--------------+----
 *	| thread block  | shadow  | argument      | monitor | signal         | TLS block    | stacks of
 *	| public|private| stack   | windows      -| stack  -| stack         -| TCB page    -| cubicles, each
 *	|  read |  key 0| key 0   | key 0         | key 0   | key 0          | owners' keys | guard|stack|save
 *	+---------------+---------+---------------+---------+----------------+--------------+----
 *	^ GS                                                                 FS ^ (TCB page)
 *
 * Who runs with which PKRU:
 *	a cubicle	its own key, 'shared', and 'read' for reading
 *	the monitor	0: all keys open. Entered by open_all (gate.S) alone, which no jump can misuse:
 *			whatever follows takes nothing from a register that was not checked
 *	the handler	starts with 0x55555554, as the kernel sets it, then as the monitor
 *
 * Each defence can be compiled out, for attacks to show that it is what stops them:
 *	WITHOUT_SCRUB		registers are not cleared on a crossing
 *	WITHOUT_COMPARE		PKRU is not compared after it was written
 *	WITHOUT_SECCOMP		the kernel takes system calls from any code
 *	WITHOUT_SYSCALL_FILTER	cubicle_syscall runs whatever it is asked to
 *	WITHOUT_HANDLER_CHECK	the signal handler believes whoever enters it
 *	WITHOUT_STACK_CHECK	stack arguments are copied from and to wherever the stack pointers point
 *	WITHOUT_PERMISSION	everybody may call every function of the table
 *	WITHOUT_POINTER_CHECK	a caller may hand over pointers to what it may not use itself, and free what it lent
 *	WITHOUT_CLEAR		pages come with what their last owner left on them
 *	WITHOUT_COPY		names of files are used where they were checked, and what is opened is not looked at
 *	WITHOUT_CLOSE		pages stay with the borrower after their window was closed
 */
#pragma once

#define PAGE_SIZE 4096
#define PAGE_SHIFT 12

#define FLAG_KEYS	1
#define FLAG_TAG_NX	2
#define FLAG_AVX	4
#define FLAG_AVX512	8
#define FLAG_VIRTUAL	16		/* more cubicles than keys */

#define MAX_DEPTH 1024

#define NO_PKRU		-1		/* in gate_pkru: cannot be entered without gate_prepare */

/* The byte behind a UD2 of the gate says what it stopped. */
#define STOP_PKRU	1
#define STOP_PERMISSION	2
#define STOP_RETURN	3
#define STOP_HANDLER	4
#define STOP_SYSCALL	5

#define HANDLER_PKRU	0x55555554	/* Linux: init_pkru, key 0 alone is open */
#define XSTATE_RESTORED	0xe7		/* x87, SSE, AVX, AVX-512: never PKRU (bit 9) */
#define XSTATE_PKRU	0x200

#ifdef __ASSEMBLER__
#include "offsets.h"			/* made of offsets.c */

.macro function name
	.globl	\name
	.type	\name, @function
\name:
.endm

/* Registers, one after another, to or from memory that begins at offset and base. */
.macro store offset, base, registers:vararg
	.set	at, 0
	.irp	register, \registers
	movq	%\register, \offset + at\base
	.set	at, at + 8
	.endr
.endm

.macro load offset, base, registers:vararg
	.set	at, 0
	.irp	register, \registers
	movq	\offset + at\base, %\register
	.set	at, at + 8
	.endr
.endm

/* pushq or popq */
.macro each instruction, registers:vararg
	.irp	register, \registers
	\instruction	%\register
	.endr
.endm

.macro clear registers:vararg
	.irp	register, \registers
	xorl	%\register, %\register
	.endr
.endm

.macro stop name, reason
stop_\name:
	ud2
	.byte	\reason
.endm

#else
#include <asm/errno.h>
#include <asm/sigcontext.h>
#include <asm/siginfo.h>
#include <asm/signal.h>
#include <asm/ucontext.h>
#include <stddef.h>
#include <stdint.h>
#include <cubicle/manifest.h>
#include <cubicle/statistics.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define MAX_WINDOWS 64			/* of a cubicle: one bit each in a page record */
#define MAX_RANGES 512			/* of a cubicle, in all its windows */
#define MAX_ARGUMENT_WINDOWS 1024	/* of a thread */
#define MAX_THREADS 64
#define NOBODY 0xffff			/* no cubicle's number */
#define MAX_DESCRIPTORS 1024
#define MAX_STACK_WORDS 256
#define MONITOR_STACK (8 * PAGE_SIZE)
#define SIGNAL_STACK (16 * PAGE_SIZE)

enum { READ = 1, WRITE = 2, EXECUTE = 4 };

/* A row of the gate's table: what it needs of a manifest_function. */
struct gate_function {
	u64 target;
	u64 callers[4];
	u64 *counts;			/* by caller */
	u16 cubicle;
	u16 slow;			/* stack words or argument windows: see gate_prepare */
	u8 integers, vectors, result, flags;
	u64 reserved;
};

/* Of the shadow stack. */
struct frame {
	u64 return_address, rsp, rbx, rbp, r12, r13, r14, r15;
	u64 top;			/* the caller's, in the thread block, before the call */
	struct gate_function *row;
	u32 mxcsr;
	u16 control, reserved;
	u32 windows;			/* argument windows that this call opened */
	u32 caller, callee, function;
	u64 spare[3];
};

/* Opened by the gate for one call; with a copy, which is to be copied back, nobody's. */
struct argument_window {
	u64 start, end;
	u64 copy;			/* or 0 */
	u64 lent_start, lent_end;	/* pages that went out by it lie in here */
	u16 owner, callee;
	u8 write, transitive;
};

/* The thread block, by GS. The first page is public: readable in every cubicle. */
struct thread {
	struct thread *self;
	u64 pkru;			/* of the cubicle that runs now */
	u32 cubicle, flags;
	u64 resume_rip, resume_rsp;	/* where the handler returns to */
	u64 resume_save;		/* the save page's slots, on pages of the cubicle */
	/* private */
	_Alignas(PAGE_SIZE) struct frame *shadow;	/* the next free frame */
	struct frame *shadow_base;
	u64 monitor_rsp;		/* top of the monitor's stack */
	u64 syscall_rsp;		/* its RSP while the kernel works for a cubicle, or 0 */
	u32 in_handler;
	u32 keys;			/* flags & FLAG_KEYS, where PKRU 0x55555554 can read it */
	u32 scratch[2];
	u32 unusual;			/* no keys, or AVX state to clear */
	u64 arguments[6];		/* RDI RSI RDX RCX R8 R9 of a call, for gate_prepare */
	struct argument_window *windows;
	u32 window_count;
	u16 fault_repeats, number;
	const struct page *fault_page;	/* of the last fault, and its 'changes' then */
	u32 fault_changes;
	const struct ucontext *context;	/* of the last signal */
	u32 key_of;			/* virtual keys: the cubicle that must not lose its key, or 0 */
	u64 base;			/* of the thread's part of the arena */
	u64 tls;
	u64 argument;			/* of a created thread */
	u32 kernel_number, id;		/* 0: it has ended; what cubicle_thread_create returned */
	u32 creator;
	u64 top[MAX_CUBICLES];		/* where its next activation's stack begins */
	_Alignas(PAGE_SIZE) struct frame frames[MAX_DEPTH];	/* the first returns to a stop; a guard page follows */
};

enum page_state {
	PAGE_ABSENT, PAGE_GUARD, PAGE_MONITOR, PAGE_READ, PAGE_SHARED,
	PAGE_PRIVATE,			/* a cubicle's; can be lent, unless it is code */
	PAGE_SAVE,			/* a cubicle's; never lent */
	PAGE_FREE,			/* of the pool */
};

struct page {
	u64 windows;			/* bit n: in the owner's window n */
	u16 owner, holder;		/* holder: whose key is on it, or would be */
	u8 state;
	u8 protection;			/* what its owner may do */
	u8 now;				/* what the page tables say */
	u8 key;				/* what the page tables say */
	u32 next, previous;		/* in the list of pages that the holder borrowed; 0: none */
	u32 dirty : 1;			/* of the pool: to be cleared before it is handed out */
	u32 changes : 31;		/* of its key and protection */
	u32 origin;			/* of the pool: the call that gave it to its owner returns to here */
};

struct range {				/* of a window */
	u64 address;			/* as the owner gave it: names the range */
	u32 first, pages;		/* pages == 0: row not in use */
	u32 window;
	u32 removed;			/* pages that it had, in a row that is not in use */
};

struct cubicle {
	const char *name;
	u8 kind, key;
	u8 key_public;			/* of its pages that all others may read, or 0 */
	u64 windows_used, windows_fixed;	/* bit masks; fixed: grants of the policy */
	u64 windows_public;		/* of those, which all others may read */
	u64 windows_of[GRANT_PARTS];	/* of those, which hold all of its heap, stacks, ... */
	u64 *open_write, *open_read;	/* by accessor: the windows open to it */
	struct range *ranges;
	u64 changed[MAX_WINDOWS];	/* where the call returned to that opened or closed it last */
	u64 heap_pages, heap_limit;	/* of the pool */
	u32 heap_low, heap_high;	/* page indices that all of them lie between */
	u32 borrowed;			/* first of the pages that are another's */
	u64 stack;			/* offset of its save page in a thread's part of the arena */
	const struct manifest_cubicle *manifest;
};

struct monitor {
	const struct manifest *manifest;
	const char *strings;
	u32 cubicle_count, function_count;
	struct cubicle *cubicles;
	struct page *pages;
	u64 page_count;
	u64 image_start, arena_end;
	u32 pool_first, pool_end, pool_next;
	u32 flags;
	u8 key_read, key_shared;
	u8 windows_off, observed, silent;
	u16 first_key, key_count;	/* for isolated cubicles */
	int statistics_fd, report_fd;
	u64 thread_size, threads_start, tls_size;
	u32 thread_count, max_threads;
	u64 pkru_offset;		/* in an XSAVE area */
	u64 save_mask;			/* XCR0 as far as the handler restores it; 0: FXSAVE format */
};
extern struct monitor monitor;
extern struct statistics *cubicle_statistics;
extern struct violation cubicle_violation;
extern u64 *fault_counts;

/* Pages of one key and protection that lie side by side cost one system call. */
struct run { u64 start, end; u8 key, protection; };

static inline struct thread *self(void)
{
	struct thread *t;
	__asm__("movq %%gs:0, %0" : "=r"(t));
	return t;
}

/* Where the cubicle's call into the monitor returns to. */
static inline u64 call_site(void) { return self()->shadow[-1].return_address; }

static inline struct page *page_of(u64 address)
{
	u64 i = (address - monitor.image_start) >> PAGE_SHIFT;	/* below: wraps, too large */
	return i < monitor.page_count ? &monitor.pages[i] : 0;
}

static inline u64 address_of(const struct page *p)
{
	return monitor.image_start + ((u64)(p - monitor.pages) << PAGE_SHIFT);
}

static inline u64 round_up(u64 n) { return (n + PAGE_SIZE - 1) & -(u64)PAGE_SIZE; }
static inline u64 round_down(u64 n) { return n & -(u64)PAGE_SIZE; }

/* boot.c, options.c */
_Noreturn void boot(u64 *stack);
_Noreturn void die(int status, const char *what, const char *more);
void require(int holds, const char *otherwise);
_Noreturn void finish(int status);
long thread_enter(u32 row, long a, char **b, char **c);
void read_options(char **environment);
const char *check_manifest(const struct manifest *m);

/* gate.S */
extern struct gate_function *gate_functions;
extern u32 gate_function_count;
extern u64 gate_pkru[MAX_CUBICLES];
extern u64 gate_stamp[MAX_CUBICLES], gate_clock;
extern const char stop_return[];
extern const char gate_start[] __asm__("cubicle_gate_start");
extern const char gate_end[] __asm__("cubicle_gate_end");
long caller_syscall(long number, long a, long b, long c, long d, long e);
void cubicle_trap_gate(void), cubicle_trap_direct(void);

/* gate.c */
struct entry { u64 rsp, pkru; };	/* in RAX and RDX */
struct entry gate_prepare(struct thread *t, struct frame *f, struct gate_function *row, u64 rsp);
u64 gate_finish(struct thread *t, struct frame *f);

/* copy.c */
void take_words(struct thread *t, struct frame *f, const struct manifest_function *m, u64 *words);
u64 copy_to_stack(struct thread *t, struct frame *f, const void *from, u64 size, u64 rsp);
u64 copy_in(struct thread *t, struct frame *f, u64 *argument, u64 size, int flags, u64 rsp);
void copy_back(struct thread *t, struct frame *f, u64 to, u64 size, u64 copy);

/* system.S, system.c */
extern u64 syscall_cookie;
extern u32 syscall_compare;
long monitor_syscall(long number, long a, long b, long c, long d, long e);
void install_filter(void);
long copy_string(char *to, u64 from, u64 limit);

/* page.c */
void run_add(struct run *r, struct page *p, int key, int protection);
void run_flush(struct run *r);
int key_for(const struct page *p, int holder);
void page_hold(struct run *r, struct page *p, int holder, int protection);
int page_admit(struct thread *t, struct run *r, struct page *p, int cubicle, int access);
int range_admit(struct thread *t, u64 start, u64 size, int cubicle, int access);
void describe_pages(u64 start, u64 end, int owner, int state, int protection);
void describe_part(u64 start, u64 end, int owner, int part);

/* keys.c */
void keys_boot(void);
void key_publish(int cubicle);
u64 key_hold(struct thread *t, int cubicle);

/* window.c */
int window_admits(const struct page *p, int cubicle);
void windows_forget(int owner, u32 first, u32 pages);
int isolated(int cubicle);
void recall(int owner, u32 first, u32 pages, int from);
void window_fixed(const struct manifest_grant *g);
u64 arguments_open(struct thread *t, struct frame *f, const struct manifest_function *m, u64 *words, u64 rsp);
void arguments_close(struct thread *t, struct frame *f);
int argument_window_admits(struct thread *t, const struct page *p, int cubicle, int write);

/* layout.c */
extern const u64 cubicle_layout[];

/* observe.c */
void observe_begin(void);
int observe_page(struct thread *t, struct page *p, int cubicle, int access);
void observe_range(u64 start, u64 size, int access);
void observe_call(struct thread *t, struct frame *f, const u64 *words, u64 count);

/* heap.c, thread.c */
void heap_boot(u64 start);
u64 threads_layout(u64 start);
struct thread *thread_make(u32 number);
void thread_here(struct thread *t);
struct thread *thread_at(u32 number);
u64 thread_tls(u32 number);
extern struct thread *volatile lock_holder;
extern u64 calls_by_monitor;		/* of what thread_row prepared */
u32 thread_row(u32 thread, u64 target, u32 cubicle, int integers);
long thread_exit(void);
long thread_pointer(u64 to);
void lock(void);
void unlock(void);
#define LOCKED(call) ({ lock(); __auto_type result_ = (call); unlock(); result_; })

/* fault.S, fault.c, report.c */
void signal_entry(void), signal_restorer(void);
extern u32 restored_state;
void handle_signal(int signal, siginfo_t *info, struct ucontext *context);
_Noreturn void violate(const struct violation *v, const char *what, const char *allow);

/* print.c */
struct text { u32 length; char bytes[6000]; };
extern struct text violation_text;
void put(struct text *t, const char *format, ...);
void put_out(struct text *t, int fd);
const char *after(const char *s, const char *beginning);
int equal(const char *a, const char *b);
u64 length(const char *s);
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int value, size_t n);
#endif
