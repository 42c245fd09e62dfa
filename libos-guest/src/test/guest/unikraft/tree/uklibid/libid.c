#include "tree.h"

/* One variable a library, which that library names. */
uint16_t _uk_libid_self_libvfscore = 1, _uk_libid_self_libramfs = 2, _uk_libid_self_libukboot = 3;
