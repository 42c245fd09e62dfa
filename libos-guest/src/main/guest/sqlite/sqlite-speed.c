/*
 * A workload for SQLite, after the mix of its own speedtest1: the same kinds of work under the same
 * numbers, written anew.
 *
 *	sqlite-speed [--size N] [--repeat N] [--nosync] [--times] [--memory] [FILE]
 *
 * --size scales the number of rows (10 by default, speedtest1's own default would be 100). The
 * database is in memory unless a file is named, which must not exist yet, or, on the library OS,
 * in a file there unless it is to be in memory. --repeat does everything
 * again on a new database, and expects the same answers. All that is printed is the same on every
 * machine, unless --times adds the seconds each test took.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "database.h"

#ifndef DEFAULT_FILE
#define DEFAULT_FILE NULL
#endif

static struct {
	int size, repeat, sync, times;
	const char *file;
} options = { .size = 10, .repeat = 1, .sync = 1 };

static int64_t many;	/* rows of the big tables */
static int64_t mask;	/* the smallest 2^k - 1 that is at least 'many' */

/* Numbers that look random and are the same everywhere: xorshift64*. */
static uint64_t state;

static uint64_t random_number(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1d;
}

static int64_t below(int64_t limit)
{
	return (int64_t)(random_number() >> 11) % limit;
}

/* Every number of 0..mask once, in no order: multiplying by an odd number permutes. */
static int64_t scattered(int64_t i)
{
	return (i * 0x9e3779b1 + 0x5bd1) & mask;
}

/* A number in words, which gives text columns of all lengths that sort unlike the numbers do. */
static const char *spell(int64_t value)
{
	static const char *const small[] = {
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
		"eighteen", "nineteen",
	};
	static const char *const tens[] = {
		"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
	};
	static const struct {
		int64_t value;
		const char *name;
	} scales[] = { { 1000000, "million" }, { 1000, "thousand" }, { 100, "hundred" } };
	static char text[200];
	size_t i;

	text[0] = 0;
	for (i = 0; i < 3; i++) {
		char *end = text + strlen(text);
		int64_t count = value / scales[i].value;

		value %= scales[i].value;
		if (count > 19)
			sprintf(end, "%lld %s ", (long long)count, scales[i].name);
		else if (count > 0)
			sprintf(end, "%s %s ", small[count], scales[i].name);
	}
	if (value >= 20) {
		strcat(strcat(text, tens[value / 10]), " ");
		value %= 10;
	}
	if (value > 0 || !text[0])
		strcat(text, small[value]);
	return text;
}

static void fill(const char *statement, int64_t count, int ordered)
{
	int64_t i;

	sql("BEGIN");
	prepare(statement);
	for (i = 1; i <= count; i++) {
		int64_t value = scattered(i);

		bind_number(1, ordered ? i : value);
		bind_number(2, value);
		bind_text(3, spell(value));
		run();
	}
	done();
	sql("COMMIT");
}

/* Runs a statement with two numbers, a range of the values there are. */
static void ranges(const char *statement, int64_t count, int64_t width)
{
	int64_t i;

	sql("BEGIN");
	prepare(statement);
	for (i = 0; i < count; i++) {
		int64_t low = below(mask);

		bind_number(1, low);
		bind_number(2, low + width);
		run();
	}
	done();
	sql("COMMIT");
}

static void each(const char *statement, int64_t count)
{
	int64_t i;

	sql("BEGIN");
	prepare(statement);
	for (i = 0; i < count; i++) {
		bind_number(1, below(count) + 1);
		run();
	}
	done();
	sql("COMMIT");
}

static void insert_plain(void)
{
	sql("CREATE TABLE plain(a INTEGER, b INTEGER, c TEXT)");
	fill("INSERT INTO plain VALUES(?1, ?2, ?3)", many, 0);
}

static void insert_ordered(void)
{
	sql("CREATE TABLE ordered(a INTEGER UNIQUE, b INTEGER, c TEXT)");
	fill("INSERT INTO ordered VALUES(?1, ?2, ?3)", many, 1);
}

static void insert_unordered(void)
{
	sql("CREATE TABLE unordered(a INTEGER UNIQUE, b INTEGER, c TEXT)");
	fill("INSERT INTO unordered VALUES(?1, ?2, ?3)", many, 0);
}

