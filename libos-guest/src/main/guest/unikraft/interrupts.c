/*
 * Interrupts of linuxu are signals, and no signal reaches an image of cubicles. Locks mask them at every turn: it
 * would be a call of the platform's cubicle to mask what does not come. What is left is the state, which libraries
 * assert.
 */
#include "unikraft.h"

static unsigned long enabled;

void ukplat_lcpu_enable_irq(void);
void ukplat_lcpu_disable_irq(void);
unsigned long ukplat_lcpu_save_irqf(void);
void ukplat_lcpu_restore_irqf(unsigned long flags);
int ukplat_lcpu_irqs_disabled(void);

void ukplat_lcpu_enable_irq(void)
{
	enabled = 1;
}

void ukplat_lcpu_disable_irq(void)
{
	enabled = 0;
}

unsigned long ukplat_lcpu_save_irqf(void)
{
	unsigned long flags = enabled;

	enabled = 0;
	return flags;
}

void ukplat_lcpu_restore_irqf(unsigned long flags)
{
	enabled = flags;
}

int ukplat_lcpu_irqs_disabled(void)
{
	return !enabled;
}
