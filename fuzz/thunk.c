/*
 * Programs from anywhere: a script of D3DKMT calls, each a good one of which some bytes are changed, on a real kernel, driver and device in
 * virtual time. Whatever the script is: the system does not stop, the driver is found to do nothing wrong, the neighbour's
 * picture is right, and nothing leaks.
 *
 * The script: a row of the catalogue (modulo their number); a byte of which bits 2:0 say how many changes follow, bit 4 that the neighbour
 * draws afterwards, bit 5 that the program dies and another one comes; the changes: block, 16 bits of offset, what to XOR.
 */
#include "fuzz.h"
#include "program.h"

#include <stdlib.h>

#define CALLS_MAX 64u

struct script {
    const uint8_t *at, *end;
};

static unsigned next(struct script *s)
{
    return s->at < s->end ? *s->at++ : 0;
}

/* Pointers stay what they are, or become ones that fault: no byte of this process's own memory is a program's to name. */
static void change(struct call *c, struct script *s)
{
    struct block *b = &c->block[next(s) % c->blocks];
    size_t at = next(s), bits;
    uint64_t before = 0, after;

    at = (at | next(s) << 8) % b->size;
    bits = next(s);
    for (unsigned i = 1; i < c->blocks; i++) {
        const struct block *to = &c->block[i];
        char *pointer = c->block[to->parent].bytes + to->pointer;
        char *const faults[] = {NULL, to->bytes + to->size, (char *)0x10};
        if (b == &c->block[to->parent] && at - to->pointer < sizeof(faults[0])) {
            memcpy(pointer, &faults[bits % 3], sizeof(faults[0]));
            return;
        }
    }
    size_t word = at & ~(size_t)7, size = b->size - word < 8 ? b->size - word : 8;
    memcpy(&before, b->bytes + word, size);
    after = before ^ (uint64_t)bits << (at - word) * 8;
    if (before == 0 && after >= 1ull << 36 && after < 1ull << 47)
        return; /* it may be a pointer that was NULL */
    memcpy(b->bytes + word, &after, size);
}

static bool one_call(struct program *p, struct neighbour *neighbour, struct script *s)
{
    struct call c;
    const struct row *row = &rows[next(s) % row_count];
    unsigned what = next(s);

    if (NT_SUCCESS(call_build(p, row, &c))) {
        for (unsigned i = 0; i < (what & 7); i++)
            change(&c, s);
        if (NT_SUCCESS(call_make(p, &c)))
            call_undo(p, &c);
    }
    call_free(p, &c);
    if (what & 0x20) {
        program_close(p);
        if (!NT_SUCCESS(program_open_lean(p, neighbour->client.stage, "another")))
            return false;
    }
    return !(what & 0x10) || neighbour_draws(neighbour);
}

static int body(void *arg)
{
    struct script *s = arg;
    struct stage stage;
    struct program p;
    struct neighbour neighbour;

    GOOD(stage_start(&stage, NULL));
    GOOD(neighbour_open(&neighbour, &stage));
    GOOD(program_open_lean(&p, &stage, "hostile"));
    for (unsigned i = 0; i < CALLS_MAX && s->at < s->end; i++)
        CHECK(one_call(&p, &neighbour, s));
    program_close(&p);
    CHECK(neighbour_draws(&neighbour));
    neighbour_close(&neighbour);
    stage_stop(&stage);
    return 0;
}

static unsigned violations;

static void note(void *ctx, const struct report *report)
{
    if (report->severity < REPORT_VIOLATION)
        return;
    fprintf(stderr, "%s %s: %s is %s, expected %s\n", report->rule, report->where, report->what,
            report->value, report->expected);
    violations++;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct script script = {bytes, bytes + size};
    const struct nt_options options = {.host = NT_HOST_SIM, .seed = 1};

    violations = 0;
    nt_boot(&options);
    report_listen(note, NULL);
    struct nt_outcome outcome = nt_run(body, &script);
    unsigned leaks = nt_shutdown();
    report_unlisten(note, NULL);
    if (outcome.bugchecked || outcome.value || leaks || violations) {
        fprintf(stderr, "bug check %d (%s), line %d, %u leaks, %u violations\n", outcome.bugchecked,
                outcome.bugchecked ? outcome.bugcheck.text : "", outcome.value, leaks, violations);
        abort();
    }
    return 0;
}