static void select_range_scan(void)
{
	ranges("SELECT count(*), avg(b), sum(length(c)) FROM plain WHERE b BETWEEN ?1 AND ?2", 25, 2000);
}

static void select_like_scan(void)
{
	static const char *const patterns[] = {
		"%eight%", "nine%", "%teen", "%thousand f%", "%ty t%", "one %", "%hundred%one", "s%n", "%zero%",
		"%five hundred%",
	};
	size_t i;

	prepare("SELECT count(*), avg(b), sum(length(c)) FROM plain WHERE c LIKE ?1");
	for (i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		bind_text(1, patterns[i]);
		run();
	}
	done();
}

static void select_sorted(void)
{
	ranges("SELECT a, b, c FROM plain WHERE b BETWEEN ?1 AND ?2 ORDER BY c", 10, mask / 4);
}

static void select_sorted_some(void)
{
	ranges("SELECT a, b, c FROM plain WHERE b BETWEEN ?1 AND ?2 ORDER BY a LIMIT 10", 10, mask / 4);
}

static void create_indexes(void)
{
	sql("BEGIN;"
	    "CREATE UNIQUE INDEX plain_b ON plain(b);"
	    "CREATE INDEX plain_c ON plain(c);"
	    "CREATE UNIQUE INDEX ordered_b ON ordered(b);"
	    "CREATE UNIQUE INDEX unordered_b ON unordered(b);"
	    "CREATE INDEX unordered_cb ON unordered(c, b);"
	    "COMMIT");
}

static void select_range_index(void)
{
	ranges("SELECT count(*), avg(b), sum(length(c)), a FROM plain WHERE b BETWEEN ?1 AND ?2", many, 20);
}

static void select_range_key(void)
{
	ranges("SELECT count(*), avg(b), sum(length(c)), a FROM ordered WHERE a BETWEEN ?1 AND ?2", many, 20);
}

static void select_text_index(void)
{
	int64_t i;
	char upper[220];

	sql("BEGIN");
	prepare("SELECT count(*), avg(b), sum(length(c)), a FROM plain WHERE c BETWEEN ?1 AND ?2");
	for (i = 0; i < many; i++) {
		const char *low = spell(below(mask));

		/* '~' sorts behind every letter. */
		snprintf(upper, sizeof upper, "%s~", low);
		bind_text(1, low);
		bind_text(2, upper);
		run();
	}
	done();
	sql("COMMIT");
}

static void insert_with_indexes(void)
{
	sql("CREATE TABLE indexed(a INTEGER UNIQUE, b INTEGER, c TEXT);"
	    "CREATE INDEX indexed_b ON indexed(b);"
	    "CREATE INDEX indexed_c ON indexed(c);");
	fill("INSERT INTO indexed VALUES(?1, ?2, ?3)", many, 1);
}

static void delete_and_refill(void)
{
	sql("DELETE FROM unordered; INSERT INTO unordered SELECT * FROM plain");
}

static void vacuum(void)
{
	sql("VACUUM");
}

static void add_column(void)
{
	sql("ALTER TABLE unordered ADD COLUMN d INTEGER DEFAULT 123; SELECT sum(d) FROM unordered");
}

static void update_ranges(void)
{
	ranges("UPDATE unordered SET d = b * 2 WHERE b BETWEEN ?1 AND ?2", many / 25, 10);
}

static void update_rows(void)
{
	each("UPDATE indexed SET b = b + 1, c = c || '.' WHERE a = ?1", many);
}

static void update_all(void)
{
	sql("UPDATE unordered SET d = b * 4");
}

static void select_added_column(void)
{
	sql("SELECT sum(d), max(d), min(d) FROM unordered");
}

static void delete_ranges(void)
{
	ranges("DELETE FROM unordered WHERE b BETWEEN ?1 AND ?2", many / 25, 10);
}

static void delete_rows(void)
{
	each("DELETE FROM indexed WHERE a = ?1", many);
}

static void refill_with_replace(void)
{
	sql("BEGIN;"
	    "REPLACE INTO unordered(a, b, c) SELECT a, b, c FROM plain;"
	    "REPLACE INTO indexed SELECT a, b, c FROM ordered;"
	    "COMMIT");
}

