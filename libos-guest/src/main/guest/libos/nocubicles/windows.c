/* Everything is open, to everyone, for ever. */
#include <cubicle/cubicle.h>
#include <errno.h>

int cubicle_find(const char *name)
{
	(void)name;
	return cubicle_self();
}

int cubicle_window_init(void)
{
	return 0;
}

int cubicle_window_add(int window, const void *start, size_t size)
{
	(void)window;
	(void)start;
	(void)size;
	return 0;
}

int cubicle_window_remove(int window, const void *start)
{
	(void)window;
	(void)start;
	return 0;
}

int cubicle_window_open(int window, int cubicle)
{
	(void)window;
	(void)cubicle;
	return 0;
}

int cubicle_window_open_read(int window, int cubicle)
{
	(void)window;
	(void)cubicle;
	return 0;
}

int cubicle_window_close(int window, int cubicle)
{
	(void)window;
	(void)cubicle;
	return 0;
}

int cubicle_window_close_all(int window)
{
	(void)window;
	return 0;
}

int cubicle_window_destroy(int window)
{
	(void)window;
	return 0;
}
