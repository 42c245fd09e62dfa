/*
 * A file system in memory: nodes in a table, whose index is the node's number; directories are
 * lists; what files hold lies in blocks of pages. Results below 0 are negative errno values.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "vfscore/vnops.h"

#define RAMFS_NODES 4096
#define RAMFS_ROOT  0
#define RAMFS_BLOCK 65536	/* bytes */

struct entry {
	struct entry *next;
	uint64_t position;	/* ascending, and never used again, so that reading can go on anywhere */
	uint32_t node;
	uint32_t length;
	char name[];
};

struct node {
	uint32_t number, mode, links, owner, group, holds;
	int64_t accessed, modified, changed;
	int stale;		/* 'modified' and 'changed' are to be brought up to date when asked for */
	uint64_t size;
	/* A file: */
	char **blocks;		/* NULL where nothing was ever written */
	size_t block_count;
	/* A directory: */
	uint32_t parent;
	struct entry *entries, **last;
	uint64_t next_position;
};

/* The node of that number, or NULL. */
struct node *ramfs_node(uint64_t number);
/* A new one without a name, or NULL. */
struct node *ramfs_node_new(uint32_t mode);
/* Frees a node that has neither links nor holds. */
void ramfs_node_drop(struct node *node);
void ramfs_touch(struct node *node);

/* File data. */
long ramfs_resize(struct node *file, uint64_t size);

/* The operations, which are entry points: vfscore/vnops.h says what they do. */
long ramfs_lookup(uint64_t directory, struct vname name);
long ramfs_create(uint64_t directory, struct vname name, uint32_t mode);
long ramfs_remove(uint64_t directory, struct vname name);
long ramfs_rename(uint64_t directory, struct vname name, uint64_t to_directory, struct vname to_name);
long ramfs_readdir(uint64_t directory, uint64_t position, struct vdirent *to);
long ramfs_hold(uint64_t number);
long ramfs_release(uint64_t number);
long ramfs_size(uint64_t number);
long ramfs_getattr(uint64_t number, struct vattr *to);
long ramfs_setattr(uint64_t number, uint32_t which, const struct vattr *from);
long ramfs_truncate(uint64_t number, off_t length);
long ramfs_read(uint64_t number, void *to, size_t size, off_t offset);
long ramfs_write(uint64_t number, const void *from, size_t size, off_t offset);
