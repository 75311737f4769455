/* DxgkDdiRender on user memory that is not what it should be: gone, protected, cut off, or changing under the reader. */
#include "cmd_harness.h"

#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

static void put_all(struct cmd *c)
{
    cmd_begin(c);
    for (UINT kind = 0; kind < CMD_KINDS; kind++)
        cmd_put_good(c, kind);
    c->stream[2] = c->dwords * 4;
}

/* REN-10 [13]: from every byte on the memory is gone, or may not be read. Before and behind it is fine. */
static int body_gone(void *arg)
{
    struct cmd *c = arg;

    put_all(c);
    for (UINT bytes = c->dwords * 4, at = 0; at <= bytes; at++) {
        unsigned char *pages = nt_user_alloc(c->process, 2 * CMD_PAGE), *user = pages + CMD_PAGE - at;

        memcpy(user, c->stream, bytes);
        nt_user_protect(c->process, pages + CMD_PAGE, CMD_PAGE, false, false);
        EXPECT(cmd_render_at(c, user, bytes) == (at < bytes ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS));
        nt_user_protect(c->process, pages, CMD_PAGE, false, false);
        nt_user_protect(c->process, pages + CMD_PAGE, CMD_PAGE, true, false); /* to read is enough */
        EXPECT(cmd_render_at(c, user, bytes) == (at > 0 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS));
        nt_user_protect(c->process, pages, CMD_PAGE, true, false);
        EXPECT(cmd_render_at(c, user, bytes) == STATUS_SUCCESS);
        nt_user_unmap(c->process, pages + CMD_PAGE, CMD_PAGE);
        EXPECT(cmd_render_at(c, user, bytes) == (at < bytes ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS));
        nt_user_unmap(c->process, pages, CMD_PAGE);
        EXPECT(cmd_render_at(c, user, bytes) == STATUS_INVALID_PARAMETER);
    }
    return 0;
}

/* In a long command buffer, with the missing page at each place of it. */
static int body_gone_page(void *arg)
{
    struct cmd *c = arg;
    unsigned char *user = nt_user_alloc(c->process, REFGPU_DMA_SIZE);

    cmd_begin(c);
    while (c->dwords + 32 < CMD_DWORDS)
        cmd_put_good(c, c->dwords % CMD_KINDS);
    c->stream[2] = c->dwords * 4;
    memcpy(user, c->stream, c->dwords * 4);
    for (UINT page = 0; page < REFGPU_DMA_SIZE; page += CMD_PAGE) {
        nt_user_protect(c->process, user + page, CMD_PAGE, false, false);
        EXPECT(cmd_render_at(c, user, c->dwords * 4) == STATUS_INVALID_PARAMETER);
        nt_user_protect(c->process, user + page, CMD_PAGE, true, true);
    }
    EXPECT(cmd_render_at(c, user, c->dwords * 4) == STATUS_SUCCESS);
    return 0;
}

/* REN-10: addresses that are no user memory: the kernel's own, none, and ranges that leave or wrap. */
static int body_not_user(void *arg)
{
    struct cmd *c = arg;

    put_all(c);
    EXPECT(cmd_render_at(c, c->stream, c->dwords * 4) == STATUS_INVALID_PARAMETER);
    EXPECT(cmd_render_at(c, NULL, c->dwords * 4) == STATUS_INVALID_PARAMETER);
    EXPECT(cmd_render_at(c, (void *)(uintptr_t)0xfffffffffffff000, c->dwords * 4) ==
           STATUS_INVALID_PARAMETER);
    EXPECT(cmd_render_at(c, (void *)(uintptr_t)0xfffffffffffffffc, 0x10000) == STATUS_INVALID_PARAMETER);
    unsigned char *user = nt_user_alloc(c->process, CMD_PAGE);
    memcpy(user, c->stream, c->dwords * 4);
    c->stream[2] = 0xfffffffc;
    memcpy(user, c->stream, c->dwords * 4);
    EXPECT(cmd_render_at(c, user, 0xfffffffc) == STATUS_INVALID_USER_BUFFER); /* zeros follow: length 0 */
    return 0;
}

/* REN-11: every truncation of a good stream, with a header that agrees: good at the boundaries of commands only. */
static int body_truncated(void *arg)
{
    struct cmd *c = arg;
    UINT whole, boundary = 4;

    put_all(c);
    whole = c->dwords;
    for (UINT length = 4; length <= whole; length++) {
        c->dwords = length;
        while (boundary + (c->stream[boundary] & 0xffff) <= length && boundary < whole)
            boundary += c->stream[boundary] & 0xffff;
        NTSTATUS status = cmd_render(c);
        EXPECT(status == (boundary == length ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER));
        if (!status)
            EXPECT(cmd_run(c) == 0);
    }
    return 0;
}

