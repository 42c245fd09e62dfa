/*
 * How far a write out of bounds gets. The parser is lent a buffer of 2,000 bytes, and writes as many as it
 * is told:
 *
 *	request   beside                 behind
 *	+--------+---------------------+----------------------+
 *	| buffer | on the buffer's page | on the page after it |
 *	+--------+---------------------+----------------------+
 *	  lent     open with it           closed
 *
 *	overflow            1,000 bytes more: what lies beside the buffer on its page is spoilt
 *	overflow 5000       so many in all: whoever goes on to the next page is stopped
 *
 * ./cubicle run --exposure overflow 5000 names the pages that the parser could touch then, and those it could
 * not.
 */
#include "parser.h"
#include "vault.h"
#include "teach/measure.h"
#include "teach/teach.h"

#define PAGE 4096
#define BUFFER 2000

int main(int count, char **arguments, char **environment);

static volatile struct {
	unsigned char request[BUFFER], beside[PAGE - BUFFER], behind[PAGE];
} room __attribute__((aligned(PAGE)));

int main(int count, char **arguments, char **environment)
{
	long spoilt = 0;

	(void)environment;
	parser_decode((unsigned char *)room.request, BUFFER, count > 1 ? number(arguments[1], 1 << 20) : 3000);
	for (int i = 0; i < PAGE - BUFFER; i++)
		spoilt += room.beside[i] != 0;
	say("spoilt: % bytes beside the buffer", spoilt);
	say("the page behind it is as it was: %", room.behind[0] == 0);
	say("the vault is as it was: %", vault_intact());
	return 0;
}
