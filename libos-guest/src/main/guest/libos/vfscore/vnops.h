/*
 * What a file system gives to the VFS: its operations, which are called back. Nodes are numbers of
 * the file system's own choosing; it checks them itself. Results below 0 are negative errno values.
 *
 * Names cross by value; attributes and what directories hold by pointers, which the gate makes lead to
 * copies (libos.toml). What is read and written crosses as it is: the buffers are the application's, and
 * its windows admit the file system too.
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

struct vname {
	size_t length;
	char text[VFS_NAME + 1];	/* no NUL; zeros up to the end, so that nothing else goes with it */
};

struct vdirent {
	uint64_t node;
	uint32_t type;			/* DT_* */
	struct vname name;
};

/* Which attributes 'setattr' sets. */
#define VATTR_MODE  1
#define VATTR_OWNER 2
#define VATTR_TIMES 4	/* accessed and modified */

struct vnops {
	long (*lookup)(uint64_t directory, struct vname name);	/* -> node */
	long (*create)(uint64_t directory, struct vname name, uint32_t mode);	/* -> node */
	long (*remove)(uint64_t directory, struct vname name);	/* a file or an empty directory */
	long (*rename)(uint64_t directory, struct vname name, uint64_t to_directory, struct vname to_name);
	long (*readdir)(uint64_t directory, uint64_t position, struct vdirent *to);	/* -> next position; 0: end */
	long (*hold)(uint64_t node);	/* it stays, whatever becomes of its names, */
	long (*release)(uint64_t node);	/* until now */
	long (*size)(uint64_t node);
	long (*getattr)(uint64_t node, struct vattr *to);
	long (*setattr)(uint64_t node, uint32_t which, const struct vattr *from);
	long (*truncate)(uint64_t node, off_t length);
	long (*read)(uint64_t node, void *to, size_t size, off_t offset);
	long (*write)(uint64_t node, const void *from, size_t size, off_t offset);
};

/* Makes a file system known. There is one. */
int vfscore_register(const char *name, const struct vnops *operations, uint64_t root);
