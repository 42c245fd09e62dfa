#pragma once

/* Calls 'visit' for 1 to 'last', until it answers 0. -> the last number visited. */
long list_each(long last, int (*visit)(long number));
