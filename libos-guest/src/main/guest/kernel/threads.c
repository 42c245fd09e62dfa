/*
 * POSIX threads: locks, conditions, barriers, semaphores, thread-local storage, signals to one
 * thread, cancellation. What is printed never depends on who runs first.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "scenario.h"

#define THREADS 8
#define ROUNDS 2000

static pthread_t start(void *(*function)(void *), void *argument)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, function, argument))
		broken("pthread_create");
	return thread;
}

static void start_all(pthread_t *threads, void *(*function)(void *))
{
	int i;

	for (i = 0; i < THREADS; i++)
		threads[i] = start(function, (void *)(intptr_t)i);
}

static long join(pthread_t thread)
{
	void *result;

	if (pthread_join(thread, &result))
		broken("pthread_join");
	return (long)(intptr_t)result;
}

static long join_all(const pthread_t *threads)
{
	long sum = 0;
	int i;

	for (i = 0; i < THREADS; i++)
		sum += join(threads[i]);
	return sum;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long counter;

static void *count_locked(void *index)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
	}
	return (void *)((intptr_t)index * 10);
}

static void *count_atomically(void *index)
{
	int i;

	(void)index;
	for (i = 0; i < ROUNDS; i++)
		__atomic_add_fetch(&counter, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void counting(void)
{
	pthread_t threads[THREADS];

	begin("mutex");
	counter = 0;
	start_all(threads, count_locked);
	fact("results=%ld", join_all(threads));
	fact("counter=%ld", counter);
	end();

	begin("atomic");
	counter = 0;
	start_all(threads, count_atomically);
	join_all(threads);
	fact("counter=%ld", counter);
	end();
}

#define QUEUE 4
static int queue[QUEUE], filled;

static void *produce(void *unused)
{
	int i;

	(void)unused;
	for (i = 1; i <= 500; i++) {
		pthread_mutex_lock(&lock);
		while (filled == QUEUE)
			pthread_cond_wait(&changed, &lock);
		queue[filled++] = i;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *consume(void *unused)
{
	intptr_t sum = 0;
	int i;

	(void)unused;
	for (i = 0; i < 500; i++) {
		pthread_mutex_lock(&lock);
		while (filled == 0)
			pthread_cond_wait(&changed, &lock);
		sum += queue[--filled];
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	return (void *)sum;
}

static void conditions(void)
{
	struct timespec soon;
	pthread_t producers[2], consumers[2];

	begin("condition");
	producers[0] = start(produce, NULL);
	consumers[0] = start(consume, NULL);
	producers[1] = start(produce, NULL);
	consumers[1] = start(consume, NULL);
	join(producers[0]);
	join(producers[1]);
	fact("sum=%ld", join(consumers[0]) + join(consumers[1]));
	end();

	begin("condition-timeout");
	clock_gettime(CLOCK_REALTIME, &soon);
	soon.tv_nsec += 2000000;
	if (soon.tv_nsec >= 1000000000) {
		soon.tv_sec++;
		soon.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&lock);
	fact("wait=%s", errno_name(pthread_cond_timedwait(&changed, &lock, &soon)));
	fact("trylock=%s", errno_name(pthread_mutex_trylock(&lock)));
	pthread_mutex_unlock(&lock);
	end();
}

static pthread_barrier_t barrier;
static int phase[THREADS];

static void *in_step(void *index)
{
	intptr_t me = (intptr_t)index, serial = 0, behind = 0;
	int round, i;

	for (round = 1; round <= 20; round++) {
		phase[me] = round;
		serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
		for (i = 0; i < THREADS; i++)
			behind += phase[i] != round;
		serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
	}
	return (void *)(serial + behind * 1000);
}

static void barriers(void)
{
	pthread_t threads[THREADS];

	begin("barrier");
	pthread_barrier_init(&barrier, NULL, THREADS);
	start_all(threads, in_step);
	/* One serial thread for each of the 40 waits, and nobody ever behind. */
	fact("serial=%ld", join_all(threads));
	pthread_barrier_destroy(&barrier);
	end();
}

static pthread_rwlock_t read_write = PTHREAD_RWLOCK_INITIALIZER;
static long pair[2];

