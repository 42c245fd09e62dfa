#include "published.h"

int keeper_public[PAGE / sizeof(int)] __attribute__((aligned(PAGE))) = { 1 };
int keeper_private[PAGE / sizeof(int)] __attribute__((aligned(PAGE))) = { 1 };

void keeper_count(void)
{
	keeper_public[0]++;
	keeper_private[0]++;
}
