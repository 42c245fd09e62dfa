/* Shared code: it runs as its caller, and calls back into whoever called. */
void sort(int *values, int count, int (*compare)(const void *, const void *))
{
	for (int i = 1; i < count; i++)
		for (int k = i; k > 0 && compare(&values[k - 1], &values[k]) > 0; k--) {
			int swap = values[k];
			values[k] = values[k - 1];
			values[k - 1] = swap;
		}
}