static void *read_or_write(void *index)
{
	intptr_t torn = 0;
	int i;

	for (i = 0; i < 500; i++) {
		if ((intptr_t)index % 4 == 0) {
			pthread_rwlock_wrlock(&read_write);
			pair[0]++;
			pair[1]++;
		} else {
			pthread_rwlock_rdlock(&read_write);
			torn += pair[0] != pair[1];
		}
		pthread_rwlock_unlock(&read_write);
	}
	return (void *)torn;
}

static sem_t semaphore;
static int inside, most;

static void *enter(void *unused)
{
	int i, now;

	(void)unused;
	for (i = 0; i < 50; i++) {
		sem_wait(&semaphore);
		now = __atomic_add_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		if (now > most)
			most = now;
		sched_yield();
		__atomic_sub_fetch(&inside, 1, __ATOMIC_SEQ_CST);
		sem_post(&semaphore);
	}
	return NULL;
}

static void other_locks(void)
{
	pthread_mutexattr_t attributes;
	pthread_mutex_t mutex;
	pthread_t threads[THREADS];
	int value;

	begin("rwlock");
	start_all(threads, read_or_write);
	fact("torn=%ld", join_all(threads));
	fact("writes=%ld", pair[0]);
	end();

	begin("semaphore");
	sem_init(&semaphore, 0, 3);
	start_all(threads, enter);
	join_all(threads);
	sem_getvalue(&semaphore, &value);
	fact("value=%d within-limit=%d", value, most <= 3);
	end();

	begin("mutex-kinds");
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&mutex, &attributes);
	pthread_mutex_lock(&mutex);
	fact("recursive=%s", errno_name(pthread_mutex_lock(&mutex)));
	pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&mutex, &attributes);
	pthread_mutex_lock(&mutex);
	fact("checked=%s", errno_name(pthread_mutex_lock(&mutex)));
	pthread_mutex_unlock(&mutex);
	fact("unlock=%s", errno_name(pthread_mutex_unlock(&mutex)));
	end();
}

static __thread int local = 5;
static __thread char zeroed[100];
static pthread_key_t slot;
static int destroyed;

static void destroy(void *value)
{
	__atomic_add_fetch(&destroyed, (int)(intptr_t)value, __ATOMIC_SEQ_CST);
}

static void *use_local(void *index)
{
	intptr_t me = (intptr_t)index;
	int before = local, i, clean = 1;

	for (i = 0; i < 100; i++)
		clean = clean && zeroed[i] == 0;
	memset(zeroed, 1, sizeof zeroed);
	local += (int)me;
	errno = (int)me;
	pthread_setspecific(slot, (void *)(me + 1));
	for (i = 0; i < 20; i++)
		sched_yield();
	return (void *)(intptr_t)(before == 5 && clean && local == 5 + me && errno == me &&
				  pthread_getspecific(slot) == (void *)(me + 1));
}

