#pragma once

/* Whether what the vault holds is as it was. */
int vault_intact(void);
