/*
 * The engine behind every set a driver can walk: topologies, mode sets, monitor modes, frequency ranges,
 * descriptors.
 *
 * A structure that is lent out is a copy of its own, so that a driver cannot change the set through it,
 * and so that using it after giving it back is a use after free that tools see. Which memory the driver
 * may name is decided by looking the address up among the loans of the set, never by following it.
 */
#include "vidpn_model.h"

#include "vidpn_memory.h"

#include <string.h>

static struct vidpn_node *node_alloc(const struct vidpn_kind *kind)
{
    return vidpn_alloc(sizeof(struct vidpn_node) + kind->info_size);
}

static void nodes_free(struct vidpn_node *node)
{
    while (node) {
        struct vidpn_node *next = node->next;
        vidpn_free(node);
        node = next;
    }
}

void vidpn_set_init(struct vidpn_set *set, const struct vidpn_kind *kind, const struct vidpn_domain *domain,
                    const char *const *ddi, UINT owner)
{
    *set = (struct vidpn_set){.kind = kind, .domain = domain, .ddi = ddi, .owner = owner, .next_id = 1};
}

void vidpn_set_clear(struct vidpn_set *set)
{
    nodes_free(set->elements);
    nodes_free(set->loans);
    set->elements = set->last = set->loans = set->cursor = NULL;
    set->count = set->loan_count = 0;
    set->pinned = false;
}

struct vidpn_node *vidpn_set_nth(struct vidpn_set *set, size_t index)
{
    if (!set->cursor || set->cursor_index > index) {
        set->cursor = set->elements;
        set->cursor_index = 0;
    }
    while (set->cursor && set->cursor_index < index) {
        set->cursor = set->cursor->next;
        set->cursor_index++;
    }
    return set->cursor;
}

static UINT node_id(const struct vidpn_set *set, struct vidpn_node *node)
{
    return set->kind->id ? *set->kind->id(node->info) : 0;
}

struct vidpn_node *vidpn_set_find(const struct vidpn_set *set, UINT id)
{
    for (struct vidpn_node *node = set->elements; node; node = node->next) {
        if (node_id(set, node) == id)
            return node;
    }
    return NULL;
}

/* Ids are drawn upwards; a driver may have overwritten some, so taken ones are skipped. */
static UINT draw_id(struct vidpn_set *set)
{
    while (set->next_id == 0 || vidpn_set_find(set, set->next_id))
        set->next_id++;
    return set->next_id++;
}

static void link_element(struct vidpn_set *set, struct vidpn_node *node)
{
    node->next = NULL;
    node->origin = NULL;
    node->fresh = false;
    if (set->last)
        set->last->next = node;
    else
        set->elements = node;
    set->last = node;
    set->count++;
}

NTSTATUS vidpn_set_append(struct vidpn_set *set, const void *info)
{
    struct vidpn_node *node = node_alloc(set->kind);
    if (!node)
        return STATUS_NO_MEMORY;
    memcpy(node->info, info, set->kind->info_size);
    if (set->kind->id && *set->kind->id(node->info) == 0)
        *set->kind->id(node->info) = draw_id(set);
    link_element(set, node);
    if (set->kind->added)
        set->kind->added(set, node->info);
    return STATUS_SUCCESS;
}

NTSTATUS vidpn_set_copy(struct vidpn_set *to, const struct vidpn_set *from)
{
    for (const struct vidpn_node *node = from->elements; node; node = node->next) {
        struct vidpn_node *copy = node_alloc(to->kind);
        if (!copy)
            return STATUS_NO_MEMORY;
        memcpy(copy->info, node->info, to->kind->info_size);
        link_element(to, copy);
    }
    to->next_id = from->next_id;
    to->pinned = from->pinned;
    to->pinned_id = from->pinned_id;
    return STATUS_SUCCESS;
}

