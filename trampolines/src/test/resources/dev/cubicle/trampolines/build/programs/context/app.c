void print(const char *format, ...);
double kept(double a, double b);

int app_main(int argc, char **argv, char **envp)
{
	print("kept %f\n", kept(1.5, 2.5));
	return 0;
}
