/*
 * Instructions that are replaced because they fault all the time: they do what the processor does with memory, before, while and after they are
 * replaced, and again when they meet memory that is none of a device.
 */
#include "bus.h"
#include "exports.h"
#include "hot.h"
#include "image.h"
#include "nt.h"
#include "patch.h"
#include "report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AFTER     8
#define FLAGS     0x8D5ull
#define WORKERS   3
#define REGISTERS 4096

static const char *path;

/* ---- a function that is registers ---- */

static struct {
    struct bus_device bus;
    UCHAR config[256];
    UCHAR registers[REGISTERS];
    _Atomic unsigned accesses;
} card;

static uint32_t config_read(struct bus_device *bus, unsigned offset, unsigned size)
{
    uint32_t value = 0;
    memcpy(&value, card.config + offset, size);
    return value;
}

static void config_write(struct bus_device *bus, unsigned offset, unsigned size, uint32_t value)
{
    memcpy(card.config + offset, &value, size);
}

static uint64_t bar_read(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size)
{
    uint64_t value = 0;
    card.accesses++;
    memcpy(&value, card.registers + offset, size);
    /* A routine of the kernel may use whatever registers it likes. */
    __asm__ volatile("pcmpeqd %%xmm5, %%xmm5\n pcmpeqd %%xmm15, %%xmm15\n pcmpeqd %%xmm0, %%xmm0"
                     :
                     :
                     : "xmm0", "xmm5", "xmm15");
    return value;
}

static void bar_write(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    card.accesses++;
    memcpy(card.registers + offset, &value, size);
}

static void *bar_pointer(struct bus_device *bus, unsigned bar)
{
    return NULL;
}

static void interrupt_attach(struct bus_device *bus, bus_interrupt_fn *handler, void *ctx)
{
}

static void memory_attach(struct bus_device *bus, const struct bus_memory *memory)
{
}

static const struct bus_ops card_ops = {.config_read = config_read,
                                        .config_write = config_write,
                                        .bar_read = bar_read,
                                        .bar_write = bar_write,
                                        .bar_pointer = bar_pointer,
                                        .interrupt_attach = interrupt_attach,
                                        .memory_attach = memory_attach};

static UCHAR *map_card(PDEVICE_OBJECT *pdo)
{
    memset(&card, 0, sizeof(card));
    card.bus =
        (struct bus_device){.ops = &card_ops, .name = "card", .slot = 3, .bars[0] = {.size = REGISTERS}};
    if (!NT_SUCCESS(nt_pdo_create(&card.bus, pdo)))
        return NULL;
    const CM_PARTIAL_RESOURCE_LIST *list = &nt_pdo_resources(*pdo)->List[0].PartialResourceList;
    for (ULONG i = 0; i < list->Count; i++)
        if (list->PartialDescriptors[i].Type == CmResourceTypeMemory)
            return MmMapIoSpace(list->PartialDescriptors[i].u.Memory.Start, REGISTERS, MmNonCached);
    return NULL;
}

/* ---- one instruction ---- */

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005ull + 1442695040888963407ull;
    return *random ^ *random >> 29;
}

static void fill(struct hot_state *state, uint64_t *random)
{
    for (unsigned i = 0; i < 16; i++)
        state->r[i] = next(random);
    for (unsigned i = 0; i < 6; i++)
        ((ULONG64 *)state->xmm)[i] = next(random) & 0x3FFFFFFF3FFFFFFFull; /* numbers, as floats */
    state->r[6] &= 7; /* an index, and how often a loop goes round */
    state->r[6] += !state->r[6];
    state->flags = 0x202 | (next(random) & FLAGS);
}

