/*
 * Random drivers: long sequences of interface calls with good, stale, foreign and invented handles and
 * pointers, against a reference that predicts every status, and at the end the number of references left
 * over (VPN-08, VPN-09).
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOURCES 2
#define SETS    256
#define ITEMS   48

/* The reference: flat arrays, no sharing, no cleverness. */
struct ref_loan {
    void *info;
    bool fresh;
    UINT width; /* of the mode it shows, when not fresh */
};

struct ref_set {
    bool alive, assigned, created;
    UINT owner;
    UINT references;
    void *handle;
    UINT width[ITEMS], id[ITEMS];
    size_t modes;
    struct ref_loan loan[ITEMS];
    size_t loans;
    UINT pinned_id; /* 0: none */
};

struct fuzz {
    uint64_t seed;
    struct vidpn *vidpn;
    D3DKMDT_HVIDPN handle;
    const DXGK_VIDPN_INTERFACE *i;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    struct ref_set set[SETS];
    size_t sets;
    void *handles[64]; /* everything ever seen, good or not */
    size_t handle_count;
    void *infos[64];
    size_t info_count;
    size_t early_leaks; /* loans of sets that died before the end */
    size_t statuses[16];
};

static size_t pick(struct fuzz *f, size_t below)
{
    return (size_t)(draw(&f->seed) % below);
}

static void remember(struct fuzz *f, void **list, size_t *count, void *value)
{
    if (*count < 64)
        list[(*count)++] = value;
    else
        list[pick(f, 64)] = value;
}

/* Mostly something that was a handle once, and sometimes nonsense. */
static void *some(struct fuzz *f, void **list, size_t count)
{
    size_t way = pick(f, 20);
    if (way == 0)
        return NULL;
    if (way == 1)
        return (void *)(uintptr_t)draw(&f->seed);
    if (way == 2)
        return f->handle;
    return count ? list[pick(f, count)] : NULL;
}

static struct ref_set *by_handle(struct fuzz *f, const void *handle)
{
    for (size_t i = 0; i < f->sets; i++) {
        if (f->set[i].alive && f->set[i].references && f->set[i].handle == handle)
            return &f->set[i];
    }
    return NULL;
}

static struct ref_set *assigned(struct fuzz *f, UINT owner)
{
    for (size_t i = 0; i < f->sets; i++) {
        if (f->set[i].alive && f->set[i].assigned && f->set[i].owner == owner)
            return &f->set[i];
    }
    return NULL;
}

static struct ref_set *new_set(struct fuzz *f, UINT owner)
{
    for (size_t i = 0; i < SETS; i++) {
        if (f->set[i].alive)
            continue;
        if (i >= f->sets)
            f->sets = i + 1;
        f->set[i] = (struct ref_set){.alive = true, .owner = owner};
        return &f->set[i];
    }
    fail_msg("the reference has too few sets");
    return NULL;
}

static struct ref_loan *loan_of(struct ref_set *set, const void *info)
{
    for (size_t i = 0; set && i < set->loans; i++) {
        if (set->loan[i].info == info)
            return &set->loan[i];
    }
    return NULL;
}

static void die(struct fuzz *f, struct ref_set *set)
{
    f->early_leaks += set->loans;
    set->alive = false;
}

static void expect(struct fuzz *f, const char *what, NTSTATUS got, NTSTATUS expected)
{
    if (got != expected)
        fail_msg("%s: status 0x%08X, the reference says 0x%08X", what, (unsigned)got, (unsigned)expected);
    f->statuses[(UINT)got % 16]++;
}

/* ---- operations ---- */

static void op_acquire(struct fuzz *f)
{
    UINT owner = (UINT)pick(f, SOURCES + 1);
    D3DKMDT_HVIDPNSOURCEMODESET handle = NULL;
    NTSTATUS status = f->i->pfnAcquireSourceModeSet(f->handle, owner, &handle, &f->s);
    expect(f, "acquire", status,
           owner < SOURCES ? STATUS_SUCCESS : STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE);
    if (!NT_SUCCESS(status))
        return;
    struct ref_set *set = assigned(f, owner);
    if (set->references++)
        assert_ptr_equal(set->handle, handle);
    set->handle = handle;
    remember(f, f->handles, &f->handle_count, handle);
}

