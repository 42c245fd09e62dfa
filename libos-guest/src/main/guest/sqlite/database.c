#include "database.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a. */
#define BASIS 0xcbf29ce484222325u
#define PRIME 0x100000001b3u

static sqlite3 *database;
static sqlite3_stmt *statement;
static uint64_t sum, row_count;
static char first_column[200];

static void fail(const char *what)
{
	fprintf(stderr, "sqlite-speed: %s: %s\n", what, database ? sqlite3_errmsg(database) : "no database");
	exit(1);
}

static void mix(const void *data, size_t length)
{
	const unsigned char *byte = data;

	while (length--)
		sum = (sum ^ *byte++) * PRIME;
}

/* Types too: 1 and '1' are not the same answer. */
static void mix_row(void)
{
	int columns = sqlite3_column_count(statement), i;

	row_count++;
	for (i = 0; i < columns; i++) {
		unsigned char type = (unsigned char)sqlite3_column_type(statement, i);
		const char *text = (const char *)sqlite3_column_text(statement, i);

		mix(&type, 1);
		if (text)
			mix(text, strlen(text) + 1);
		if (i == 0)
			snprintf(first_column, sizeof first_column, "%s", text ? text : "NULL");
	}
}

void database_open(const char *file, int sync)
{
	sum = BASIS;
	row_count = 0;
	if (sqlite3_open(file ? file : ":memory:", &database) != SQLITE_OK)
		fail(file);
	/* Sorting must not need a directory to write to where the database itself does not. */
	if (!file)
		sql("PRAGMA temp_store=MEMORY");
	if (!sync)
		sql("PRAGMA synchronous=OFF");
	sql("PRAGMA threads=0");
}

void database_close(void)
{
	if (sqlite3_close(database) != SQLITE_OK)
		fail("close");
	database = NULL;
}

void sql(const char *text)
{
	while (*text) {
		const char *rest;

		if (sqlite3_prepare_v2(database, text, -1, &statement, &rest) != SQLITE_OK)
			fail(text);
		text = rest;
		if (statement) {
			run();
			done();
		}
	}
}

void prepare(const char *text)
{
	if (sqlite3_prepare_v2(database, text, -1, &statement, NULL) != SQLITE_OK)
		fail(text);
}

void bind_number(int parameter, int64_t value)
{
	if (sqlite3_bind_int64(statement, parameter, value) != SQLITE_OK)
		fail("bind");
}

void bind_text(int parameter, const char *value)
{
	if (sqlite3_bind_text(statement, parameter, value, -1, SQLITE_TRANSIENT) != SQLITE_OK)
		fail("bind");
}

void run(void)
{
	int result;

	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		mix_row();
	if (result != SQLITE_DONE)
		fail(sqlite3_sql(statement));
	sqlite3_reset(statement);
}

void done(void)
{
	sqlite3_finalize(statement);
	statement = NULL;
}

uint64_t checksum(void)
{
	return sum;
}

uint64_t rows(void)
{
	return row_count;
}

const char *latest(void)
{
	return first_column;
}
