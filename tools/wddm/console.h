/*
 * What the tools say to people, and in which colour.
 *
 * Results go to standard output; progress, notes and findings to standard error. Colour and the progress line are used only
 * where standard error is a terminal; NO_COLOR is respected.
 */
#ifndef OPENWDDM_CONSOLE_H
#define OPENWDDM_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;
struct nt_bugcheck;

/* `progress`: also where there is no terminal (each update a line of its own then). */
void console_init(const char *command, bool progress);

void console_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void console_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Replaces the progress line; nothing where none is shown. */
void console_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));
void console_progress_end(void);

/* ---- findings: what the kernel side reports about the driver ---- */

struct findings {
    unsigned notes, warnings, violations, refusals, bugchecks;
};

/* Listens to ntos/report.h, prints each finding with the statement of its rule, repeats of one only three times. */
void findings_begin(void);
void findings_end(struct findings *findings);
/* The findings since findings_begin as an array of that name. */
void findings_json(struct json *json, const char *name);

void console_bugcheck(const struct nt_bugcheck *bugcheck);

#endif