bool vidpn_set_equal(const struct vidpn_set *a, const struct vidpn_set *b)
{
    if (a->count != b->count || a->pinned != b->pinned || (a->pinned && a->pinned_id != b->pinned_id))
        return false;
    const struct vidpn_node *x = a->elements, *y = b->elements;
    for (; x && y; x = x->next, y = y->next) {
        if (memcmp(x->info, y->info, a->kind->info_size) != 0)
            return false;
    }
    return true;
}

/* ---- the driver's side ---- */

struct vidpn_set *vidpn_set_get(const struct vidpn_kind *kind, const void *handle, struct vidpn_note *note)
{
    struct vidpn_set *set = vidpn_handle_object(handle, kind->handle);
    if (!set) {
        vidpn_note_what(note, "%s handle", kind->name);
        vidpn_note(note, REPORT_VIOLATION, kind->set_rule, "the handle of an open set of this kind",
                   "A handle is valid from its Acquire, Create or Get to its Release or Assign, and only "
                   "inside the DDI.",
                   "%p", handle);
        return NULL;
    }
    note->where = *set->ddi;
    return set;
}

static void lend(struct vidpn_set *set, struct vidpn_node *loan, struct vidpn_node *element)
{
    loan->next = set->loans;
    loan->origin = element;
    loan->fresh = false;
    if (element)
        memcpy(loan->info, element->info, set->kind->info_size);
    set->loans = loan;
    set->loan_count++;
}

/* The loan whose structure is at `info`; its link, so that it can be taken out. */
static struct vidpn_node **find_loan(struct vidpn_set *set, const void *info)
{
    for (struct vidpn_node **link = &set->loans; *link; link = &(*link)->next) {
        if ((const void *)(*link)->info == info)
            return link;
    }
    return NULL;
}

static struct vidpn_node *take_loan(struct vidpn_set *set, struct vidpn_node **link)
{
    struct vidpn_node *loan = *link;
    *link = loan->next;
    set->loan_count--;
    return loan;
}

static NTSTATUS unknown_info(const struct vidpn_set *set, const void *info, struct vidpn_note *note)
{
    vidpn_note_what(note, "%s", set->kind->info_name);
    vidpn_note(note, REPORT_VIOLATION, set->kind->info_rule,
               "a structure that this set lent out and that was not given back",
               "Release each structure once, and through the set it came from.", "%p", info);
    return set->kind->invalid_info;
}

NTSTATUS vidpn_set_num(const struct vidpn_kind *kind, const void *handle, const char *function, SIZE_T *count)
{
    if (!count)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_note note = {0};
    vidpn_lock();
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    size_t elements = set ? set->count : 0;
    vidpn_unlock();
    if (set)
        *count = elements;
    vidpn_note_report(&note, NULL, function);
    return set ? STATUS_SUCCESS : kind->invalid_set;
}

NTSTATUS vidpn_set_lend(const struct vidpn_kind *kind, const void *handle, const char *function,
                        vidpn_choose *choose, const void *ctx, NTSTATUS otherwise, const void **info)
{
    if (!info)
        return STATUS_INVALID_PARAMETER;
    *info = NULL;
    struct vidpn_node *loan = node_alloc(kind);
    struct vidpn_note note = {0};
    const void *lent = NULL;
    vidpn_lock();
    NTSTATUS status = kind->invalid_set;
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    if (set) {
        struct vidpn_node *element = choose(set, ctx);
        status = !element ? otherwise : loan ? STATUS_SUCCESS : STATUS_NO_MEMORY;
        if (status == STATUS_SUCCESS) {
            lend(set, loan, element);
            lent = loan->info;
            loan = NULL;
        }
    }
    vidpn_unlock();
    *info = lent;
    vidpn_free(loan);
    vidpn_note_report(&note, NULL, function);
    return status;
}

static struct vidpn_node *choose_first(const struct vidpn_set *set, const void *ctx)
{
    return set->elements;
}

struct vidpn_node *vidpn_choose_pinned(const struct vidpn_set *set, const void *ctx)
{
    return set->pinned ? vidpn_set_find(set, set->pinned_id) : NULL;
}