/* On memory by an image of which nothing is replaced, and on a register by the other. */
static void compare(const struct hot_form *reference, const struct hot_form *form, UCHAR *memory, void *there,
                    UCHAR *behind, uint64_t *random, const char *when)
{
    struct hot_state a, b;

    memset(&a, 0, sizeof(a));
    fill(&a, random);
    for (unsigned i = 0; i < 0x200; i++)
        memory[i] = behind[i] = (UCHAR)next(random);
    b = a;
    a.r[3] = (ULONG64)(uintptr_t)memory;
    b.r[3] = (ULONG64)(uintptr_t)there;
    reference->routine(&a);
    form->routine(&b);
    if (a.r[3] == (ULONG64)(uintptr_t)memory)
        a.r[3] = b.r[3] == (ULONG64)(uintptr_t)there ? b.r[3] : 0;
    a.flags &= FLAGS;
    b.flags &= FLAGS;
    if (memcmp(&a, &b, sizeof(a)))
        fail_msg("%s, %s: registers or flags differ", form->text, when);
    if (memcmp(memory, behind, 0x200))
        fail_msg("%s, %s: memory differs", form->text, when);
}

struct pair {
    struct image *plain, *hot;
    const struct hot_form *reference, *forms;
    unsigned count;
};

static struct image *load(void)
{
    struct pe_fault fault = {""};
    struct image *image;
    if (!image_load_file(path, &image, &fault))
        fail_msg("%s", fault.text);
    return image;
}

static struct pair load_pair(void)
{
    struct pair p = {.plain = load(), .hot = load()};
    p.reference = image_export(p.plain, "hot_forms");
    p.forms = image_export(p.hot, "hot_forms");
    while (p.forms[p.count].text)
        p.count++;
    return p;
}

static int run(int (*body)(void *arg), void *arg, enum nt_host host)
{
    nt_boot(&(struct nt_options){.host = host, .seed = 1, .processors = 2, .memory_size = 8u << 20});
    struct nt_outcome outcome = nt_run(body, arg);
    nt_shutdown();
    if (outcome.bugchecked)
        fail_msg("%s", outcome.bugcheck.text);
    return outcome.value;
}

/* Every form: trapping, then replaced, then on plain memory, which undoes it, then on the device again. */
static int all_forms(void *arg)
{
    const struct pair *p = arg;
    static UCHAR memory[0x200], other[0x200];
    PDEVICE_OBJECT pdo;
    UCHAR *registers = map_card(&pdo);
    uint64_t random = 1;

    for (unsigned i = 0; i < p->count; i++) {
        for (unsigned n = 0; n < AFTER + 1; n++)
            compare(&p->reference[i], &p->forms[i], memory, registers, card.registers, &random, "trapping");
        for (unsigned n = 0; n < 50; n++)
            compare(&p->reference[i], &p->forms[i], memory, registers, card.registers, &random, "replaced");
    }
    unsigned done = patch_count_done();
    print_message("%u replaced, of %u routines\n", done, p->count);
    assert_true(done >= p->count * 3 / 4);
    for (unsigned i = 0; i < p->count; i++) {
        for (unsigned n = 0; n < 5; n++)
            compare(&p->reference[i], &p->forms[i], memory, other, other, &random, "on memory");
        for (unsigned n = 0; n < AFTER + 5; n++)
            compare(&p->reference[i], &p->forms[i], memory, registers, card.registers, &random, "undone");
    }
    assert_int_equal(patch_count_done(), 0);
    MmUnmapIoSpace(registers, REGISTERS);
    nt_pdo_destroy(pdo);
    return 0;
}

static void test_forms(void **state)
{
    for (enum nt_host host = NT_HOST_POSIX; host <= NT_HOST_SIM; host++) {
        struct pair p = load_pair();
        run(all_forms, &p, host);
        image_unload(p.plain);
        image_unload(p.hot);
        assert_int_equal(patch_count_done(), 0);
    }
}

/* Never: everything traps, and is the same. */
static int trapping(void *arg)
{
    const struct pair *p = arg;
    static UCHAR memory[0x200];
    PDEVICE_OBJECT pdo;
    UCHAR *registers = map_card(&pdo);
    uint64_t random = 2;

    for (unsigned i = 0; i < p->count; i++)
        for (unsigned n = 0; n < 3 * AFTER; n++)
            compare(&p->reference[i], &p->forms[i], memory, registers, card.registers, &random, "trapping");
    assert_int_equal(patch_count_done(), 0);
    MmUnmapIoSpace(registers, REGISTERS);
    nt_pdo_destroy(pdo);
    return 0;
}

