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

$(OUT)/attacks/%.o: attacks/%.S attacks/attacks.mk Makefile
	mkdir -p $(@D)
	$(GLIBC_CC) -c -o $@ $<

# File names in a policy are relative to the policy.
$(OUT)/attacks/attacks.toml: attacks/attacks.toml
	mkdir -p $(@D)
	cp $< $@
