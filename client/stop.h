/*
 * How a running desktop is asked to stop: Ctrl-C, SIGTERM, a closed window.
 *
 * All of them end in one descriptor that the desktop's loop waits for. The first signal asks; a second one ends the program
 * the usual way. One per process, because signals are.
 */
#ifndef OPENWDDM_STOP_H
#define OPENWDDM_STOP_H

#include <stdbool.h>

/* Takes over SIGINT and SIGTERM, ignores SIGPIPE. False: no descriptor left. */
bool stop_init(void);
void stop_fini(void); /* gives the signals back */
int stop_fd(void);    /* readable once stopping was asked for */
bool stop_asked(void);
void stop_ask(void); /* from any thread */

/* A socket that a library may be blocked on; stopping shuts it down. -1: none. */
void stop_socket(int fd);

#endif