static void thread_local(void)
{
	pthread_t threads[THREADS];

	begin("thread-local");
	pthread_key_create(&slot, destroy);
	start_all(threads, use_local);
	fact("right=%ld", join_all(threads));
	fact("destroyed=%d mine=%d", destroyed, local);
	pthread_key_delete(slot);
	end();
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int initialised;

static void initialise(void)
{
	initialised++;
}

static void *call_once(void *unused)
{
	(void)unused;
	pthread_once(&once, initialise);
	return (void *)(intptr_t)initialised;
}

static void once_only(void)
{
	pthread_t threads[THREADS];

	begin("once");
	start_all(threads, call_once);
	fact("seen=%ld", join_all(threads));
	fact("times=%d", initialised);
	end();
}

static sem_t ready, done;
static volatile int handled_in_right_thread;
static __thread int i_am_the_target;

static void on_signal(int signal)
{
	(void)signal;
	handled_in_right_thread = i_am_the_target;
	sem_post(&done);
}

static void *be_target(void *unused)
{
	(void)unused;
	i_am_the_target = 1;
	sem_post(&ready);
	while (!handled_in_right_thread)
		usleep(100);
	return NULL;
}

static void *wait_blocked(void *set)
{
	int signal = 0;

	sem_post(&ready);
	sigwait(set, &signal);
	return (void *)(intptr_t)signal;
}

static void signals(void)
{
	struct sigaction action;
	pthread_t thread;
	sigset_t set;

	begin("signal-to-thread");
	memset(&action, 0, sizeof action);
	action.sa_handler = on_signal;
	sigemptyset(&action.sa_mask);
	sigaction(SIGUSR1, &action, NULL);
	sem_init(&ready, 0, 0);
	sem_init(&done, 0, 0);
	thread = start(be_target, NULL);
	sem_wait(&ready);
	pthread_kill(thread, SIGUSR1);
	sem_wait(&done);
	join(thread);
	fact("right=%d", handled_in_right_thread);
	end();

	begin("mask-inherited");
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	thread = start(wait_blocked, &set);
	sem_wait(&ready);
	kill(getpid(), SIGUSR2);
	fact("waited-for=%ld", join(thread));
	end();
}

static void clean_up(void *flag)
{
	*(int *)flag += 1;
}

static void *wait_for_ever(void *flag)
{
	pthread_cleanup_push(clean_up, flag);
	sem_post(&ready);
	for (;;)
		usleep(1000000);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *leave_early(void *flag)
{
	pthread_cleanup_push(clean_up, flag);
	pthread_exit((void *)77);
	pthread_cleanup_pop(0);
	return NULL;
}

static void leaving(void)
{
	pthread_t thread;
	int cleaned = 0;

	begin("cancel");
	thread = start(wait_for_ever, &cleaned);
	sem_wait(&ready);
	pthread_cancel(thread);
	fact("cancelled=%d", join(thread) == (long)(intptr_t)PTHREAD_CANCELED);
	fact("cleaned=%d", cleaned);
	end();

	begin("exit");
	fact("result=%ld", join(start(leave_early, &cleaned)));
	fact("cleaned=%d", cleaned);
	end();
}

static void *sum_stack(void *unused)
{
	volatile unsigned char big[200000];
	long sum = 0;
	size_t i;

	(void)unused;
	for (i = 0; i < sizeof big; i++)
		big[i] = (unsigned char)i;
	for (i = 0; i < sizeof big; i++)
		sum += big[i];
	return (void *)(intptr_t)sum;
}

static void *nothing(void *argument)
{
	return argument;
}

static void attributes(void)
{
	pthread_attr_t attribute;
	pthread_t thread;
	size_t size = 512 * 1024;
	void *stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	begin("own-stack");
	pthread_attr_init(&attribute);
	pthread_attr_setstack(&attribute, stack, size);
	if (pthread_create(&thread, &attribute, sum_stack, NULL))
		broken("pthread_create");
	fact("sum=%ld", join(thread));
	munmap(stack, size);
	end();

	begin("many-in-turn");
	{
		long sum = 0;
		int i;

		for (i = 0; i < 200; i++)
			sum += join(start(nothing, (void *)(intptr_t)i));
		fact("sum=%ld", sum);
	}
	end();
}

static void *compute(void *index)
{
	double x = 1.0 + (double)(intptr_t)index;
	int i;

	/* Long enough to be interrupted with values in vector registers. */
	for (i = 0; i < 300000; i++)
		x = x * 0.9999 + 0.0001 * (double)(intptr_t)index;
	return (void *)(intptr_t)(x * 1e6);
}

static void computing(void)
{
	pthread_t threads[THREADS];
	long wrong = 0;
	intptr_t i;

	begin("floating-point");
	start_all(threads, compute);
	for (i = 0; i < THREADS; i++)
		wrong += join(threads[i]) != (long)(intptr_t)compute((void *)i);
	fact("wrong=%ld", wrong);
	expect(wrong == 0);
	end();
}

static void futexes(void)
{
	struct timespec soon = { 0, 2000000 };
	int word = 1;

	begin("futex");
	refused("changed", syscall(SYS_futex, &word, 128, 2, NULL), EAGAIN);
	refused("timeout", syscall(SYS_futex, &word, 128, 1, &soon), ETIMEDOUT);
	answer("wake-nobody", syscall(SYS_futex, &word, 129, 1));
	refused("unaligned", syscall(SYS_futex, (char *)&word + 1, 128, 1, NULL), EINVAL);
	end();
}

int main(void)
{
	counting();
	conditions();
	barriers();
	other_locks();
	thread_local();
	once_only();
	signals();
	leaving();
	attributes();
	computing();
	futexes();
	return finish();
}
