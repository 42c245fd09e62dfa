/* Shared thread-local data: everyone's errno. */
__thread int shared_errno;
__thread int shared_initial = 12;

int errno_initial(void)
{
	return shared_initial + shared_errno;
}