NTSTATUS vidpn_set_first(const struct vidpn_kind *kind, const void *handle, const char *function,
                         const void **info)
{
    return vidpn_set_lend(kind, handle, function, choose_first, NULL, STATUS_GRAPHICS_DATASET_IS_EMPTY, info);
}

NTSTATUS vidpn_set_next(const struct vidpn_kind *kind, const void *handle, const char *function,
                        const void *previous, const void **info)
{
    if (!info)
        return STATUS_INVALID_PARAMETER;
    struct vidpn_node *loan = node_alloc(kind);
    struct vidpn_note note = {0};
    const void *result = NULL;
    vidpn_lock();
    NTSTATUS status = kind->invalid_set;
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    if (set) {
        struct vidpn_node **link = find_loan(set, previous);
        if (!link || (*link)->fresh) {
            status = unknown_info(set, previous, &note);
        } else {
            struct vidpn_node *origin = (*link)->origin;
            struct vidpn_node *element = origin ? origin->next : set->elements;
            status = !element ? STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET
                     : loan   ? STATUS_SUCCESS
                              : STATUS_NO_MEMORY;
            if (status == STATUS_SUCCESS) {
                lend(set, loan, element);
                result = loan->info;
                loan = NULL;
            }
        }
    }
    vidpn_unlock();
    *info = result;
    vidpn_free(loan);
    vidpn_note_report(&note, NULL, function);
    return status;
}

NTSTATUS vidpn_set_release(const struct vidpn_kind *kind, const void *handle, const char *function,
                           const void *info)
{
    struct vidpn_node *loan = NULL;
    struct vidpn_note note = {0};
    vidpn_lock();
    NTSTATUS status = kind->invalid_set;
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    if (set) {
        struct vidpn_node **link = find_loan(set, info);
        if (link) {
            loan = take_loan(set, link);
            status = STATUS_SUCCESS;
        } else {
            status = unknown_info(set, info, &note);
        }
    }
    vidpn_unlock();
    vidpn_free(loan);
    vidpn_note_report(&note, NULL, function);
    return status;
}

NTSTATUS vidpn_set_create_info(const struct vidpn_kind *kind, const void *handle, const char *function,
                               void **info)
{
    if (!info)
        return STATUS_INVALID_PARAMETER;
    *info = NULL;
    struct vidpn_node *loan = node_alloc(kind);
    struct vidpn_note note = {0};
    void *lent = NULL;
    vidpn_lock();
    NTSTATUS status = kind->invalid_set;
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    if (set) {
        status = loan ? STATUS_SUCCESS : STATUS_NO_MEMORY;
        if (loan) {
            lend(set, loan, NULL);
            loan->fresh = true;
            if (kind->id)
                *kind->id(loan->info) = draw_id(set);
            if (kind->prepare)
                kind->prepare(set, loan->info);
            lent = loan->info;
            loan = NULL;
        }
    }
    vidpn_unlock();
    *info = lent;
    vidpn_free(loan);
    vidpn_note_report(&note, NULL, function);
    return status;
}

/* A new structure may go into the set that made it, and only there. */
static NTSTATUS check_origin(struct vidpn_set *set, void *info, struct vidpn_note *note)
{
    struct vidpn_node **link = find_loan(set, info);
    if (link && (*link)->fresh)
        return STATUS_SUCCESS;
    if (!link && set->vidpn) {
        for (struct vidpn_set *other = set->vidpn->sets; other; other = other->next) {
            if (other != set && other->kind == set->kind && find_loan(other, info)) {
                vidpn_note_what(note, "%s", set->kind->info_name);
                vidpn_note(note, REPORT_VIOLATION, set->kind->info_rule,
                           "a structure made by this set's pfnCreateNew function", NULL, "%p of another set",
                           info);
                return STATUS_GRAPHICS_RESOURCES_NOT_RELATED;
            }
        }
    }
    return unknown_info(set, info, note);
}

