# The library OS: components as relocatable objects, one directory each, and the programs that are
# made of them. Images in cubicles are built from the same objects by the builder (see cubicles/);
# NAME-plain links them without cubicles, for comparison.

LIBOS := $(OUT)/libos

# Line numbers and signatures, but no path of the machine that built it. Position-independent code
# would make every constant table with a pointer in it writable.
LIBOS_CFLAGS := $(CFLAGS) -g -fno-pie -ffunction-sections -fdata-sections -fno-builtin-malloc \
                -ffile-prefix-map=$(CURDIR)=. -Iinclude -Ilibos -Icubicles -I$(OUT)/.include

LIBOS_COMPONENTS := ukplat ukboot ukapp ukalloc ukmalloc ukdebug vfscore ramfs uktime uksyscall libc nocubicles
LIBOS_SOURCES    := $(foreach component,$(LIBOS_COMPONENTS),$(wildcard libos/$(component)/*.c))
LIBOS_HEADERS    := $(wildcard include/cubicle/*.h libos/*/*.h)
LIBOS_OBJECTS    := $(patsubst libos/%.c,$(LIBOS)/%.o,$(LIBOS_SOURCES))
# musl itself lies beside its compiler's specs.
MUSL_ARCHIVE     ?= $(shell $(MUSL_CC) -v 2>&1 | sed -n 's|^Reading specs from \(.*\)/[^/]*$$|\1|p')/libc.a

# The applications. Each directory of cubicles/ is one: a component or several, and policies.
APPLICATION_SOURCES := $(wildcard cubicles/*/*.c)
APPLICATION_HEADERS := $(wildcard cubicles/*/*.h)
APPLICATION_OBJECTS := $(patsubst cubicles/%.c,$(LIBOS)/%.o,$(APPLICATION_SOURCES))
SQLITE_OBJECTS      := $(addprefix $(LIBOS)/sqlite/,sqlite-speed.o database.o glibc-shim.o)

# Not all of them make sense without cubicles: SYSCALL instructions in musl reach Linux itself then.
LIBOS_PLAIN := sqlite-plain hello-cubicles-plain heap-plain

# A policy is what is written for a program; if it begins with the library OS, the part that all such
# programs have is added. The builder (BuildImages) makes an image of each, of the same name.
POLICY_SOURCES := $(wildcard cubicles/*/*.toml)
POLICIES       := $(sort $(patsubst %.toml,$(LIBOS)/%.toml,$(notdir $(POLICY_SOURCES))))
LIBOS_IMAGES   := $(notdir $(basename $(POLICIES)))

.PHONY: libos
libos: $(LIBOS_OBJECTS) $(APPLICATION_OBJECTS) $(SQLITE_OBJECTS) $(LIBOS)/libc.a $(LIBOS)/libsqlite3.a $(POLICIES)
all: libos

vpath %.toml $(sort $(dir $(POLICY_SOURCES)))

$(filter-out $(LIBOS)/many-cubicles.toml,$(POLICIES)): $(LIBOS)/%.toml: %.toml libos/libos.toml
	@mkdir -p $(@D)
	if grep -q '^entry = "ukboot_entry"' $<; then cat $^; else cat $<; fi >$@

# 64 cubicles that differ in their names: two octal digits.
DIGITS   := 0 1 2 3 4 5 6 7
SERVICES := $(foreach a,$(DIGITS),$(foreach b,$(DIGITS),service_$(a)$(b)))
SERVICE_OBJECTS := $(SERVICES:%=$(LIBOS)/many-cubicles/%.o)
libos: $(SERVICE_OBJECTS)

$(SERVICE_OBJECTS): $(LIBOS)/many-cubicles/%.o: cubicles/many-cubicles/service.c $(APPLICATION_HEADERS) libos/libos.mk
	@mkdir -p $(@D)
	$(MUSL_CC) $(LIBOS_CFLAGS) -DSERVICE=$* -c -o $@ $<

$(LIBOS)/many-cubicles.toml: many-cubicles.toml libos/libos.mk
	@mkdir -p $(@D)
	{ cat $<; for s in $(SERVICES); do \
	  printf '\n[cubicles.%s]\nstack = "4 KiB"\nheap = "4 KiB"\n[components.%s]\nfiles = ["many-cubicles/%s.o"]\n' $$s $$s $$s; \
	done; } >$@

$(LIBOS_OBJECTS): $(LIBOS)/%.o: libos/%.c $(LIBOS_HEADERS) libos/libos.mk Makefile
	@mkdir -p $(@D)
	$(MUSL_CC) $(LIBOS_CFLAGS) -c -o $@ $<

$(APPLICATION_OBJECTS): $(LIBOS)/%.o: cubicles/%.c $(LIBOS_HEADERS) $(APPLICATION_HEADERS) libos/libos.mk Makefile
	@mkdir -p $(@D)
	$(MUSL_CC) $(LIBOS_CFLAGS) -c -o $@ $<

# The very sources of sqlite-speed, with the database in a file unless told otherwise.
$(SQLITE_OBJECTS): $(LIBOS)/sqlite/%.o: sqlite/%.c sqlite/database.h $(SQLITE_HEADER) libos/libos.mk Makefile
	@mkdir -p $(@D) $(OUT)/.include && cp $(SQLITE_HEADER) $(OUT)/.include/
	$(MUSL_CC) $(LIBOS_CFLAGS) -DDEFAULT_FILE='"speed.db"' -c -o $@ $<

# Others' archives, unmodified, where policies find them wherever the system keeps them.
$(LIBOS)/libc.a: $(MUSL_ARCHIVE)
	@mkdir -p $(@D)
	cp $< $@

$(LIBOS)/libsqlite3.a: $(SQLITE_ARCHIVE)
	@mkdir -p $(@D)
	cp $< $@

LIBOS_PLAIN_LINK = $(MUSL_CC) -static -no-pie -nostartfiles $(LDFLAGS) -Wl,--gc-sections -o $@

$(OUT)/sqlite-plain: $(LIBOS_OBJECTS) $(SQLITE_OBJECTS) $(LIBOS)/libsqlite3.a
	$(LIBOS_PLAIN_LINK) $^

$(foreach name,hello-cubicles heap,$(eval \
  $(OUT)/$(name)-plain: $(filter $(LIBOS)/$(name)/%,$(APPLICATION_OBJECTS)) $(LIBOS_OBJECTS); \
  $(value LIBOS_PLAIN_LINK) $$^))

# The same source on Linux itself, to hold the library OS against.
$(OUT)/posix-files: $(wildcard cubicles/posix-files/*.[ch]) Makefile | $(OUT)
	$(MUSL_CC) $(CFLAGS) -static $(LDFLAGS) -o $@ $(filter %.c,$^)
