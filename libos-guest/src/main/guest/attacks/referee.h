/* What the attacker sees of the referee: a page of its heap, which the policy lets the attacker read. */
#pragma once

char *referee_page(void);
void referee_drop(void);		/* gives it back */