static void test_never(void **state)
{
    struct pair p = load_pair();
    patch_after(0);
    run(trapping, &p, NT_HOST_POSIX);
    patch_after(AFTER);
    image_unload(p.plain);
    image_unload(p.hot);
}

/* ---- while others execute them ---- */

struct worker {
    const struct pair *pair;
    UCHAR *registers, *behind;
    UCHAR memory[0x200];
    uint64_t random;
};

static VOID NTAPI work(PVOID context)
{
    struct worker *w = context;

    for (unsigned n = 0; n < 12; n++)
        for (unsigned i = 0; i < w->pair->count; i++)
            for (unsigned k = 0; k < 3; k++)
                compare(&w->pair->reference[i], &w->pair->forms[i], w->memory, w->registers, w->behind,
                        &w->random, "at once");
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int together(void *arg)
{
    static struct worker workers[WORKERS];
    PDEVICE_OBJECT pdo;
    UCHAR *registers = map_card(&pdo);
    PVOID threads[WORKERS];

    for (unsigned i = 0; i < WORKERS; i++) {
        HANDLE handle;
        workers[i] = (struct worker){.pair = arg,
                                     .registers = registers + i * 0x400,
                                     .behind = card.registers + i * 0x400,
                                     .random = i + 1};
        PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, work, &workers[i]);
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &threads[i], NULL);
        ZwClose(handle);
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        KeWaitForSingleObject(threads[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(threads[i]);
    }
    MmUnmapIoSpace(registers, REGISTERS);
    nt_pdo_destroy(pdo);
    return 0;
}

static void test_together(void **state)
{
    for (unsigned round = 0; round < 20; round++) {
        struct pair p = load_pair();
        run(together, &p, NT_HOST_POSIX);
        assert_true(patch_count_done() > 0);
        image_unload(p.plain);
        image_unload(p.hot);
    }
}

/* What reads code sees what the file has. */
static int look(void *arg)
{
    const struct pair *p = arg;
    PDEVICE_OBJECT pdo;
    UCHAR *registers = map_card(&pdo);
    static UCHAR memory[0x200];
    uint64_t random = 3;
    uint32_t rva = (uint32_t)((uintptr_t)p->forms[1].routine - (uintptr_t)p->hot->base);
    uint8_t code[200], before[200];

    memcpy(before, (const void *)(uintptr_t)p->forms[1].routine, sizeof(before));
    for (unsigned n = 0; n < AFTER + 1; n++)
        compare(&p->reference[1], &p->forms[1], memory, registers, card.registers, &random, "looked at");
    assert_memory_not_equal(before, (const void *)(uintptr_t)p->forms[1].routine, sizeof(before));
    assert_int_equal(patch_original(p->hot, rva, code, sizeof(code)), sizeof(code));
    assert_memory_equal(before, code, sizeof(code));
    for (uint32_t at = 0; at < sizeof(before); at++)
        if (patch_covers(p->hot, rva + at))
            assert_memory_equal(before + at, "\x8B\x43\x08", 3);
    assert_int_equal(patch_original(p->hot, p->hot->size - 1, code, sizeof(code)), 1);
    assert_int_equal(patch_original(p->hot, p->hot->size + 1, code, sizeof(code)), 0);
    MmUnmapIoSpace(registers, REGISTERS);
    nt_pdo_destroy(pdo);
    return 0;
}

static void test_original(void **state)
{
    struct pair p = load_pair();
    run(look, &p, NT_HOST_SIM);
    image_unload(p.plain);
    image_unload(p.hot);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms), cmocka_unit_test(test_never),
                                       cmocka_unit_test(test_together), cmocka_unit_test(test_original)};
    if (argc < 2)
        return 2;
    path = argv[1];
    patch_after(AFTER);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
