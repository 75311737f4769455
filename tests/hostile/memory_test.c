/*
 * User memory of every call, taken away in every way (THK-02, THK-10): no pointer, wild ones, structures and arrays cut at any byte,
 * outputs that cannot be written, counts beyond all measure, and every single bit turned over. The status is right, what was made is taken
 * back, and the neighbour goes on.
 */
#include "program.h"

struct world {
    struct stage stage;
    struct program p;
    struct neighbour neighbour;
};

static int world_start(struct world *w)
{
    GOOD(stage_start(&w->stage, NULL));
    GOOD(program_open(&w->p, &w->stage, "hostile"));
    GOOD(neighbour_open(&w->neighbour, &w->stage));
    return 0;
}

static int world_stop(struct world *w)
{
    CHECK(neighbour_draws(&w->neighbour));
    neighbour_close(&w->neighbour);
    program_close(&w->p);
    stage_stop(&w->stage);
    CHECK(nothing_found());
    return 0;
}

/* The same for every row: `one` gets a call that is good, leaves it as it was, and then it works. */
static int each_row(int (*one)(struct world *w, struct call *c))
{
    struct world w;
    struct call c;
    int line = world_start(&w);

    for (unsigned i = 0; i < row_count && !line; i++) {
        GOOD(call_build(&w.p, &rows[i], &c));
        unsigned before = program_handles(&w.p);
        if ((line = one(&w, &c)))
            return line;
        CHECK(program_handles(&w.p) == before);
        DUE(&c, STATUS_SUCCESS, call_make(&w.p, &c), "%s", "after all that");
        call_undo(&w.p, &c);
        call_free(&w.p, &c);
        CHECK(neighbour_draws(&w.neighbour));
    }
    return line ? line : world_stop(&w);
}

/* What cannot be undone by the kernel, because it is with the program already, the program can destroy. */
static void tidy(struct world *w, struct call *c, unsigned before)
{
    if (program_handles(&w->p) != before)
        call_undo(&w->p, c);
}

static NTSTATUS call_at(struct world *w, struct call *c, unsigned block, void *at)
{
    struct block *b = &c->block[block];
    char *where = c->block[b->parent].bytes + b->pointer;

    if (block == 0)
        return program_call(&w->p, c->row->id, at);
    memcpy(where, &at, sizeof(at));
    NTSTATUS status = call_make(&w->p, c);
    memcpy(where, &b->bytes, sizeof(b->bytes));
    return status;
}

/* ---- pointers ---- */

static int wild_pointers(struct world *w, struct call *c)
{
    char *gone = nt_user_alloc(w->p.nt, PAGE_SIZE);

    nt_user_unmap(w->p.nt, gone, PAGE_SIZE);
    for (unsigned i = 0; i < c->blocks; i++) {
        const struct block *b = &c->block[i];
        void *const wild[] = {(void *)0x10,
                              gone,
                              b->bytes + b->size,
                              (void *)0xdead000000000000,
                              (void *)0xffff800000000000,
                              (void *)~(uintptr_t)0};
        for (unsigned k = 0; k < RTL_NUMBER_OF(wild); k++)
            DUE(c, STATUS_INVALID_PARAMETER, call_at(w, c, i, wild[k]), "block %u at %p", i, wild[k]);
        /* No pointer at all: where a question may leave its answer out, that is no error. */
        NTSTATUS status = call_at(w, c, i, NULL);
        CHECK(status == STATUS_INVALID_PARAMETER || (i && b->access == WRITE && status == STATUS_SUCCESS));
    }
    return 0;
}

static int pointers(void *arg)
{
    return each_row(wild_pointers);
}

static void test_wild_pointers(void **state)
{
    run_sim(1, pointers, NULL);
}

static int cut_blocks(struct world *w, struct call *c)
{
    char whole[2048];

    for (unsigned i = 0; i < c->blocks; i++) {
        struct block *b = &c->block[i];
        char *end = b->bytes + b->size;
        CHECK(b->size <= sizeof(whole));
        memcpy(whole, b->bytes, b->size);
        for (size_t there = 0; there < b->size; there++) {
            memcpy(end - there, whole, there);
            unsigned before = program_handles(&w->p);
            DUE(c, STATUS_INVALID_PARAMETER, call_at(w, c, i, end - there), "block %u, %zu bytes of %zu", i,
                there, b->size);
            CHECK(program_handles(&w->p) == before);
            memcpy(b->bytes, whole, b->size);
        }
    }
    return 0;
}

static int cuts(void *arg)
{
    return each_row(cut_blocks);
}

static void test_cut_at_every_byte(void **state)
{
    run_sim(1, cuts, NULL);
}

/* ---- protection ---- */

static int protect_blocks(struct world *w, struct call *c)
{
    char before[2048];

    for (unsigned i = 0; i < c->blocks; i++) {
        const struct block *b = &c->block[i];
        unsigned handles = program_handles(&w->p);
        if (b->access == READ)
            continue;
        memcpy(before, b->bytes, b->size);
        nt_user_protect(w->p.nt, b->pages, b->page_bytes, true, false);
        DUE(c, STATUS_INVALID_PARAMETER, call_make(&w->p, c), "block %u cannot be written", i);
        nt_user_protect(w->p.nt, b->pages, b->page_bytes, true, true);
        CHECK(memcmp(before, b->bytes, b->size) == 0);
        tidy(w, c, handles);
        CHECK(program_handles(&w->p) == handles);
        nt_user_protect(w->p.nt, b->pages, b->page_bytes, false, false);
        DUE(c, STATUS_INVALID_PARAMETER, call_make(&w->p, c), "block %u cannot be touched", i);
        nt_user_protect(w->p.nt, b->pages, b->page_bytes, true, true);
        tidy(w, c, handles);
        CHECK(program_handles(&w->p) == handles);
    }
    for (unsigned i = 0; i < c->blocks; i++) /* what is only read may be so */
        if (c->block[i].access == READ)
            nt_user_protect(w->p.nt, c->block[i].pages, c->block[i].page_bytes, true, false);
    return 0;
}

