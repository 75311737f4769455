/*
 * Each byte once (THK-05 in spirit, REN-10): the user memory of a call exists only while the door copies from it or to it. In between it cannot be
 * touched, and what was read is something else afterwards. So whoever looks twice, or looks past the door, faults or reads nonsense.
 */
#include "program.h"

/* What the kernel's guarded copies have in common: thunk_copy.c, render/list.c. */
struct copy {
    char *to;
    const char *from;
    size_t size;
};

NTSTATUS __real_nt_guarded_call(void (*fn)(void *arg), void *arg);
NTSTATUS __wrap_nt_guarded_call(void (*fn)(void *arg), void *arg);

#define SHADOWS 12

static struct shadow {
    char *pages, *bytes;
    size_t page_bytes, size;
    unsigned char fetched[PAGE_SIZE]; /* per byte of `bytes` */
} shadows[SHADOWS];
static unsigned shadow_count, twice;
static struct nt_process *owner;

static struct shadow *shadow_of(const char *p)
{
    for (unsigned i = 0; i < shadow_count; i++) {
        if (p >= shadows[i].pages && p < shadows[i].pages + shadows[i].page_bytes)
            return &shadows[i];
    }
    return NULL;
}

static void show(struct shadow *s, bool visible)
{
    if (s)
        nt_user_protect(owner, s->pages, s->page_bytes, visible, visible);
}

/* Other guarded calls have other arguments, which may be smaller. */
__attribute__((no_sanitize("address", "undefined"))) NTSTATUS __wrap_nt_guarded_call(void (*fn)(void *arg),
                                                                                     void *arg)
{
    if (!shadow_count)
        return __real_nt_guarded_call(fn, arg);
    const struct copy copy = *(struct copy *)arg;
    struct shadow *from = shadow_of(copy.from), *to = from ? NULL : shadow_of(copy.to);
    show(from, true);
    show(to, true);
    NTSTATUS status = __real_nt_guarded_call(fn, arg);
    if (from && NT_SUCCESS(status)) {
        for (size_t i = 0; i < copy.size; i++)
            twice += from->fetched[(size_t)(copy.from - from->bytes) + i]++ != 0;
        memset((char *)(uintptr_t)copy.from, 0xEE, copy.size);
    }
    show(from, false);
    show(to, false);
    return status;
}

static int add(char *pages, size_t page_bytes, char *bytes, size_t size)
{
    CHECK(shadow_count < SHADOWS && size <= PAGE_SIZE);
    struct shadow *s = &shadows[shadow_count];
    *s = (struct shadow){.pages = pages, .bytes = bytes, .page_bytes = page_bytes, .size = size};
    show(s, false);
    return 0;
}

static void all_visible(void)
{
    unsigned count = shadow_count;

    shadow_count = 0;
    for (unsigned i = 0; i < count; i++)
        show(&shadows[i], true);
}

static bool whole(const struct shadow *s)
{
    for (size_t i = 0; i < s->size; i++) {
        if (s->fetched[i] != 1)
            return false;
    }
    return true;
}

static int one_call(struct program *p, const struct row *row)
{
    struct call c;

    GOOD(call_build(p, row, &c));
    shadow_count = twice = 0;
    for (unsigned i = 0; i < c.blocks; i++) {
        int line = add(c.block[i].pages, c.block[i].page_bytes, c.block[i].bytes, c.block[i].size);
        if (line)
            return line;
        shadow_count++;
    }
    void *args = c.block[0].bytes;
    NTSTATUS status = program_call(p, row->id, args);
    all_visible();
    DUE(&c, STATUS_SUCCESS, status, "%s", "with memory that is there once");
    CHECK(twice == 0);
    for (unsigned i = 0; i < c.blocks; i++) {
        if (!(c.block[i].access & READ))
            continue;
        if (!whole(&shadows[i]))
            fprintf(stderr, "%s: block %u was not read as a whole\n", row->name, i);
        CHECK(whole(&shadows[i]));
    }
    call_undo(p, &c);
    call_free(p, &c);
    return 0;
}

static int every_call(void *arg)
{
    struct stage stage;
    struct program p;
    struct neighbour neighbour;
    int line = 0;

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&p, &stage, "hasty"));
    GOOD(neighbour_open(&neighbour, &stage));
    owner = p.nt;
    for (unsigned i = 0; i < row_count && !line; i++)
        line = one_call(&p, &rows[i]);
    shadow_count = 0;
    if (line)
        return line;
    CHECK(neighbour_draws(&neighbour));
    neighbour_close(&neighbour);
    program_close(&p);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_every_call(void **state)
{
    run_sim(1, every_call, NULL);
}

/* The allocation list of Render, where it lies (LST-01): the picture is the one it named. */
static int allocation_list(void *arg)
{
    struct stage stage;
    struct program p;
    uint32_t pixel = 0;

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&p, &stage, "hasty"));
    owner = p.nt;
    for (unsigned i = 1; i <= 4; i++) {
        D3DKMT_RENDER r = program_fill(&p.main, p.surface, p.pitch, 0x1000 + i);
        char *list = (char *)p.main.allocations;
        int line = add(list, ROUND_TO_PAGES(p.main.allocation_count * sizeof(*p.main.allocations)), list,
                       2 * sizeof(*p.main.allocations));
        if (line)
            return line;
        twice = 0;
        shadow_count = 1;
        NTSTATUS status = program_call(&p, THUNK_Render, &r);
        all_visible();
        GOOD(status);
        CHECK(twice == 0 && whole(&shadows[0]));
        program_take_buffers(&p.main, &r);
        GOOD(program_wait(&p));
        GOOD(program_pixel(&p, p.surface, &pixel));
        CHECK((pixel & 0xFFFFFF) == 0x1000 + i);
    }
    program_close(&p);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_allocation_list(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, allocation_list, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_call),
                                       cmocka_unit_test(test_allocation_list)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
