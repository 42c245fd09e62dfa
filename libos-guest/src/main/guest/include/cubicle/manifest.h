/*
 * The manifest of an image: see docs/image.md. Written by the builder, read by the monitor and, with
 * the same layout, by the tools. All tables are arrays; addresses are absolute; names are offsets
 * into the string table.
 */
#pragma once
#include <stdint.h>

#define MANIFEST_MAGIC   0x31454c4349425543ull	/* "CUBICLE1" */
#define MANIFEST_VERSION 1

#define MAX_CUBICLES 256

enum cubicle_kind { KIND_ISOLATED = 0, KIND_SHARED = 1, KIND_TRUSTED = 2 };

struct manifest {
	uint64_t magic;
	uint32_t version;
	uint32_t size;			/* of this struct */
	uint64_t image_start, image_end;	/* page-aligned: everything that is loaded */
	uint64_t arena_start, arena_size;	/* 2 MiB-aligned, behind the image */
	uint64_t gate_start, gate_end;	/* gate code and trampolines: R-X, key 'read' */
	uint32_t cubicle_count, segment_count, function_count, argument_count, grant_count, trap_count;
	uint32_t string_size;
	uint32_t max_threads;
	uint64_t cubicles;		/* struct manifest_cubicle[cubicle_count]; row 0 is the monitor */
	uint64_t segments;		/* struct manifest_segment[segment_count], by start */
	uint64_t functions;		/* struct manifest_function[function_count] */
	uint64_t arguments;		/* struct manifest_argument[argument_count] */
	uint64_t grants;		/* struct manifest_grant[grant_count] */
	uint64_t traps;			/* struct manifest_trap[trap_count], by address */
	uint64_t strings;
	uint64_t tls_image, tls_file_size, tls_memory_size;	/* PT_TLS; alignment is 4096 */
	uint32_t entry;			/* the function to call first: int f(int, char **, char **) */
	uint32_t reserved;
};

struct manifest_cubicle {
	uint32_t name;
	uint8_t kind;
	uint8_t flags;			/* CUBICLE_EXECUTE_ONLY */
	uint16_t reserved;
	uint64_t stack_size;		/* bytes, a multiple of 4096; 0 for shared cubicles */
	uint64_t heap_limit;		/* bytes that the cubicle may own of the page pool */
	uint64_t system_calls[8];	/* bit n: cubicle_syscall(n, ...) is permitted */
};
#define CUBICLE_EXECUTE_ONLY 1

struct manifest_segment {
	uint64_t start, end;		/* page-aligned; offsets into the TLS block if SEGMENT_TLS */
	uint16_t cubicle;
	uint8_t protection;		/* 1 read, 2 write, 4 execute */
	uint8_t sharing;		/* enum segment_sharing */
	uint32_t flags;			/* SEGMENT_TLS */
};
#define SEGMENT_TLS 1
enum segment_sharing {
	SHARING_PRIVATE = 0,		/* the cubicle's key */
	SHARING_READ = 1,		/* key 'read' */
	SHARING_WRITE = 2,		/* key 'shared' */
};

struct manifest_function {		/* 64 bytes */
	uint64_t target;
	uint16_t cubicle;		/* that it belongs to */
	uint16_t stack_words;		/* 8-byte words of arguments on the stack */
	uint8_t integer_arguments;	/* registers RDI.. in use: 0-6 */
	uint8_t vector_arguments;	/* registers XMM0.. in use: 0-8 */
	uint8_t result;			/* RESULT_* */
	uint8_t flags;			/* FUNCTION_* */
	uint32_t name;
	uint32_t first_argument;	/* of its rows in 'arguments' */
	uint16_t argument_count;
	uint16_t reserved[3];
	uint64_t callers[4];		/* bit n: cubicle n may call it */
};
#define RESULT_RAX 1
#define RESULT_RDX 2
#define RESULT_XMM0 4
#define RESULT_XMM1 8
#define RESULT_X87 16
#define FUNCTION_VARIADIC 1		/* AL counts vector registers */
#define FUNCTION_ESCAPES 2		/* its address is taken */
#define FUNCTION_UNKNOWN 4		/* no signature known: the conservative rule was used */

/* Parameter "where": 0-5 an integer argument register, 6 + n the nth word on the stack. */
struct manifest_argument {		/* 16 bytes; size = fixed + scale * [size_where] * [count_where] */
	uint8_t where;			/* of the pointer; ARGUMENT_NONE: see ARGUMENT_STACK */
	uint8_t size_where, count_where;	/* ARGUMENT_NONE: factor absent; both absent: size = fixed */
	uint8_t flags;			/* ARGUMENT_* */
	uint32_t fixed;			/* bytes */
	uint32_t scale;			/* bytes */
	uint32_t reserved;
};
#define ARGUMENT_NONE 255
#define ARGUMENT_WRITE 1		/* else read-only */
#define ARGUMENT_TRANSITIVE 2		/* the callee and those it calls */
#define ARGUMENT_EAGER 4		/* re-tag on entry */
#define ARGUMENT_STRING 8		/* size: up to and with the NUL */
#define ARGUMENT_COPY 16		/* no window but a copy on the callee's stack */
#define ARGUMENT_STACK 32		/* the caller's stack, 'fixed' bytes from its RSP up, to its end at most */

struct manifest_grant {			/* pages in a window that is open for ever */
	uint64_t start, end;		/* page-aligned; 0 but for GRANT_RANGE */
	uint16_t owner;
	uint8_t write;
	uint8_t part;			/* enum grant_part */
	uint8_t window;			/* of the owner's, 0-63; one window, one 'write' and 'to' */
	uint8_t reserved[3];
	uint64_t to[4];			/* bit n: cubicle n */
};
enum grant_part {
	GRANT_RANGE = 0,		/* the pages from start to end */
	GRANT_HEAP = 1,			/* whatever the owner has of the page pool, now or later */
	GRANT_STACK = 2,		/* the owner's stack on every thread */
	GRANT_THREAD_LOCAL = 3,		/* the owner's thread-local data on every thread */
	GRANT_PARTS
};

struct manifest_trap {			/* a SYSCALL that the builder made UD2 */
	uint64_t address;
	uint32_t function;		/* to call instead */
	uint32_t reserved;
};
