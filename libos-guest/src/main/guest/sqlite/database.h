/*
 * A thin layer over one database: SQL in, a checksum of everything that comes out.
 * Any error ends the program with status 1 and a line on standard error.
 */
#ifndef DATABASE_H
#define DATABASE_H

#include <stdint.h>

/* NULL for a database in memory. Clears the checksum. */
void database_open(const char *file, int sync);
void database_close(void);

/* Statements without parameters, any number of them. */
void sql(const char *text);

/* One statement with parameters: prepare once, then bind and run as often as wanted. */
void prepare(const char *text);
void bind_number(int parameter, int64_t value);
void bind_text(int parameter, const char *value);
void run(void);
void done(void);

uint64_t checksum(void);
uint64_t rows(void);
/* The text of the first column of the latest row, cut to fit. */
const char *latest(void);

#endif
