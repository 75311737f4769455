/* Handles in every place of every call (THK-02): of nothing, of somebody else, closed, of a slot with another tenant, of another kind. */
#include "program.h"

/* Every thunk is in the catalogue. */
static void test_all_there(void **state)
{
    for (unsigned id = 0; id < THUNK_COUNT; id++) {
        bool there = false;
        for (unsigned i = 0; i < row_count; i++)
            there |= rows[i].id == (enum thunk_id)id;
        if (!there)
            fail_msg("%s is not in the catalogue", thunk_name(id));
    }
}

/* The good call, made and taken back: the rest would prove nothing without. */
static int good_calls(void *arg)
{
    struct stage stage;
    struct program p;
    struct call c;

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&p, &stage, "good"));
    for (unsigned i = 0; i < row_count; i++) {
        GOOD(call_build(&p, &rows[i], &c));
        DUE(&c, STATUS_SUCCESS, call_make(&p, &c), "%s", "as it should be");
        call_undo(&p, &c);
        call_free(&p, &c);
    }
    program_close(&p);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_good_calls(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, good_calls, NULL);
}

/* ---- wrong ones ---- */

static int with(struct program *p, struct call *c, const struct named *n, D3DKMT_HANDLE h, NTSTATUS due)
{
    char *at = c->block[n->block].bytes + n->at;
    D3DKMT_HANDLE right;
    unsigned before = program_handles(p);

    memcpy(&right, at, sizeof(right));
    memcpy(at, &h, sizeof(h));
    DUE(c, due, call_make(p, c), "handle 0x%X at %zu of block %u", (unsigned)h, n->at, n->block);
    memcpy(at, &right, sizeof(right));
    CHECK(program_handles(p) == before);
    return 0;
}

/* A resource's shares are names of all processes: for them another's is as good as one's own. */
static bool is_share(const struct call *c, const struct named *n)
{
    return c->row->id == THUNK_QueryResourceInfo || c->row->id == THUNK_OpenResource
               ? n->thing == RESOURCE
               : c->row->id == THUNK_OpenSynchronizationObject;
}

static int one_place(struct program *p, const struct program *other, struct call *c, const struct named *n)
{
    const D3DKMT_HANDLE garbage[] = {1, 0x7FFFFFFF, 0xFFFFFFFF, 0x00100000, 0xFFF00001};
    int line = 0;

    if (n->zero != STATUS_SUCCESS)
        line = with(p, c, n, 0, n->zero);
    for (size_t i = 0; i < RTL_NUMBER_OF(garbage) && !line; i++)
        line = with(p, c, n, garbage[i], n->wrong);
    for (unsigned t = 0; t < THINGS && !line; t++) {
        line = with(p, c, n, program_thing(other, (enum thing)t), n->wrong);
        if (!line)
            line = with(p, c, n, p->closed[t], n->wrong);
        if (!line && (t != (unsigned)n->thing || is_share(c, n)))
            line = with(p, c, n, program_thing(p, (enum thing)t), n->wrong);
    }
    return line;
}

static int wrong_handles(void *arg)
{
    struct stage stage;
    struct program p, other;
    struct neighbour neighbour;
    struct call c;
    int line;

    GOOD(stage_start(&stage, NULL));
    GOOD(program_open(&other, &stage, "other"));
    GOOD(program_open(&p, &stage, "hostile"));
    GOOD(neighbour_open(&neighbour, &stage));
    if (arg)
        GOOD(program_reuse_slots(&p));
    for (unsigned i = 0; i < row_count; i++) {
        GOOD(call_build(&p, &rows[i], &c));
        for (unsigned n = 0; n < c.names; n++)
            if ((line = one_place(&p, &other, &c, &c.named[n])))
                return line;
        DUE(&c, STATUS_SUCCESS, call_make(&p, &c), "%s", "after all that");
        call_undo(&p, &c);
        call_free(&p, &c);
        CHECK(neighbour_draws(&neighbour));
    }
    neighbour_close(&neighbour);
    program_close(&p);
    for (unsigned i = 0; i < row_count; i++) { /* nor did the owner of the others notice */
        GOOD(call_build(&other, &rows[i], &c));
        DUE(&c, STATUS_SUCCESS, call_make(&other, &c), "%s", "by the other process");
        call_undo(&other, &c);
        call_free(&other, &c);
    }
    program_close(&other);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_wrong_handles(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, wrong_handles, NULL);
}

static void test_reused_slots(void **state)
{
    static char yes;
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, wrong_handles, &yes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_there), cmocka_unit_test(test_good_calls),
                                       cmocka_unit_test(test_wrong_handles),
                                       cmocka_unit_test(test_reused_slots)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
