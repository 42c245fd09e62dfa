#include "attacker.h"

#include "inner.h"
#include "victim.h"

#define NUMBERS 4

static const struct { long number; const char *name; } errors[] = {
	{ 1, "EPERM" }, { 2, "ENOENT" }, { 3, "ESRCH" }, { 9, "EBADF" }, { 11, "EAGAIN" },
	{ 12, "ENOMEM" }, { 13, "EACCES" }, { 14, "EFAULT" }, { 16, "EBUSY" }, { 17, "EEXIST" },
	{ 22, "EINVAL" }, { 28, "ENOSPC" }, { 38, "ENOSYS" }, { 75, "EOVERFLOW" },
};

int text_equals(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void bytes_copy(volatile void *to, const volatile void *from, size_t size)
{
	for (size_t i = 0; i < size; i++)
		((volatile char *)to)[i] = ((const volatile char *)from)[i];
}

void stolen(const volatile char *secret)
{
	static char line[] = "STOLEN ................\n";
	bytes_copy(line + 7, secret, SECRET_SIZE);
	say(line);
}

void escalated(const char *how)
{
	say("ESCALATED ");
	say(how);
	say("\n");
}

void refused(long result)
{
	static char digits[] = "0x0000000000000000\n";
	say("refused: ");
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
		if (errors[i].number == -result) {
			say(errors[i].name);
			say("\n");
			return;
		}
	}
	for (int i = 0; i < 16; i++)
		digits[2 + i] = "0123456789abcdef"[(unsigned long)result >> (60 - 4 * i) & 15];
	say(digits);
}

void read_secret(const volatile char *where)
{
	char copy[SECRET_SIZE];
	bytes_copy(copy, where, SECRET_SIZE);
	stolen(copy);
}

void overwrite(volatile char *where)
{
	for (size_t i = 0; i < SECRET_SIZE; i++)
		where[i] = '!';
	say("overwritten\n");
}

/* Half a secret is taken for the whole: a register holds no more. */
int search(const volatile char *buffer, size_t size)
{
	static char found[SECRET_SIZE + 1];
	/* Written so that this code does not hold the secret itself. */
	static const unsigned char hidden[8] = { 't' ^ 90, 'u' ^ 90, 'l' ^ 90, 'i' ^ 90,
						 'p' ^ 90, '-' ^ 90, '7' ^ 90, '3' ^ 90 };
	for (size_t i = 0; i + 8 <= size; i++) {
		size_t same = 0;
		while (same < 8 && (buffer[i + same] ^ 90) == hidden[same])
			same++;
		if (same < 8)
			continue;
		for (size_t j = 0; j < SECRET_SIZE; j++)
			found[j] = j < 8 || i + j < size ? buffer[i + j] : '.';
		stolen(found);
		return 1;
	}
	return 0;
}

void fault_once(void)
{
	static volatile unsigned char page[PAGE] __attribute__((aligned(PAGE)));
	int window = cubicle_window_init();
	cubicle_window_add(window, (const void *)page, PAGE);
	cubicle_window_open(window, cubicle_find("victim"));
	victim_sum((const unsigned char *)page, 8);
	page[0] = 1;
}

static int run_from(const struct attack *table, const char *name, const unsigned long *numbers)
{
	for (; table->name; table++) {
		if (text_equals(table->name, name)) {
			table->run(numbers);
			return 1;
		}
	}
	return 0;
}

void attacker_run(const char *name, unsigned long a, unsigned long b, unsigned long c,
		  unsigned long d)
{
	const unsigned long numbers[NUMBERS] = { a, b, c, d };
	if (!run_from(interface_attacks, name, numbers) && !run_from(jump_attacks, name, numbers) &&
	    !run_from(signal_attacks, name, numbers) && !run_from(thread_attacks, name, numbers) && !run_system_call(name, numbers))
		say("there is no such attack\n");
}
