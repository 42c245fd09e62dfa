# The components that stand between a Unikraft build tree and the monitor: $(OUT)/unikraft/COMPONENT/*.o.
# The builder adds them to the libraries of a tree (unikraft/unikraft.h).

UNIKRAFT         := $(OUT)/unikraft
UNIKRAFT_HEADERS := $(LIBOS_HEADERS) $(wildcard unikraft/*.h) unikraft/unikraft.mk libos/libos.mk Makefile
UNIKRAFT_OBJECTS := $(addprefix $(UNIKRAFT)/,uk_heap/heap.o uk_heap/ukmalloc-heap.o uk_heap/ukmalloc-malloc.o \
                      uk_pages/pages.o uk_linux/linux.o uk_irq/interrupts.o uk_threads/threads.o)

.PHONY: unikraft
unikraft: $(UNIKRAFT_OBJECTS)
all: unikraft

$(UNIKRAFT)/uk_%.o:
	@mkdir -p $(@D)
	$(MUSL_CC) $(LIBOS_CFLAGS) -c -o $@ $<

$(UNIKRAFT)/uk_heap/heap.o:            unikraft/heap.c        $(UNIKRAFT_HEADERS)
$(UNIKRAFT)/uk_heap/ukmalloc-heap.o:   libos/ukmalloc/heap.c   $(UNIKRAFT_HEADERS)
$(UNIKRAFT)/uk_heap/ukmalloc-malloc.o: libos/ukmalloc/malloc.c $(UNIKRAFT_HEADERS)
$(UNIKRAFT)/uk_pages/pages.o:          unikraft/pages.c       $(UNIKRAFT_HEADERS)
$(UNIKRAFT)/uk_irq/interrupts.o:       unikraft/interrupts.c  $(UNIKRAFT_HEADERS)
$(UNIKRAFT)/uk_linux/linux.o:          unikraft/linux.c       $(UNIKRAFT_HEADERS)
$(UNIKRAFT)/uk_threads/threads.o:      unikraft/threads.c     $(UNIKRAFT_HEADERS)