static void op_create(struct fuzz *f)
{
    UINT owner = (UINT)pick(f, SOURCES);
    bool exists = false;
    for (size_t i = 0; i < f->sets; i++)
        exists |= f->set[i].alive && f->set[i].created && f->set[i].owner == owner;
    D3DKMDT_HVIDPNSOURCEMODESET handle = NULL;
    NTSTATUS status = f->i->pfnCreateNewSourceModeSet(f->handle, owner, &handle, &f->s);
    expect(f, "create", status, exists ? STATUS_GRAPHICS_UNASSIGNED_MODESET_ALREADY_EXISTS : STATUS_SUCCESS);
    if (!NT_SUCCESS(status))
        return;
    struct ref_set *set = new_set(f, owner);
    set->created = true;
    set->references = 1;
    set->handle = handle;
    remember(f, f->handles, &f->handle_count, handle);
}

static void op_release(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    NTSTATUS status = f->i->pfnReleaseSourceModeSet(f->handle, handle);
    expect(f, "release", status, set ? STATUS_SUCCESS : STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    if (set && --set->references == 0 && !set->assigned)
        die(f, set);
}

static bool keeps_pin(const struct ref_set *old, const struct ref_set *set, UINT *id)
{
    for (size_t i = 0; i < old->modes; i++) {
        if (old->id[i] != old->pinned_id)
            continue;
        for (size_t j = 0; j < set->modes; j++) {
            if (set->width[j] == old->width[i]) {
                *id = set->id[j];
                return true;
            }
        }
    }
    return false;
}

static NTSTATUS judge_assign(struct ref_set *set, struct ref_set *old, UINT owner)
{
    UINT id = set->pinned_id;
    if (set->owner != owner)
        return STATUS_GRAPHICS_RESOURCES_NOT_RELATED;
    if (set->modes == 0)
        return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    if (old->pinned_id && !keeps_pin(old, set, &id))
        return STATUS_GRAPHICS_PINNED_MODE_MUST_REMAIN_IN_SET;
    set->pinned_id = id;
    return STATUS_SUCCESS;
}

static void op_assign(struct fuzz *f)
{
    UINT owner = (UINT)pick(f, 8) == 0 ? SOURCES : (UINT)pick(f, SOURCES);
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    bool examined = owner < SOURCES && set && set->created;
    NTSTATUS expected = owner >= SOURCES ? STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE
                        : !examined      ? STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET
                                         : judge_assign(set, assigned(f, owner), owner);
    expect(f, "assign", f->i->pfnAssignSourceModeSet(f->handle, owner, handle), expected);
    if (!examined)
        return;
    set->references = 0;
    set->created = false;
    if (!NT_SUCCESS(expected)) {
        die(f, set);
        return;
    }
    struct ref_set *old = assigned(f, owner);
    old->assigned = false;
    if (old->references == 0)
        die(f, old);
    set->assigned = true;
}

static void op_create_info(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    if (set && set->loans == ITEMS)
        return;
    D3DKMDT_VIDPN_SOURCE_MODE *info = NULL;
    NTSTATUS status = f->s->pfnCreateNewModeInfo(handle, &info);
    expect(f, "create info", status, set ? STATUS_SUCCESS : STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    if (!set)
        return;
    set->loan[set->loans++] = (struct ref_loan){.info = info, .fresh = true};
    remember(f, f->infos, &f->info_count, info);
}

static NTSTATUS judge_add(struct fuzz *f, struct ref_set *set, const void *info, UINT width)
{
    if (!set)
        return STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET;
    const struct ref_loan *loan = loan_of(set, info);
    for (size_t i = 0; !loan && i < f->sets; i++) {
        if (f->set[i].alive && loan_of(&f->set[i], info))
            return STATUS_GRAPHICS_RESOURCES_NOT_RELATED;
    }
    if (!loan || !loan->fresh)
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE;
    for (size_t i = 0; i < set->modes; i++) {
        if (set->width[i] == width)
            return STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET;
    }
    return STATUS_SUCCESS;
}

static void op_add(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count), *info = some(f, f->infos, f->info_count);
    struct ref_set *set = by_handle(f, handle);
    UINT width = 8 * (1 + (UINT)pick(f, ITEMS - 8)), id = 0;
    struct ref_loan *own = loan_of(set, info);
    if (own && own->fresh) {
        D3DKMDT_VIDPN_SOURCE_MODE *mode = info;
        id = mode->Id;
        *mode = source_mode(width, 100);
        mode->Id = id;
    }
    NTSTATUS expected = judge_add(f, set, info, width);
    expect(f, "add", f->s->pfnAddMode(handle, info), expected);
    if (!NT_SUCCESS(expected))
        return;
    set->width[set->modes] = width;
    set->id[set->modes++] = id;
    *own = set->loan[--set->loans];
}

static void op_release_info(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count), *info = some(f, f->infos, f->info_count);
    struct ref_set *set = by_handle(f, handle);
    struct ref_loan *loan = loan_of(set, info);
    expect(f, "release info", f->s->pfnReleaseModeInfo(handle, info),
           !set    ? STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET
           : !loan ? STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE
                   : STATUS_SUCCESS);
    if (loan)
        *loan = set->loan[--set->loans];
}

