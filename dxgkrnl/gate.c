/* Admission of calls into a miniport, see gate.h. */
#include "gate.h"

#include "nt.h"

void gate_init(struct gate *gate)
{
    KeInitializeSpinLock(&gate->lock);
    InitializeListHead(&gate->inside);
    InitializeListHead(&gate->waiting);
}

static bool together(const struct gate_entry *a, const struct gate_entry *b)
{
    if (a->level == GATE_ALONE || b->level == GATE_ALONE || a->process == b->process)
        return false;
    return a->level != GATE_ONE || b->level != GATE_ONE || a->class_id != b->class_id ||
           a->member != b->member;
}

static bool together_with_all(const LIST_ENTRY *list, const LIST_ENTRY *end, const struct gate_entry *entry)
{
    for (const LIST_ENTRY *l = list->Flink; l != end; l = l->Flink) {
        if (!together(CONTAINING_RECORD(l, struct gate_entry, link), entry))
            return false;
    }
    return true;
}

static void admit(struct gate *gate, struct gate_entry *entry)
{
    InsertTailList(&gate->inside, &entry->link);
    entry->since = nt_now();
    entry->inside = true;
}

void gate_enter(struct gate *gate, struct gate_entry *entry)
{
    KIRQL irql;

    entry->thread = KeGetCurrentThread();
    KeAcquireSpinLock(&gate->lock, &irql);
    if (together_with_all(&gate->inside, &gate->inside, entry) &&
        together_with_all(&gate->waiting, &gate->waiting, entry)) {
        admit(gate, entry);
        KeReleaseSpinLock(&gate->lock, irql);
        return;
    }
    entry->inside = false;
    KeInitializeEvent(&entry->admitted, SynchronizationEvent, FALSE);
    InsertTailList(&gate->waiting, &entry->link);
    KeReleaseSpinLock(&gate->lock, irql);
    KeWaitForSingleObject(&entry->admitted, Executive, KernelMode, FALSE, NULL);
}

void gate_leave(struct gate *gate, struct gate_entry *entry)
{
    KIRQL irql;

    KeAcquireSpinLock(&gate->lock, &irql);
    RemoveEntryList(&entry->link);
    for (LIST_ENTRY *l = gate->waiting.Flink, *next; l != &gate->waiting; l = next) {
        struct gate_entry *w = CONTAINING_RECORD(l, struct gate_entry, link);
        next = l->Flink;
        if (together_with_all(&gate->inside, &gate->inside, w) && together_with_all(&gate->waiting, l, w)) {
            RemoveEntryList(l);
            admit(gate, w);
            KeSetEvent(&w->admitted, IO_NO_INCREMENT, FALSE); /* the record is its waiter's from here on */
        }
    }
    KeReleaseSpinLock(&gate->lock, irql);
}

bool gate_holds_me(struct gate *gate)
{
    void *me = KeGetCurrentThread();
    bool found = false;
    KIRQL irql;

    KeAcquireSpinLock(&gate->lock, &irql);
    for (LIST_ENTRY *l = gate->inside.Flink; l != &gate->inside && !found; l = l->Flink)
        found = CONTAINING_RECORD(l, struct gate_entry, link)->thread == me;
    KeReleaseSpinLock(&gate->lock, irql);
    return found;
}

bool gate_oldest(struct gate *gate, const char **name, uint64_t *since)
{
    KIRQL irql;
    bool found;

    KeAcquireSpinLock(&gate->lock, &irql);
    found = !IsListEmpty(&gate->inside);
    if (found) {
        const struct gate_entry *e = CONTAINING_RECORD(gate->inside.Flink, struct gate_entry, link);
        *name = e->name;
        *since = e->since;
    }
    KeReleaseSpinLock(&gate->lock, irql);
    return found;
}
