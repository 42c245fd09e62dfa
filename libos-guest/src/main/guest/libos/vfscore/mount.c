#include <cubicle/cubicle.h>
#include <errno.h>
#include <string.h>

#include "ukboot/ukboot.h"
#include "vfscore/internal.h"

#define PAGE 4096

/* Nothing else may lie on the page that file systems see. */
static union {
	struct vexchange exchange;
	char page[PAGE];
} shared __attribute__((aligned(PAGE)));

_Static_assert(sizeof shared == PAGE, "the exchange is one page");

struct vfs vfs_root;

/* The paper's pattern: the owner makes a window, puts a page into it, and opens it to one other. */
static int share(int cubicle)
{
	int window, result;

	if (cubicle == cubicle_self())
		return 0;
	window = cubicle_window_init();
	if (window < 0)
		return window;
	result = cubicle_window_add(window, &shared, sizeof shared);
	return result < 0 ? result : cubicle_window_open(window, cubicle);
}

struct vexchange *vfscore_register(const char *name, const struct vnops *operations, uint64_t root,
				   int cubicle)
{
	static char kept[16];

	if (vfs_root.exchange || strnlen(name, sizeof kept) == sizeof kept || share(cubicle) < 0)
		return NULL;
	strcpy(kept, name);
	vfs_root.name = kept;
	vfs_root.operations = *operations;
	vfs_root.root = root;
	vfs_root.cubicle = cubicle;
	vfs_root.exchange = &shared.exchange;
	return vfs_root.exchange;
}

int vfs_mount_root(const char *file_system)
{
	if (!vfs_root.exchange || strcmp(file_system, vfs_root.name) != 0)
		return -ENODEV;
	path_start(vfs_root.root);
	return 0;
}

struct vname vname(const char *text, size_t length)
{
	struct vname name = { .length = length };

	memcpy(name.text, text, length);
	return name;
}

size_t exchange_length(void)
{
	size_t length = *(volatile size_t *)&shared.exchange.name.length;

	return length < VFS_NAME ? length : VFS_NAME;
}

long node_mode(uint64_t node)
{
	long result = vfs_root.operations.getattr(node);

	return result < 0 ? result : (long)shared.exchange.attributes.mode;
}
