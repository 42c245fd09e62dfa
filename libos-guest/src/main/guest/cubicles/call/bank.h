#pragma once

/* -> the balance. */
long bank_deposit(long amount);
