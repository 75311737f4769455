/* What a watchdog of driver code asks: does the thread get on? */
#ifndef OPENWDDM_WATCH_H
#define OPENWDDM_WATCH_H

#include <stdint.h>

/* Counts the calls into drivers and back out of them (nt_call_enter, nt_call_leave) on the calling thread of the system. Safe in a signal
 * handler. */
uint64_t nt_call_serial(void);

#endif