static void refill_with_condition(void)
{
	sql("BEGIN;"
	    "DELETE FROM unordered;"
	    "INSERT INTO unordered(a, b, c) SELECT a, b, c FROM plain WHERE (b & 1) = (a & 1);"
	    "INSERT INTO unordered(a, b, c) SELECT a, b, c FROM plain WHERE (b & 1) <> (a & 1);"
	    "COMMIT");
}

static void join_four(void)
{
	ranges("SELECT p.c FROM plain p, ordered o, indexed i, unordered u"
	       " WHERE p.b BETWEEN ?1 AND ?2 AND o.b = p.b AND i.a = o.a AND u.b = p.b ORDER BY 1",
	       10, 1000);
}

static void subquery(void)
{
	sql("SELECT sum(a), max(c), avg((SELECT a FROM unordered WHERE 5 + ordered.b = unordered.b) + rowid),"
	    " max(c) FROM ordered");
}

static void nested_queries(void)
{
	ranges("WITH RECURSIVE steps(n) AS (SELECT ?1 UNION ALL SELECT n + 7 FROM steps WHERE n + 7 <= ?2)"
	       " SELECT count(*), group_concat(c, ',') FROM steps JOIN plain ON plain.b = n & 1023",
	       20, 2000);
}

static void replace_by_row_number(void)
{
	int64_t count = many * 7 / 5, i;

	sql("BEGIN; CREATE TABLE numbered(a INTEGER PRIMARY KEY, b TEXT)");
	prepare("REPLACE INTO numbered VALUES(?1, ?2)");
	for (i = 0; i < count; i++) {
		int64_t value = below(1000000000);

		bind_number(1, value);
		bind_text(2, spell(value % 1000000));
		run();
	}
	done();
	sql("COMMIT");
}

static void select_by_row_number(void)
{
	int64_t i;

	/* What was stored is not known here, so the neighbour at or above is taken. */
	prepare("SELECT a, b FROM numbered WHERE a >= ?1 ORDER BY a LIMIT 1");
	for (i = 0; i < many; i++) {
		bind_number(1, below(1000000000));
		run();
	}
	done();
}

static void replace_by_text(void)
{
	int64_t count = many * 7 / 5, i;

	sql("BEGIN; CREATE TABLE named(a TEXT PRIMARY KEY, b INTEGER) WITHOUT ROWID");
	prepare("REPLACE INTO named VALUES(?1, ?2)");
	for (i = 0; i < count; i++) {
		int64_t value = below(count);

		bind_text(1, spell(value));
		bind_number(2, i);
		run();
	}
	done();
	sql("COMMIT");
}

static void select_by_text(void)
{
	int64_t count = many * 7 / 5, i;

	prepare("SELECT b FROM named WHERE a = ?1");
	for (i = 0; i < count; i++) {
		bind_text(1, spell(below(count)));
		run();
	}
	done();
}

static void distinct(void)
{
	sql("SELECT count(DISTINCT b), count(DISTINCT length(a)) FROM named;"
	    "SELECT DISTINCT length(a) FROM named ORDER BY 1");
}

static void savepoints(void)
{
	sql("BEGIN; SAVEPOINT outside; DELETE FROM plain WHERE a % 3 = 0;"
	    "SAVEPOINT inside; UPDATE plain SET c = upper(c);"
	    "SELECT count(*), max(c) FROM plain; ROLLBACK TO inside;"
	    "SELECT count(*), max(c) FROM plain; ROLLBACK TO outside;"
	    "SELECT count(*), max(c) FROM plain; COMMIT");
}

static void integrity(void)
{
	sql("PRAGMA integrity_check");
	if (strcmp(latest(), "ok") != 0) {
		fprintf(stderr, "sqlite-speed: integrity check: %s\n", latest());
		exit(1);
	}
}

static void analyze(void)
{
	sql("ANALYZE; SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2");
}