static void lent(struct fuzz *f, struct ref_set *set, const D3DKMDT_VIDPN_SOURCE_MODE *mode, UINT width)
{
    assert_non_null(mode);
    assert_int_equal(mode->Format.Graphics.PrimSurfSize.cx, width);
    set->loan[set->loans++] = (struct ref_loan){.info = (void *)mode, .width = width};
    remember(f, f->infos, &f->info_count, (void *)mode);
}

static void op_first(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    if (set && set->loans == ITEMS)
        return;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = (void *)1;
    NTSTATUS status = f->s->pfnAcquireFirstModeInfo(handle, &mode);
    expect(f, "first", status,
           !set          ? STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET
           : !set->modes ? STATUS_GRAPHICS_DATASET_IS_EMPTY
                         : STATUS_SUCCESS);
    if (status == STATUS_SUCCESS)
        lent(f, set, mode, set->width[0]);
    else
        assert_null(mode);
}

static void op_next(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count), *info = some(f, f->infos, f->info_count);
    struct ref_set *set = by_handle(f, handle);
    struct ref_loan *loan = loan_of(set, info);
    if (set && set->loans == ITEMS)
        return;
    size_t at = 0;
    while (loan && !loan->fresh && at < set->modes && set->width[at] != loan->width)
        at++;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = (void *)1;
    NTSTATUS status = f->s->pfnAcquireNextModeInfo(handle, info, &mode);
    expect(f, "next", status,
           !set                   ? STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET
           : !loan || loan->fresh ? STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE
           : at + 1 >= set->modes ? STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET
                                  : STATUS_SUCCESS);
    if (status == STATUS_SUCCESS)
        lent(f, set, mode, set->width[at + 1]);
    else
        assert_null(mode);
}

static void op_pin(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    UINT id = 1 + (UINT)pick(f, 12);
    bool known = false;
    for (size_t i = 0; set && i < set->modes; i++)
        known |= set->id[i] == id;
    expect(f, "pin", f->s->pfnPinMode(handle, id),
           !set     ? STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET
           : !known ? STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE_MODE
                    : STATUS_SUCCESS);
    if (known)
        set->pinned_id = id;
}

