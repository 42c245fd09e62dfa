/*
 * Runs one attack and tells whether the victim came to harm:
 *
 *	attacks NAME [NUMBER…]
 *
 * The numbers are hexadecimal. What was stolen the attacker prints itself: STOLEN and the secret,
 * which it cannot know otherwise.
 */
#include <cubicle/cubicle.h>

#include "attacker.h"
#include "output.h"
#include "referee.h"
#include "victim.h"

#define NUMBERS 4

static char *page;

int main(int argc, char **argv, char **envp);

char *referee_page(void)
{
	return page = cubicle_pages_alloc(1);
}

void referee_drop(void)
{
	cubicle_pages_free(page, 1);
}

static unsigned long hexadecimal(const char *text)
{
	unsigned long value = 0;
	for (; *text; text++)
		value = value << 4 | (unsigned long)(*text <= '9' ? *text - '0' : *text - 'a' + 10);
	return value;
}

int main(int argc, char **argv, char **envp)
{
	(void)envp;
	if (argc < 2 || argc > 2 + NUMBERS) {
		say("usage: attacks NAME [NUMBER...]\n");
		return 2;
	}
	unsigned long numbers[NUMBERS] = { 0 };
	for (int i = 2; i < argc; i++)
		numbers[i - 2] = hexadecimal(argv[i]);
	victim_prepare();
	attacker_run(argv[1], numbers[0], numbers[1], numbers[2], numbers[3]);
	/* Using one that may stand behind every half of the secret keeps it an export. */
	if (!victim_intact() || victim_reveal(0) == victim_reveal(1))
		say("CORRUPTED\n");
	else
		say("victim intact\n");
	return 0;
}