static NTSTATUS check_duplicate(struct vidpn_set *set, void *info)
{
    const struct vidpn_kind *kind = set->kind;
    for (struct vidpn_node *node = set->elements; node; node = node->next) {
        if (kind->same(node->info, info))
            return STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET;
    }
    if (kind->id && vidpn_set_find(set, *kind->id(info)))
        return STATUS_GRAPHICS_MODE_ID_MUST_BE_UNIQUE;
    return STATUS_SUCCESS;
}

/* What the driver filled in may change under us, so it is copied once and the copy is checked and kept. */
static NTSTATUS add_copy(struct vidpn_set *set, void *info, struct vidpn_node *copy, struct vidpn_note *note)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (set->vidpn)
        status = vidpn_allowed(set, set->kind == &vidpn_kind_path ? VIDPN_COMPOSE : VIDPN_POPULATE, note);
    if (NT_SUCCESS(status))
        status = check_origin(set, info, note);
    if (NT_SUCCESS(status) && !copy)
        status = STATUS_NO_MEMORY;
    if (!NT_SUCCESS(status))
        return status;
    memcpy(copy->info, info, set->kind->info_size);
    status = set->kind->check(set, copy->info, note);
    if (NT_SUCCESS(status) && set->kind->same)
        status = check_duplicate(set, copy->info);
    return status;
}

NTSTATUS vidpn_set_add(const struct vidpn_kind *kind, const void *handle, const char *function, void *info)
{
    struct vidpn_node *copy = node_alloc(kind), *spare = copy;
    struct vidpn_note note = {0};
    vidpn_lock();
    NTSTATUS status = kind->invalid_set;
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    if (set) {
        status = add_copy(set, info, copy, &note);
        if (NT_SUCCESS(status)) {
            spare = take_loan(set, find_loan(set, info));
            link_element(set, copy);
            if (kind->added)
                kind->added(set, copy->info);
        }
    }
    vidpn_unlock();
    vidpn_free(spare);
    vidpn_note_report(&note, NULL, function);
    return status;
}

NTSTATUS vidpn_set_pin(const struct vidpn_kind *kind, const void *handle, const char *function, UINT id,
                       NTSTATUS unknown_id)
{
    struct vidpn_note note = {0};
    vidpn_lock();
    NTSTATUS status = kind->invalid_set;
    struct vidpn_set *set = vidpn_set_get(kind, handle, &note);
    if (set) {
        status = vidpn_allowed(set, VIDPN_COMPOSE, &note);
        if (NT_SUCCESS(status) && !vidpn_set_find(set, id))
            status = unknown_id;
        if (NT_SUCCESS(status)) {
            set->pinned = true;
            set->pinned_id = id;
        }
    }
    vidpn_unlock();
    vidpn_note_report(&note, NULL, function);
    return status;
}

/* ---- the balance ---- */

static void report_leak(const struct vidpn_set *set, const char *where, const char *rule, const char *object,
                        size_t count)
{
    const char *advice =
        "Give back what every Acquire, Create and Next returned, on every way out of the DDI.";
    const char *expected = "0 at the end of the DDI";
    if (set->kind == &vidpn_kind_path)
        report_emit(REPORT_VIOLATION, rule, where, object, expected, advice, "%zu not released", count);
    else
        report_emit(REPORT_VIOLATION, rule, where, object, expected, advice, "%zu not released, %s %u", count,
                    set->kind == &vidpn_kind_source ? "source" : "target", set->owner);
}

size_t vidpn_set_reclaim(struct vidpn_set *set, const char *where)
{
    vidpn_lock();
    if (!set->standing)
        vidpn_handle_close(&set->handle);
    size_t references = set->references, loans = set->loan_count;
    struct vidpn_node *lost = set->loans;
    set->references = 0;
    set->loans = NULL;
    set->loan_count = 0;
    vidpn_unlock();
    nodes_free(lost);
    if (references)
        report_leak(set, where, set->kind->set_rule, set->kind->name, references);
    if (loans)
        report_leak(set, where, set->kind->info_rule, set->kind->info_name, loans);
    return references + loans;
}
