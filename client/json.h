/*
 * A writer for the results that the tools leave behind (--json FILE).
 *
 * It only writes, keeps no document in memory, and puts commas, quotes and indentation where they belong, so
 * that the callers say nothing but names and values. The file appears under its name only when it is
 * complete.
 */
#ifndef OPENWDDM_JSON_H
#define OPENWDDM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 16

struct json {
    FILE *file;
    char *path;      /* what json_close renames the temporary file to; NULL: file is the caller's */
    char *temporary; /* where the text goes until then */
    unsigned depth;
    bool filled[JSON_DEPTH]; /* this level already holds a value: a comma comes first */
    bool array[JSON_DEPTH];  /* this level is an array, closed by ] */
    bool failed;
};

/* Opens FILE ("-" is standard output) and the outermost object. False with the reason in error. */
bool json_open(struct json *json, const char *path, char *error, size_t error_size);
/* The same onto a stream of the caller. */
void json_begin_stream(struct json *json, FILE *file);
/* Closes the outermost object and puts the file in its place. False with the reason in error; nothing is left
 * behind. */
bool json_close(struct json *json, char *error, size_t error_size);

/* name is NULL inside an array. */
void json_object(struct json *json, const char *name);
void json_array(struct json *json, const char *name);
void json_end(struct json *json);                                         /* the innermost object or array */
void json_string(struct json *json, const char *name, const char *value); /* NULL value writes null */
void json_unsigned(struct json *json, const char *name, uint64_t value);
void json_signed(struct json *json, const char *name, int64_t value);
void json_double(struct json *json, const char *name, double value); /* not finite writes null */
void json_bool(struct json *json, const char *name, bool value);
/* An unsigned number as a string "0x...", for status values and masks. */
void json_hex(struct json *json, const char *name, uint64_t value);

#endif
