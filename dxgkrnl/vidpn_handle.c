/*
 * Handles of the VidPN model, and the lock that goes with them.
 *
 * A driver's handle is a number that is never used twice and never points anywhere, so a stale or garbage
 * one is simply not found. Few are open at any time (a handful per call down), hence a list.
 */
#include "vidpn_model.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Handles start here: a non-canonical address on x86-64, so that a driver that follows one faults at
 * once. */
#define HANDLE_BASE  ((uintptr_t)0x0d15000000000000ull)
#define HANDLE_SHIFT 4

static atomic_flag lock = ATOMIC_FLAG_INIT;
static struct vidpn_handle *open_handles;
static uintptr_t next_number = 1;

void vidpn_lock(void)
{
    while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#endif
    }
}

void vidpn_unlock(void)
{
    atomic_flag_clear_explicit(&lock, memory_order_release);
}

void vidpn_forget(void)
{
    open_handles = NULL;
    vidpn_unlock();
}

void vidpn_handle_open(struct vidpn_handle *handle, enum vidpn_handle_kind kind, void *object)
{
    handle->value = HANDLE_BASE + (next_number++ << HANDLE_SHIFT) + (uintptr_t)kind;
    handle->object = object;
    handle->next = open_handles;
    open_handles = handle;
}

void vidpn_handle_close(struct vidpn_handle *handle)
{
    for (struct vidpn_handle **link = &open_handles; *link; link = &(*link)->next) {
        if (*link == handle) {
            *link = handle->next;
            break;
        }
    }
    *handle = (struct vidpn_handle){0};
}

void *vidpn_handle_object(const void *value, enum vidpn_handle_kind kind)
{
    uintptr_t number = (uintptr_t)value;
    if ((number & ((1u << HANDLE_SHIFT) - 1)) != (uintptr_t)kind)
        return NULL;
    for (struct vidpn_handle *handle = open_handles; handle; handle = handle->next) {
        if (handle->value == number)
            return handle->object;
    }
    return NULL;
}

void vidpn_note(struct vidpn_note *note, enum report_severity severity, const char *rule,
                const char *expected, const char *advice, const char *value_format, ...)
{
    if (note->rule && note->severity >= severity)
        return;
    note->severity = severity;
    note->rule = rule;
    note->expected = expected;
    note->advice = advice;
    va_list args;
    va_start(args, value_format);
    vsnprintf(note->value, sizeof note->value, value_format, args);
    va_end(args);
}

void vidpn_note_what(struct vidpn_note *note, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(note->what, sizeof note->what, format, args);
    va_end(args);
}

void vidpn_note_report(struct vidpn_note *note, const char *where, const char *function)
{
    if (!note->rule)
        return;
    char what[sizeof note->what + 64];
    if (note->what[0])
        snprintf(what, sizeof what, "%s: %s", function, note->what);
    else
        snprintf(what, sizeof what, "%s", function);
    if (note->where)
        where = note->where;
    report_emit(note->severity, note->rule, where ? where : function, what, note->expected, note->advice,
                "%s", note->value);
}
