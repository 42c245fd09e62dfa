#include "service.h"

void service_nothing(void)
{
}
