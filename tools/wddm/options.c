/*
 * See options.h. getopt_long does the parsing; the tables and the words are ours.
 */
#include "options.h"

#include "console.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX  32
#define HELP_CODE 1000

static size_t distance(const char *a, const char *b)
{
    size_t row[64], length = strlen(b);

    if (strlen(a) >= 64 || length >= 63)
        return 64;
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t old = row[j], best = diagonal + (a[i - 1] != b[j - 1]);
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
            diagonal = old;
        }
    }
    return row[length];
}

const char *nearest(const char *word, const char *const *candidates, size_t count)
{
    const char *best = NULL;
    size_t least = strlen(word) / 2 < 3 ? strlen(word) / 2 + 1 : 4;

    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, candidates[i]);
        if (d < least) {
            least = d;
            best = candidates[i];
        }
    }
    return best;
}

static void show_help(const struct command_line *line)
{
    printf("Usage: wddm %s%s%s [OPTION...]\n\n%s\n\n", line->command, *line->operands ? " " : "",
           line->operands, line->summary);
    for (size_t i = 0; i < line->row_count; i++) {
        const struct option_row *row = &line->rows[i];
        char left[60];
        snprintf(left, sizeof(left), "--%s%s%s", row->name, row->argument ? " " : "",
                 row->argument ? row->argument : "");
        printf("  %-22s %s\n", left, row->help);
    }
    printf("  %-22s %s\n", "--help", "show this");
    if (line->footer)
        printf("\n%s\n", line->footer);
    printf("\nExit status: 0 good, 1 the driver failed, 2 usage or set-up error.\n");
}

static bool wrong(const struct command_line *line, int *status, const char *text, const char *word,
                  const char *hint)
{
    fprintf(stderr, "wddm %s: %s '%s'", line->command, text, word);
    if (hint)
        fprintf(stderr, "; did you mean '%s'?", hint);
    fprintf(stderr, " ('wddm %s --help' lists the options)\n", line->command);
    *status = 2;
    return false;
}

static bool unknown_option(const struct command_line *line, int *status, const char *word)
{
    const char *names[ROWS_MAX + 1];
    char name[80], hint[80];
    size_t count = 0;

    while (count < line->row_count) {
        names[count] = line->rows[count].name;
        count++;
    }
    names[count++] = "help";
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
    const char *near = nearest(name + strspn(name, "-"), names, count);
    if (near)
        snprintf(hint, sizeof(hint), "--%s", near);
    return wrong(line, status, "unknown option", name, near ? hint : NULL);
}

static bool complain(const struct command_line *line, int *status, const struct option_row *row,
                     const char *value, const char *expected)
{
    fprintf(stderr, "wddm %s: --%s '%s': expected %s\n", line->command, row->name, value, expected);
    *status = 2;
    return false;
}

static bool take_number(const struct command_line *line, const struct option_row *row, const char *value,
                        int *status)
{
    char *end, expected[80];
    unsigned long long number;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (errno || !*value || *end || *value == '-' || number < row->min || number > row->max) {
        if (row->max == UINT64_MAX)
            snprintf(expected, sizeof(expected), "a number from %llu", (unsigned long long)row->min);
        else
            snprintf(expected, sizeof(expected), "a number from %llu to %llu", (unsigned long long)row->min,
                     (unsigned long long)row->max);
        return complain(line, status, row, value, expected);
    }
    *(uint64_t *)row->to = number;
    return true;
}

static bool take_bytes(const struct command_line *line, const struct option_row *row, const char *value,
                       int *status)
{
    static const char units[] = "KMG";
    char *end, expected[80];
    unsigned long long number = strtoull(value, &end, 10);
    const char *unit = *end ? strchr(units, *end) : units + 1;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;

    if (*value >= '0' && *value <= '9' && unit && (!*end || !end[1]) && number <= row->max >> shift &&
        number << shift >= row->min) {
        *(uint64_t *)row->to = number << shift;
        return true;
    }
    snprintf(expected, sizeof(expected), "a size from %lluM to %lluM, for example 16M",
             (unsigned long long)row->min >> 20, (unsigned long long)row->max >> 20);
    return complain(line, status, row, value, expected);
}

static bool take_choice(const struct command_line *line, const struct option_row *row, const char *value,
                        int *status)
{
    size_t length = strlen(value);

    for (const char *choice = row->choices; length && *choice;
         choice += strcspn(choice, "|"), choice += *choice == '|') {
        if (strcspn(choice, "|") == length && !strncmp(choice, value, length)) {
            *(uint64_t *)row->to = strtoull(value, NULL, 10);
            return true;
        }
    }
    return complain(line, status, row, value, row->choices);
}

static bool take_size(const struct command_line *line, const struct option_row *row, const char *value,
                      int *status)
{
    struct option_size *size = row->to;
    char rest;

    if (sscanf(value, "%5ux%5u%c", &size->width, &size->height, &rest) == 2 && size->width && size->height)
        return true;
    return complain(line, status, row, value, "WIDTHxHEIGHT in pixels, for example 1280x800");
}

static bool take(const struct command_line *line, const struct option_row *row, const char *value,
                 int *status)
{
    struct option_list *list = row->to;

    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->to = true;
        return true;
    case OPTION_NEGATE:
        *(bool *)row->to = false;
        return true;
    case OPTION_TEXT:
        *(const char **)row->to = value;
        return true;
    case OPTION_LIST:
        if (list->count == OPTION_LIST_MAX)
            return complain(line, status, row, value, "at most eight of them");
        list->items[list->count++] = value;
        return true;
    case OPTION_NUMBER:
        return take_number(line, row, value, status);
    case OPTION_SIZE:
        return take_size(line, row, value, status);
    case OPTION_BYTES:
        return take_bytes(line, row, value, status);
    default:
        return take_choice(line, row, value, status);
    }
}

static bool check_operands(const struct command_line *line, int argc, char **argv, int first, int *status)
{
    size_t count = (size_t)(argc - first);

    if (count > line->operands_max)
        return wrong(line, status, "unexpected argument", argv[first + (int)line->operands_max], NULL);
    if (count < line->operands_min) {
        fprintf(stderr, "wddm %s: %s is missing ('wddm %s --help')\n", line->command, line->operands,
                line->command);
        *status = 2;
        return false;
    }
    return true;
}

bool options_parse(const struct command_line *line, int argc, char **argv, int *operands, int *status)
{
    struct option table[ROWS_MAX + 2] = {{0}};
    int code;

    for (size_t i = 0; i < line->row_count; i++) {
        const struct option_row *row = &line->rows[i];
        table[i] = (struct option){row->name, row->argument ? required_argument : no_argument, NULL, (int)i};
    }
    table[line->row_count] = (struct option){"help", no_argument, NULL, HELP_CODE};
    opterr = 0;
    optind = 1;
    while ((code = getopt_long(argc, argv, ":", table, NULL)) != -1) {
        if (code == HELP_CODE) {
            show_help(line);
            *status = 0;
            return false;
        }
        if (code == ':') {
            fprintf(stderr, "wddm %s: %s needs an argument ('wddm %s --help')\n", line->command,
                    argv[optind - 1], line->command);
            *status = 2;
            return false;
        }
        if (code == '?')
            return unknown_option(line, status, argv[optind - 1]);
        if (!take(line, &line->rows[code], optarg, status))
            return false;
    }
    *operands = optind;
    return check_operands(line, argc, argv, optind, status);
}
