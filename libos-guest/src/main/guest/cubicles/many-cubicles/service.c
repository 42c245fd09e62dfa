/* Compiled 64 times, with SERVICE a name of its own each time: see libos.mk. */
#include "services.h"

#ifndef SERVICE
#define SERVICE service_00
#endif

void SERVICE(void)
{
}
