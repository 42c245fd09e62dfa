long cubicle_syscall(long, long, long, long, long, long);

int add(int a, int b)
{
	return a + b;
}

int say(const char *text)
{
	int size = 0;
	while (text[size])
		size++;
	return cubicle_syscall(1, 1, (long)text, size, 0, 0);
}
