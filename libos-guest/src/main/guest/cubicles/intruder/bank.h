#pragma once

/* Where the secret is. That is no secret. */
const long *bank_secret(void);
int bank_guess(long number);
