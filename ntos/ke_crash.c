/*
 * What drivers asked to be called for when the system stops. Records are the driver's own memory, linked here; a routine that fails in turn
 * ends there and then, and the next one is called.
 */
#include "ke.h"
#include "services.h"

#include <stdio.h>

#define REGISTERED 1
#define DUMP_SIZE  4096u

static struct {
    struct host_mutex lock;
    LIST_ENTRY plain, reason;
    bool started;
} crash = {.lock = HOST_MUTEX_INIT};

/* crash.lock held. */
static void start(void)
{
    if (!crash.started) {
        InitializeListHead(&crash.plain);
        InitializeListHead(&crash.reason);
        crash.started = true;
    }
}

static BOOLEAN take_out(LIST_ENTRY *entry, UCHAR *state)
{
    host_lock(&crash.lock);
    bool known = *state == REGISTERED;
    if (known) {
        *state = 0;
        RemoveEntryList(entry);
    }
    host_unlock(&crash.lock);
    return known;
}

BOOLEAN NTAPI KeRegisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord,
                                         PKBUGCHECK_CALLBACK_ROUTINE CallbackRoutine, PVOID Buffer,
                                         ULONG Length, PUCHAR Component)
{
    KE_SERVICE(KeRegisterBugCheckCallback);
    host_lock(&crash.lock);
    start();
    bool fresh = CallbackRecord->State != REGISTERED;
    if (fresh) {
        CallbackRecord->CallbackRoutine = CallbackRoutine;
        CallbackRecord->Buffer = Buffer;
        CallbackRecord->Length = Length;
        CallbackRecord->Component = Component;
        CallbackRecord->State = REGISTERED;
        InsertTailList(&crash.plain, &CallbackRecord->Entry);
    }
    host_unlock(&crash.lock);
    return fresh;
}

BOOLEAN NTAPI KeDeregisterBugCheckCallback(PKBUGCHECK_CALLBACK_RECORD CallbackRecord)
{
    KE_SERVICE(KeDeregisterBugCheckCallback);
    return take_out(&CallbackRecord->Entry, &CallbackRecord->State);
}

BOOLEAN NTAPI KeRegisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord,
                                               PKBUGCHECK_REASON_CALLBACK_ROUTINE CallbackRoutine,
                                               KBUGCHECK_CALLBACK_REASON Reason, PUCHAR Component)
{
    KE_SERVICE(KeRegisterBugCheckReasonCallback);
    if (Reason <= KbCallbackReserved1 || Reason > KbCallbackTriageDumpData)
        return FALSE;
    host_lock(&crash.lock);
    start();
    bool fresh = CallbackRecord->State != REGISTERED;
    if (fresh) {
        CallbackRecord->CallbackRoutine = CallbackRoutine;
        CallbackRecord->Reason = Reason;
        CallbackRecord->Component = Component;
        CallbackRecord->State = REGISTERED;
        InsertTailList(&crash.reason, &CallbackRecord->Entry);
    }
    host_unlock(&crash.lock);
    return fresh;
}

BOOLEAN NTAPI KeDeregisterBugCheckReasonCallback(PKBUGCHECK_REASON_CALLBACK_RECORD CallbackRecord)
{
    KE_SERVICE(KeDeregisterBugCheckReasonCallback);
    return take_out(&CallbackRecord->Entry, &CallbackRecord->State);
}

/* ---- the end ---- */

static void run_plain(void *argument)
{
    PKBUGCHECK_CALLBACK_RECORD record = argument;
    record->CallbackRoutine(record->Buffer, record->Length);
}

/* Of the reasons, only the one that adds data of the driver's own to the dump has a meaning here. */
static void run_reason(void *argument)
{
    static UCHAR data[DUMP_SIZE];
    PKBUGCHECK_REASON_CALLBACK_RECORD record = argument;
    KBUGCHECK_SECONDARY_DUMP_DATA dump = {
        .InBuffer = data, .InBufferLength = sizeof(data), .MaximumAllowed = sizeof(data)};
    if (record->Reason != KbCallbackSecondaryDumpData)
        return;
    record->CallbackRoutine(record->Reason, record, &dump, sizeof(dump));
    if (dump.OutBuffer)
        report_emit(REPORT_NOTE, "", "bug check callback", "data for the dump", "", NULL,
                    "%u bytes, {%08x-...}", dump.OutBufferLength, dump.Guid.Data1);
}

static void run(void (*fn)(void *), void *record, const PUCHAR component)
{
    NTSTATUS status = nt_guarded_call(fn, record);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "SYN-10", "bug check callback",
                    component ? (const char *)component : "record", "no fault",
                    "The routine runs at HIGH_LEVEL and touches only memory that is there.", "%s",
                    nt_status_text(status));
}

void ke_crash_callbacks(void)
{
    if (!crash.started)
        return;
    while (!IsListEmpty(&crash.plain)) { /* once each, whatever the routine does with its record */
        PKBUGCHECK_CALLBACK_RECORD record =
            CONTAINING_RECORD(RemoveHeadList(&crash.plain), KBUGCHECK_CALLBACK_RECORD, Entry);
        record->State = 0;
        run(run_plain, record, record->Component);
    }
    while (!IsListEmpty(&crash.reason)) {
        PKBUGCHECK_REASON_CALLBACK_RECORD record =
            CONTAINING_RECORD(RemoveHeadList(&crash.reason), KBUGCHECK_REASON_CALLBACK_RECORD, Entry);
        record->State = 0;
        run(run_reason, record, record->Component);
    }
}

void ke_crash_stop(bool count_leaks)
{
    unsigned left = 0;
    if (!crash.started)
        return;
    for (PLIST_ENTRY e = crash.plain.Flink; count_leaks && e != &crash.plain; e = e->Flink)
        left++;
    for (PLIST_ENTRY e = crash.reason.Flink; count_leaks && e != &crash.reason; e = e->Flink)
        left++;
    if (left)
        ke_leak("bug check callbacks", "deregistered",
                "Deregister every callback before the driver is unloaded: the next bug check would call it.",
                "%u", left);
    crash.started = false;
}
