#include <cubicle/cubicle.h>

long raw_system_call(long number, long a, long b, long c, long d, long e, long f);

long lib_trap(void) { return raw_system_call(1000, 1, 2, 3, 4, 5, 6); }
