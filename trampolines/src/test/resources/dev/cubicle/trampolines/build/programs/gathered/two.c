#include "gathered.h"

TELL(last, 10, 1.two);
TELL(twin, 5, 2);
TELL(never, x, 3);

int which(void);
int far(void) { return 30 + which(); }
