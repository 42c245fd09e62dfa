/* Direct calls between two cubicles. */
int add(int a, int b);
int say(const char *text);

int app_main(int argc, char **argv, char **envp)
{
	say("hello\n");
	return add(40, 2) == 42 ? 7 : 1;
}
