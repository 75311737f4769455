/*
 * What the ladder of boot.c calls of the files that are otherwise only called by drivers. Each stop says what was left behind.
 */
#ifndef OPENWDDM_SERVICES_H
#define OPENWDDM_SERVICES_H

#include <stdbool.h>

void etw_stop(bool count_leaks);
void ex_sync_start(void);
void ex_timers_stop(bool count_leaks);
void hal_dma_stop(bool count_leaks);
void ke_crash_stop(bool count_leaks);
void ps_stop(bool count_leaks);
void io_names_stop(bool count_leaks);
void zw_file_stop(void);
/* On the failing thread, at HIGH_LEVEL, before the crash screen is drawn. */
void ke_crash_callbacks(void);

#endif