static void op_pinned(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    if (set && set->loans == ITEMS)
        return;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = (void *)1;
    NTSTATUS status = f->s->pfnAcquirePinnedModeInfo(handle, &mode);
    expect(f, "pinned", status,
           !set              ? STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET
           : !set->pinned_id ? STATUS_GRAPHICS_MODE_NOT_PINNED
                             : STATUS_SUCCESS);
    if (status != STATUS_SUCCESS) {
        assert_null(mode);
        return;
    }
    for (size_t i = 0; i < set->modes; i++) {
        if (set->id[i] == set->pinned_id)
            lent(f, set, mode, set->width[i]);
    }
}

static void op_count(struct fuzz *f)
{
    void *handle = some(f, f->handles, f->handle_count);
    struct ref_set *set = by_handle(f, handle);
    SIZE_T count = 0;
    expect(f, "count", f->s->pfnGetNumModes(handle, &count),
           set ? STATUS_SUCCESS : STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
    assert_int_equal(count, set ? set->modes : 0);
}

/* ---- rounds ---- */

static void begin(struct fuzz *f)
{
    f->handle = vidpn_call_begin(f->vidpn, "DxgkDdiRecommendFunctionalVidPn", VIDPN_COMPOSE);
    assert_int_equal(vidpn_query_interface(f->handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &f->i),
                     STATUS_SUCCESS);
    D3DKMDT_HVIDPNSOURCEMODESET handle;
    assert_int_equal(f->i->pfnAcquireSourceModeSet(f->handle, 0, &handle, &f->s), STATUS_SUCCESS);
    assert_int_equal(f->i->pfnReleaseSourceModeSet(f->handle, handle), STATUS_SUCCESS);
}

/* The DDI ends: what is left over is exactly what the reference says, and then nothing is. */
static void finish(struct fuzz *f)
{
    size_t expected = 0;
    for (size_t i = 0; i < f->sets; i++) {
        struct ref_set *set = &f->set[i];
        if (!set->alive)
            continue;
        expected += set->references + set->loans;
        set->references = 0;
        set->loans = 0;
        if (!set->assigned)
            set->alive = false;
    }
    assert_int_equal(vidpn_call_end(f->vidpn), expected);
}

static void random_drivers_are_predicted(void **state)
{
    static void (*const ops[])(struct fuzz *) = {
        op_acquire,      op_create, op_create, op_release, op_assign,       op_assign,       op_create_info,
        op_create_info,  op_add,    op_add,    op_add,     op_first,        op_release_info, op_next,
        op_release_info, op_pin,    op_pinned, op_count,   op_release_info,
    };
    const char *rounds_text = getenv("VIDPN_FUZZ_ROUNDS");
    int rounds = rounds_text ? atoi(rounds_text) : 200;
    size_t statuses[16] = {0};
    for (int round = 0; round < rounds; round++) {
        static const UINT targets[] = {1};
        const struct vidpn_domain domain = {
            .sources = SOURCES, .targets = targets, .target_count = 1, .display_only = true};
        struct fuzz *f = calloc(1, sizeof *f);
        f->seed = 0x5eed0000u + (uint64_t)round * 2654435761u;
        f->vidpn = vidpn_create(&domain);
        for (UINT owner = 0; owner < SOURCES; owner++)
            new_set(f, owner)->assigned = true;
        for (int ddi = 0; ddi < 3; ddi++) {
            begin(f);
            for (int step = 0; step < 600; step++)
                ops[pick(f, sizeof ops / sizeof ops[0])](f);
            finish(f);
        }
        for (size_t i = 0; i < 16; i++)
            statuses[i] += f->statuses[i];
        vidpn_destroy(f->vidpn);
        free(f);
        if (memory_live())
            fail_msg("round %d: %zu blocks left", round, memory_live());
        reports_clear();
    }
    size_t seen = 0;
    for (size_t i = 0; i < 16; i++)
        seen += statuses[i] != 0;
    assert_true(seen >= 8); /* the walk reaches many outcomes */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(random_drivers_are_predicted, support_setup, support_teardown),
    };
    return cmocka_run_group_tests_name("VidPN at random", tests, NULL, NULL);
}
