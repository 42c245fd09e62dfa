# Objects of the attack images; the images are linked by ./cubicle attacks, from attacks.toml.

ATTACKS_SOURCES := $(wildcard attacks/*.c) $(wildcard attacks/*.S)
ATTACKS_OBJECTS := $(patsubst attacks/%,$(OUT)/attacks/%.o,$(basename $(ATTACKS_SOURCES))) \
  $(patsubst attacks/code/%.S,$(OUT)/attacks/code/%.o,$(wildcard attacks/code/*.S))

# As anybody's compiler makes objects, but for what would call a C library that is not there.
ATTACKS_CFLAGS := -std=gnu11 -O2 -g -ffreestanding -fno-pic -fno-stack-protector -fcf-protection=none \
  -fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -mno-red-zone \
  $(WARNINGS) -Iinclude -Iattacks

all: $(ATTACKS_OBJECTS) $(OUT)/attacks/attacks.toml

$(OUT)/attacks/%.o: attacks/%.c $(wildcard attacks/*.h include/cubicle/*.h) attacks/attacks.mk Makefile
	mkdir -p $(@D)
	$(GLIBC_CC) $(ATTACKS_CFLAGS) -fdebug-prefix-map=$(CURDIR)=. -c -o $@ $<

$(OUT)/attacks/%.o: attacks/%.S $(wildcard attacks/code/*.h) attacks/attacks.mk Makefile
	mkdir -p $(@D)
	$(GLIBC_CC) -c -o $@ $<

# File names in a policy are relative to the policy.
$(OUT)/attacks/attacks.toml: attacks/attacks.toml
	mkdir -p $(@D)
	cp $< $@

# The monitor without single defences: only the objects that a defence is part of, to take the place of
# those in monitor/. Two defences of one source are named together, in the order of dev.cubicle.attacks.Defence.
ATTACKS_WITHOUT := scrub compare seccomp syscall-filter handler-check stack-check permission close clear copy \
  pointer-check seccomp+syscall-filter

define attacks-without
$(1)_MACROS  := $$(patsubst %,WITHOUT_%,$$(shell echo $(1) | tr 'a-z+-' 'A-Z _'))
$(1)_SOURCES := $$(shell grep -l $$(patsubst %,-e %,$$($(1)_MACROS)) monitor/*.c monitor/*.S)
$(1)_OBJECTS := $$(patsubst monitor/%.c,$(OUT)/monitor-without-$(1)/%-c.o,$$(patsubst monitor/%.S,$(OUT)/monitor-without-$(1)/%-S.o,$$($(1)_SOURCES)))

all: $$($(1)_OBJECTS)

# Objects of sources that no longer hold the defence would still be linked.
$$(shell rm -f $$(filter-out $$($(1)_OBJECTS),$$(wildcard $(OUT)/monitor-without-$(1)/*.o)))

$(OUT)/monitor-without-$(1)/%-c.o: monitor/%.c $$(MONITOR_HEADERS) monitor/monitor.mk attacks/attacks.mk
	@mkdir -p $$(@D)
	$$(GLIBC_CC) $$(MONITOR_CFLAGS) -Wno-unused -Wno-unused-parameter $$(addprefix -D,$$($(1)_MACROS)) -c -o $$@ $$<

$(OUT)/monitor-without-$(1)/%-S.o: monitor/%.S $$(MONITOR_HEADERS) monitor/monitor.mk attacks/attacks.mk
	@mkdir -p $$(@D)
	$$(GLIBC_CC) $$(MONITOR_CFLAGS) $$(addprefix -D,$$($(1)_MACROS)) -Wa,--noexecstack -c -o $$@ $$<
endef
$(foreach defence,$(ATTACKS_WITHOUT),$(eval $(call attacks-without,$(defence))))
