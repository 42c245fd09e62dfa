/* What there is to call: nothing at all, in another cubicle. */
#pragma once

void service_nothing(void);