/* Any byte alignment of the command buffer is the client's business. */
static int body_unaligned(void *arg)
{
    struct cmd *c = arg;
    unsigned char *user = nt_user_alloc(c->process, 2 * CMD_PAGE);

    put_all(c);
    for (UINT shift = 0; shift < 9; shift++) {
        memcpy(user + shift, c->stream, c->dwords * 4);
        EXPECT(cmd_render_at(c, user + shift, c->dwords * 4) == STATUS_SUCCESS && cmd_run(c) == 0);
    }
    return 0;
}

/* ---- memory that changes ------------------------------------------------------------------------------- */

#define ROUNDS 3000

struct rewriter {
    ULONG *memory; /* the client's other view of its command buffer */
    UINT dwords;
    const ULONG *good;
    _Atomic bool stop;
};

/* Single dwords become privileged headers, other lengths, other indexes, other rectangles, and good again. */
static void *rewrite(void *arg)
{
    struct rewriter *r = arg;
    uint64_t seed = 5;

    while (!r->stop) {
        UINT at = 4 + cmd_random(&seed, r->dwords - 4);
        const ULONG evil[] = {0x80000003, 0x01000005, 0xffffffff, 0, 0x10000006, 0x3fff3fff, 0x00010001};

        __atomic_store_n(&r->memory[at], evil[cmd_random(&seed, 7)], __ATOMIC_RELAXED);
        for (volatile unsigned i = cmd_random(&seed, 200); i; i--)
            ;
        __atomic_store_n(&r->memory[at], r->good[at], __ATOMIC_RELAXED);
    }
    return NULL;
}

/* REN-05, REN-10 [2]: whatever a client does meanwhile, what passes is sound: it has its entries, runs, and nothing in it is privileged. */
static int body_rewritten(void *arg)
{
    struct cmd *c = arg;
    int fd = memfd_create("client", 0);
    UINT accepted = 0, refused = 0;
    unsigned char *user;
    pthread_t thread;
    static ULONG good[CMD_DWORDS];

    cmd_begin(c);
    while (c->dwords + 32 < 1500)
        cmd_put_good(c, 2 + c->dwords % 12);
    c->stream[2] = c->dwords * 4;
    memcpy(good, c->stream, sizeof(good));
    EXPECT(fd >= 0 && ftruncate(fd, 2 * CMD_PAGE) == 0);
    user = nt_user_map_file(c->process, fd, 2 * CMD_PAGE);
    struct rewriter r = {.dwords = c->dwords, .good = good};
    r.memory = mmap(NULL, 2 * CMD_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    EXPECT(user && r.memory != MAP_FAILED);
    memcpy(r.memory, c->stream, c->dwords * 4);
    EXPECT(pthread_create(&thread, NULL, rewrite, &r) == 0);
    for (UINT round = 0; round < ROUNDS; round++) {
        NTSTATUS status = cmd_render_at(c, user, c->dwords * 4);
        if (status) {
            refused++;
            EXPECT(status == STATUS_INVALID_USER_BUFFER || status == STATUS_INVALID_PARAMETER ||
                   status == STATUS_INVALID_HANDLE || status == STATUS_PRIVILEGED_INSTRUCTION ||
                   status == STATUS_ILLEGAL_INSTRUCTION);
            continue;
        }
        accepted++;
        EXPECT(cmd_run(c) == 0);
    }
    r.stop = true;
    pthread_join(thread, NULL);
    memcpy(r.memory, good, c->dwords * 4);
    EXPECT(cmd_render_at(c, user, c->dwords * 4) == STATUS_SUCCESS);
    EXPECT(accepted + refused == ROUNDS);
    EXPECT(cmd_device_privileged() == 0);
    munmap(r.memory, 2 * CMD_PAGE);
    close(fd);
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(gone)
TEST(gone_page)
TEST(not_user)
TEST(truncated)
TEST(unaligned)
TEST(rewritten)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gone),      cmocka_unit_test(test_gone_page), cmocka_unit_test(test_not_user),
        cmocka_unit_test(test_truncated), cmocka_unit_test(test_unaligned), cmocka_unit_test(test_rewritten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
