/*
 * The options of a subcommand as a table, so that all of them parse, complain and explain themselves the same way.
 *
 * A wrong command line costs the user one line: what is wrong, the nearest thing that exists, where the list is. Exit status
 * 2 then.
 */
#ifndef OPENWDDM_OPTIONS_H
#define OPENWDDM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
    OPTION_FLAG,   /* bool: set */
    OPTION_NEGATE, /* bool: cleared */
    OPTION_TEXT,   /* const char *: the argument */
    OPTION_LIST,   /* struct option_list: one more argument */
    OPTION_NUMBER, /* uint64_t, min..max */
    OPTION_SIZE,   /* struct option_size: WxH */
    OPTION_BYTES,  /* uint64_t, min..max: a number of MiB, or one with K, M or G behind it */
    OPTION_CHOICE, /* uint64_t: one of the numbers in `choices`, "0|90|180|270" */
};

#define OPTION_LIST_MAX 8

struct option_list {
    const char *items[OPTION_LIST_MAX];
    size_t count;
};

struct option_size {
    uint32_t width, height;
};

struct option_row {
    const char *name; /* without the dashes */
    enum option_kind kind;
    void *to;
    const char *argument; /* "FILE"; NULL for flags */
    const char *help;
    uint64_t min, max;
    const char *choices;
};

struct command_line {
    const char *command;  /* "desktop" */
    const char *operands; /* "DRIVER", "[ID]" or "" */
    const char *summary;  /* a sentence or two for --help */
    const struct option_row *rows;
    size_t row_count;
    size_t operands_min, operands_max;
    const char *footer; /* more lines for --help; may be NULL */
};

/* Parses argv[1..]; argv[0] is the subcommand's name. True: go on with *operands (argc - *operands of them, in order). False:
 * help was shown, or the command line is wrong and was complained about; exit with *status. */
bool options_parse(const struct command_line *line, int argc, char **argv, int *operands, int *status);

/* The candidate that `word` most likely meant; NULL when none is near. */
const char *nearest(const char *word, const char *const *candidates, size_t count);

#endif
