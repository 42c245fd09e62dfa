#include "sections.h"

static int square(int a) { return a * a; }
COMMAND(square);
int negative(int a) { return -a; }
COMMAND(negative);
