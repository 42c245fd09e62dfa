/* What the files of this component share. */
#pragma once
#include "vfscore/vfscore.h"
#include "vfscore/vnops.h"

/* The file system. There is one, and it is the root. */
struct vfs {
	const char *name;
	struct vnops operations;
	uint64_t root;
};
extern struct vfs vfs_root;

/* An open file; several descriptors may share it. */
enum file_kind { FILE_FREE, FILE_CONSOLE, FILE_REGULAR, FILE_DIRECTORY };
struct file {
	enum file_kind kind;
	int flags;		/* of open() */
	int references;		/* descriptors */
	int stream;		/* FILE_CONSOLE: 0, 1, 2 */
	uint64_t node;
	off_t offset;
};

/* The open file, or NULL. */
struct file *file_of(int fd);
/* A new open file on the lowest descriptor; -EMFILE. */
int file_open(enum file_kind kind, uint64_t node, int flags);

/* Where a path leads: a directory and a name in it, which may not exist. */
enum place_kind { PLACE_NAME, PLACE_ROOT, PLACE_DOT, PLACE_DOT_DOT };
struct place {
	enum place_kind kind;	/* what the last part of the path is */
	uint64_t directory;
	const char *name;	/* in the copy of the path */
	size_t length;
	int slash;		/* it ended with a slash: it must be a directory */
	char path[4096];	/* the copy: the caller's may change meanwhile */
};

int path_walk(const char *path, struct place *place);
/* The node at a place; -ENOENT, or -ENOTDIR if a slash follows a file's name. */
long path_node(const struct place *place);
/* Both at once. */
long path_find(const char *path, struct place *place);
/* The working directory. */
void path_start(uint64_t root);

/* A name as it crosses; its length is at most VFS_NAME. */
struct vname vname(const char *text, size_t length);
/* What a directory has behind a position, its name never longer than fits; -> the next position, 0 at the end. */
long read_entry(uint64_t directory, uint64_t position, struct vdirent *entry);
/* The mode of a node, its type among it. */
long node_mode(uint64_t node);
/* 0 is a node, but no inode number. */
static inline ino_t inode_number(uint64_t node)
{
	return node + 1;
}
extern mode_t vfs_mask;