static const struct {
	int number;
	const char *what;
	void (*run)(void);
} tests[] = {
	{ 100, "INSERT into a table without an index", insert_plain },
	{ 110, "ordered INSERT into a table with one index", insert_ordered },
	{ 120, "unordered INSERT into a table with one index", insert_unordered },
	{ 130, "SELECT of a numeric range, by scanning", select_range_scan },
	{ 140, "SELECT with LIKE, by scanning", select_like_scan },
	{ 142, "SELECT with ORDER BY, by scanning", select_sorted },
	{ 145, "SELECT with ORDER BY and LIMIT, by scanning", select_sorted_some },
	{ 150, "CREATE INDEX, five times", create_indexes },
	{ 160, "SELECT of a numeric range, by index", select_range_index },
	{ 161, "SELECT of a numeric range, by unique key", select_range_key },
	{ 170, "SELECT of a text range, by index", select_text_index },
	{ 180, "INSERT into a table with three indexes", insert_with_indexes },
	{ 190, "DELETE everything and fill again", delete_and_refill },
	{ 200, "VACUUM", vacuum },
	{ 210, "ALTER TABLE ADD COLUMN, and a query of it", add_column },
	{ 230, "UPDATE of numeric ranges", update_ranges },
	{ 240, "UPDATE of single rows", update_rows },
	{ 250, "UPDATE of a whole table", update_all },
	{ 260, "query of the added column", select_added_column },
	{ 270, "DELETE of numeric ranges", delete_ranges },
	{ 280, "DELETE of single rows", delete_rows },
	{ 290, "REPLACE INTO two tables", refill_with_replace },
	{ 300, "fill again, on a condition", refill_with_condition },
	{ 310, "four-way JOIN", join_four },
	{ 320, "subquery for every row", subquery },
	{ 330, "recursive query", nested_queries },
	{ 400, "REPLACE by row number", replace_by_row_number },
	{ 410, "SELECT by row number", select_by_row_number },
	{ 500, "REPLACE by text key", replace_by_text },
	{ 510, "SELECT by text key", select_by_text },
	{ 520, "SELECT DISTINCT", distinct },
	{ 600, "savepoints and rollback", savepoints },
	{ 980, "integrity check", integrity },
	{ 990, "ANALYZE", analyze },
};

static double seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void run_tests(void)
{
	double start = seconds(), before;
	size_t i;

	database_open(options.file, options.sync);
	state = 0x2026;
	for (i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		printf("%4d  %s", tests[i].number, tests[i].what);
		fflush(stdout);
		before = seconds();
		tests[i].run();
		if (options.times)
			printf("%*.3f s", 56 - (int)strlen(tests[i].what), seconds() - before);
		printf("\n");
	}
	database_close();
	if (options.times)
		printf("      total%51.3f s\n", seconds() - start);
	printf("checksum %016llx, %llu rows\n", (unsigned long long)checksum(), (unsigned long long)rows());
}

static void usage(void)
{
	fprintf(stderr, "usage: sqlite-speed [--size N] [--repeat N] [--nosync] [--times] [--memory] [FILE]\n");
	exit(2);
}

static int number(const char *text)
{
	char *rest;
	long value = text ? strtol(text, &rest, 10) : 0;

	if (value < 1 || value > 10000 || *rest)
		usage();
	return (int)value;
}

static void read_options(char **argument)
{
	int memory = 0;

	for (; *argument; argument++) {
		if (strcmp(*argument, "--size") == 0)
			options.size = number(*++argument);
		else if (strcmp(*argument, "--repeat") == 0)
			options.repeat = number(*++argument);
		else if (strcmp(*argument, "--nosync") == 0)
			options.sync = 0;
		else if (strcmp(*argument, "--times") == 0)
			options.times = 1;
		else if (strcmp(*argument, "--memory") == 0)
			memory = 1;
		else if (**argument == '-' || options.file)
			usage();
		else
			options.file = *argument;
	}
	if (memory && options.file)
		usage();
	if (!memory && !options.file)
		options.file = DEFAULT_FILE;
}

static void refuse_old_file(void)
{
	if (options.file && access(options.file, F_OK) == 0) {
		fprintf(stderr, "sqlite-speed: %s exists already\n", options.file);
		exit(2);
	}
}

int main(int count, char **arguments)
{
	uint64_t first = 0;
	int i;

	(void)count;
	read_options(arguments + 1);
	refuse_old_file();
	many = options.size * INT64_C(500);
	for (mask = 1; mask < many; mask = mask * 2 + 1)
		;
	printf("SQLite %s, size %d, %s\n", sqlite3_libversion(), options.size,
	       options.file ? "in a file" : "in memory");
	for (i = 0; i < options.repeat; i++) {
		run_tests();
		if (i > 0 && checksum() != first) {
			fprintf(stderr, "sqlite-speed: round %d gave other answers than round 1\n", i + 1);
			return 1;
		}
		first = checksum();
		if (options.file && i + 1 < options.repeat)
			unlink(options.file);
	}
	return 0;
}
