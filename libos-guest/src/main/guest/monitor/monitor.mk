# The monitor's objects: $(OUT)/monitor/*.o. The builder links all of them as cubicle 0.
# $(MONITOR_DEFINES) takes single defences out (see monitor.h); with -Wno-unused -Wno-unused-parameter.

MONITOR_SOURCES := $(filter-out monitor/offsets.c,$(wildcard monitor/*.c)) $(wildcard monitor/*.S)
MONITOR_OUT     ?= $(OUT)/monitor
MONITOR_OFFSETS := $(MONITOR_OUT)/include/offsets.h
MONITOR_WRITTEN := $(wildcard monitor/*.h) $(wildcard include/cubicle/*.h)
MONITOR_HEADERS := $(MONITOR_WRITTEN) $(MONITOR_OFFSETS)
# boot.c and boot.S do not both become boot.o.
MONITOR_OBJECTS := $(patsubst monitor/%.c,$(MONITOR_OUT)/%-c.o,$(patsubst monitor/%.S,$(MONITOR_OUT)/%-S.o,$(MONITOR_SOURCES)))

# General registers alone: XMM and x87 state on entry is somebody else's.
MONITOR_CFLAGS := -std=gnu11 -O2 -g -ffreestanding -mgeneral-regs-only -mno-red-zone -fno-stack-protector \
  -fcf-protection=none -fno-pic -fno-pie -mcmodel=small -fno-asynchronous-unwind-tables \
  -fno-strict-aliasing -fno-tree-loop-distribute-patterns -ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(dir $(MONITOR_OFFSETS))=monitor/ \
  $(WARNINGS) -Iinclude -Imonitor -I$(dir $(MONITOR_OFFSETS))

.PHONY: monitor
monitor: $(MONITOR_OBJECTS)
all: monitor

# "-> NAME VALUE" in what gcc makes of offsets.c becomes a macro.
$(MONITOR_OFFSETS): monitor/offsets.c $(MONITOR_WRITTEN) monitor/monitor.mk
	@mkdir -p $(@D)
	$(GLIBC_CC) $(MONITOR_CFLAGS) -g0 -S -o $@.s $<
	sed -n 's/^[[:space:]]*-> \([^ ]*\) /#define \U\1\E /p' $@.s >$@.new
	rm $@.s && mv $@.new $@

$(MONITOR_OUT)/%-c.o: monitor/%.c $(MONITOR_HEADERS) monitor/monitor.mk
	@mkdir -p $(@D)
	$(GLIBC_CC) $(MONITOR_CFLAGS) $(MONITOR_DEFINES) -c -o $@ $<

$(MONITOR_OUT)/%-S.o: monitor/%.S $(MONITOR_HEADERS) monitor/monitor.mk
	@mkdir -p $(@D)
	$(GLIBC_CC) $(MONITOR_CFLAGS) $(MONITOR_DEFINES) -Wa,--noexecstack -c -o $@ $<
