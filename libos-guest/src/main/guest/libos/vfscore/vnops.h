/*
 * What a file system gives to the VFS: its operations, which are called back. Nodes are numbers of
 * the file system's own choosing; it checks them itself. Results below 0 are negative errno values.
 *
 * Names and attributes cross by one page, the exchange, which belongs to the VFS and is open to the
 * file system by a window. What is read and written crosses as it is: the buffers are the
 * application's, and its windows admit the file system too.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define VFS_NAME 255

struct vattr {
	uint64_t node, size, blocks;		/* bytes; blocks of 512 bytes in use */
	uint32_t mode, links, owner, group;
	int64_t accessed, modified, changed;	/* nanoseconds since 1970 */
};

struct vexchange {
	size_t length, to_length;	/* of the names: they have no NUL */
	char name[VFS_NAME + 1];
	char to_name[VFS_NAME + 1];	/* rename alone */
	struct vattr attributes;
	uint64_t entry_node;		/* readdir: */
	uint32_t entry_type;		/* DT_* */
};

/* Which attributes 'setattr' sets. */
#define VATTR_MODE  1
#define VATTR_OWNER 2
#define VATTR_TIMES 4	/* accessed and modified */

struct vnops {
	long (*lookup)(uint64_t directory);			/* name -> node */
	long (*create)(uint64_t directory, uint32_t mode);	/* name -> node */
	long (*remove)(uint64_t directory);			/* name: file or empty directory */
	long (*rename)(uint64_t directory, uint64_t to_directory);	/* name, to_name */
	long (*readdir)(uint64_t directory, uint64_t position);	/* -> name, entry, next position; 0: end */
	long (*hold)(uint64_t node);	/* it stays, whatever becomes of its names, */
	long (*release)(uint64_t node);	/* until now */
	long (*size)(uint64_t node);
	long (*getattr)(uint64_t node);
	long (*setattr)(uint64_t node, uint32_t which);
	long (*truncate)(uint64_t node, off_t length);
	long (*read)(uint64_t node, void *to, size_t size, off_t offset);
	long (*write)(uint64_t node, const void *from, size_t size, off_t offset);
};

/*
 * Makes a file system known: 'cubicle' is the one that the operations run in. -> the exchange.
 * There is one per file system.
 */
struct vexchange *vfscore_register(const char *name, const struct vnops *operations, uint64_t root,
				   int cubicle);