static int protection(void *arg)
{
    return each_row(protect_blocks);
}

static void test_protected(void **state)
{
    run_sim(1, protection, NULL);
}

/* ---- counts ---- */

static int wild_counts(struct world *w, struct call *c)
{
    static const UINT counts[] = {0xFFFFFFFF, 0xFFFFFFFE, 0x80000000, 0x7FFFFFFF, 0x40000001, 0x20000001,
                                  0x10000001, 0x08000001, 0x01000001, 0x00010001, 0x00010000, 0x0000FFFF};

    for (unsigned i = 1; i < c->blocks; i++) {
        const struct block *b = &c->block[i];
        UINT right;
        if (b->count == NOWHERE)
            continue;
        char *at = c->block[b->parent].bytes + b->count;
        memcpy(&right, at, sizeof(right));
        for (unsigned k = 0; k < RTL_NUMBER_OF(counts); k++) {
            if (b->access == WRITE && counts[k] <= 0x01000000)
                continue; /* room that need not be used */
            memcpy(at, &counts[k], sizeof(UINT));
            NTSTATUS status = call_make(&w->p, c);
            if (status != STATUS_NO_MEMORY)
                DUE(c, STATUS_INVALID_PARAMETER, status, "block %u, count 0x%X", i, (unsigned)counts[k]);
        }
        memcpy(at, &right, sizeof(right));
    }
    return 0;
}

static int counts(void *arg)
{
    return each_row(wild_counts);
}

static void test_wild_counts(void **state)
{
    run_sim(1, counts, NULL);
}

/* ---- every bit ---- */

static bool in_pointer(const struct call *c, unsigned block, size_t byte)
{
    for (unsigned i = 1; i < c->blocks; i++) {
        if (c->block[i].parent == block && byte - c->block[i].pointer < sizeof(void *))
            return true;
    }
    return false;
}

static int again(struct world *w, struct call *c)
{
    const struct row *row = c->row;
    LARGE_INTEGER moment = {.QuadPart = -10};

    call_undo(&w->p, c);
    call_free(&w->p, c);
    KeDelayExecutionThread(KernelMode, FALSE, &moment); /* who never rests stops virtual time */
    GOOD(call_build(&w->p, row, c));
    return 0;
}

/* Of what is far behind in a large structure, a sample. */
static size_t next_bit(size_t bit)
{
    return bit < 1024 ? bit + 1 : bit + 13;
}

static bool known(NTSTATUS status)
{
    static const NTSTATUS all[] = {
        STATUS_INVALID_PARAMETER,
        STATUS_INVALID_HANDLE,
        STATUS_NOT_SUPPORTED,
        STATUS_NO_MEMORY,
        STATUS_BUFFER_TOO_SMALL,
        STATUS_GRAPHICS_DRIVER_MISMATCH,
        STATUS_GRAPHICS_NO_VIDEO_MEMORY,
        STATUS_INVALID_USER_BUFFER,
        STATUS_OBJECT_TYPE_MISMATCH,
        STATUS_GRAPHICS_PRESENT_MODE_CHANGED,
        STATUS_GRAPHICS_ALLOCATION_INVALID,
        STATUS_GRAPHICS_VIDPN_SOURCE_IN_USE,
        STATUS_ILLEGAL_INSTRUCTION,
        STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED,
    };

    for (size_t i = 0; i < RTL_NUMBER_OF(all); i++) {
        if (status == all[i])
            return true;
    }
    return false;
}

static int flip_bits(struct world *w, struct call *c)
{
    char whole[2048];

    for (unsigned i = 0; i < c->blocks; i++) {
        for (size_t bit = 0; bit < c->block[i].size * 8; bit = next_bit(bit)) {
            struct block *b = &c->block[i];
            if (in_pointer(c, i, bit / 8) || b->access == WRITE)
                continue;
            memcpy(whole, b->bytes, b->size);
            b->bytes[bit / 8] ^= (char)(1 << bit % 8);
            NTSTATUS status = call_make(&w->p, c);
            if (!NT_SUCCESS(status) && !known(status)) {
                fprintf(stderr, "%s, block %u, bit %zu: %s\n", c->row->name, i, bit, nt_status_text(status));
                return __LINE__;
            }
            int line = NT_SUCCESS(status) ? again(w, c) : 0;
            if (line)
                return line;
            if (!NT_SUCCESS(status))
                memcpy(b->bytes, whole, b->size);
        }
    }
    return again(w, c);
}

/* What a bit made of the program's own things is its own affair: a new one for each row. */
static int bits(void *arg)
{
    struct world w;
    struct call c;
    int line = world_start(&w);

    for (unsigned i = 0; i < row_count && !line; i++) {
        GOOD(call_build(&w.p, &rows[i], &c));
        if ((line = flip_bits(&w, &c)))
            return line;
        call_free(&w.p, &c);
        program_close(&w.p);
        GOOD(program_open(&w.p, &w.stage, "hostile"));
        CHECK(neighbour_draws(&w.neighbour));
    }
    return line ? line : world_stop(&w);
}

static void test_every_bit(void **state)
{
    run_sim(1, bits, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wild_pointers), cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_protected),     cmocka_unit_test(test_wild_counts),
        cmocka_unit_test(test_every_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
