/*
 * That Render reads each byte of a command buffer once (REN-10; bug class 2). Here the driver's capture function is replaced by one that
 * is the only door to the client's memory: all pages are closed but for the moment of a copy, each byte may be copied once, and is
 * destroyed as it is. A second look, by whatever way, is a fault or finds garbage.
 */
#include "cmd_harness.h"

#include "capture.h"

static struct {
    struct nt_process *process;
    unsigned char *memory;
    UINT size;
    unsigned char fetched[REFGPU_DMA_SIZE];
    UINT twice, strange;
} client;

NTSTATUS capture_probe(const void *user, SIZE_T bytes)
{
    return user == client.memory && bytes <= client.size ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

NTSTATUS capture(void *to, const void *user, SIZE_T bytes)
{
    SIZE_T from = (SIZE_T)((const unsigned char *)user - client.memory);

    if (from > client.size || bytes > client.size - from) {
        client.strange++;
        return STATUS_ACCESS_VIOLATION;
    }
    nt_user_protect(client.process, client.memory, client.size, true, true);
    memcpy(to, user, bytes);
    for (SIZE_T i = from; i < from + bytes; i++) {
        client.twice += client.fetched[i];
        client.fetched[i] = 1;
        client.memory[i] = 0x80; /* a privileged command wherever it is read again */
    }
    nt_user_protect(client.process, client.memory, client.size, false, false);
    return STATUS_SUCCESS;
}

/* The stream goes behind closed doors. */
static void client_write(struct cmd *c)
{
    c->stream[2] = c->dwords * 4;
    nt_user_protect(client.process, client.memory, client.size, true, true);
    memcpy(client.memory, c->stream, c->dwords * 4);
    nt_user_protect(client.process, client.memory, client.size, false, false);
}

static bool fetched_all(UINT from, UINT bytes)
{
    for (UINT i = from; i < bytes; i++)
        if (!client.fetched[i])
            return false;
    return true;
}

static void client_open(struct cmd *c)
{
    memset(&client, 0, sizeof(client));
    client.process = c->process;
    client.size = REFGPU_DMA_SIZE;
    client.memory = nt_user_alloc(c->process, client.size);
}

static int body_once(void *arg)
{
    struct cmd *c = arg;
    static ULONG expected[CMD_DWORDS];
    uint64_t seed = 11;

    client_open(c);
    for (UINT round = 0; round < 200; round++) {
        cmd_begin(c);
        for (UINT limit = 40 + cmd_random(&seed, CMD_DWORDS - 60); c->dwords < limit;)
            cmd_put_good(c, cmd_random(&seed, CMD_KINDS));
        client_write(c);
        memset(client.fetched, 0, sizeof(client.fetched));
        cmd_expected(c, expected);
        EXPECT(cmd_render_at(c, client.memory, c->dwords * 4) == STATUS_SUCCESS);
        EXPECT(!client.twice && !client.strange && fetched_all(0, c->dwords * 4));
        EXPECT(c->dma_bytes == c->dwords * 4 && !memcmp(c->dma, expected, c->dma_bytes));
    }
    return 0;
}

/* Each pass of several reads on from where it says, and nothing before that. */
static int body_once_per_pass(void *arg)
{
    struct cmd *c = arg;
    UINT passes = 0;
    NTSTATUS status;

    client_open(c);
    cmd_begin(c);
    while (c->dwords < CMD_DWORDS - 20)
        cmd_put_good(c, c->dwords % CMD_KINDS);
    c->dma_size = 9000;
    do {
        UINT from = c->offset;
        client_write(c);
        memset(client.fetched, 0, sizeof(client.fetched));
        status = cmd_render_at(c, client.memory, c->dwords * 4);
        EXPECT(!client.twice && !client.strange);
        for (UINT i = 0; i < from; i++)
            EXPECT(!client.fetched[i]);
        passes++;
    } while (status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER && passes < 20);
    EXPECT(status == STATUS_SUCCESS && passes == 8);
    return 0;
}

static void test_once(void **state)
{
    cmd_test(body_once);
}

static void test_once_per_pass(void **state)
{
    cmd_test(body_once_per_pass);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_once), cmocka_unit_test(test_once_per_pass)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
