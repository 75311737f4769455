/*
 * VNC in and out: the sink serves what the source sees, through both libraries and a loopback socket; and a server made of
 * bytes does to the source what servers must not do.
 */
#include "fake_host.h"
#include "recording.h"
#include "sink.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct source_options options;

/* The next thing that is not nothing, waiting as the desktop does. */
static enum source_event next(struct source *source, struct source_update *update)
{
    for (;;) {
        struct pollfd fd = {.events = POLLIN};
        int timeout = source_wait(source, &fd.fd);
        poll(&fd, 1, timeout);
        enum source_event event = source_next(source, update);
        if (event != SOURCE_NOTHING)
            return event;
    }
}

/* ---- source and sink face to face ------------------------------------------------------------------------------------- */

enum { W = 64, H = 48 };

struct server {
    struct sink *sink;
    int wake[2]; /* a byte: draw the next picture; closed: end */
    struct picture picture;
    uint8_t pixels[100 * 80 * 4];
};

static void serve_picture(struct server *server)
{
    struct rect all = {0, 0, (int32_t)server->picture.width, (int32_t)server->picture.height};

    assert_true(server->sink->ops->frame(server->sink, 1, &server->picture, &all, 1));
}

static void *serve(void *arg)
{
    struct server *server = arg;
    struct pollfd fds[16] = {{.fd = server->wake[0], .events = POLLIN}};
    char byte;

    for (;;) {
        size_t count = 1 + server->sink->ops->poll(server->sink, fds + 1, 15);
        poll(fds, count, -1);
        if (fds[0].revents) {
            if (read(server->wake[0], &byte, 1) != 1)
                return NULL;
            serve_picture(server);
        }
        server->sink->ops->process(server->sink);
    }
}

static void paint(struct server *server, unsigned width, unsigned height, unsigned bpp, uint32_t seed)
{
    server->picture = (struct picture){width, height, width * bpp / 8, bpp, server->pixels};
    for (unsigned i = 0; i < width * height * bpp / 8; i++)
        server->pixels[i] = (uint8_t)((i + seed) * 2654435761u >> 13);
}

static bool has_picture(const struct fake_host *fake, const struct server *server)
{
    uint32_t wanted[100 * 80];
    struct rect all = {0, 0, (int32_t)server->picture.width, (int32_t)server->picture.height};

    if (fake->width != server->picture.width || fake->height != server->picture.height)
        return false;
    assert_true(picture_to_x8r8g8b8(&server->picture, &all, wanted, server->picture.width * 4));
    for (unsigned y = 0; y < fake->height; y++) {
        const uint32_t *line = (const uint32_t *)(fake->image + y * fake_pitch(fake));
        for (unsigned x = 0; x < fake->width; x++) {
            if ((line[x] ^ wanted[y * fake->width + x]) & 0xffffff)
                return false;
        }
    }
    return true;
}

/* A server may answer in pieces, and one request after another: in the end the picture is there. */
static void expect_picture(struct source *source, struct fake_host *fake, const struct server *server)
{
    struct source_update update;

    for (unsigned updates = 0; updates < 10; updates++) {
        assert_int_equal(next(source, &update), SOURCE_UPDATE);
        assert_true(fake_present(fake, &update));
        assert_true(fake_screen_is_image(fake));
        if (has_picture(fake, server))
            return;
    }
    fail_msg("the picture does not come");
}

static void test_source_sees_what_the_sink_serves(void **state)
{
    struct sink_options sink_options = {0};
    struct server server = {0};
    struct fake_host fake;
    pthread_t thread;
    char error[300] = "", spec[240];

    server.sink = sink_open("vnc:0", &sink_options, error, sizeof(error));
    assert_string_equal(error, "");
    assert_int_equal(pipe(server.wake), 0);
    paint(&server, W, H, 32, 1);
    serve_picture(&server);
    assert_int_equal(pthread_create(&thread, NULL, serve, &server), 0);

    fake_init(&fake);
    snprintf(spec, sizeof(spec), "vnc:%s", server.sink->where);
    struct source *source = source_open(spec, &options, &fake.host, error, sizeof(error));
    assert_string_equal(error, "");
    expect_picture(source, &fake, &server);

    /* Another picture of the same size, then a larger one: the desktop changes its size. */
    paint(&server, W, H, 24, 99);
    assert_int_equal(write(server.wake[1], "x", 1), 1);
    expect_picture(source, &fake, &server);
    assert_int_equal(fake.images, 1);
    paint(&server, 100, 80, 16, 7);
    assert_int_equal(write(server.wake[1], "x", 1), 1);
    expect_picture(source, &fake, &server);
    assert_int_equal(fake.images, 2);

    source_close(source);
    close(server.wake[1]);
    pthread_join(thread, NULL);
    sink_close(server.sink);
    close(server.wake[0]);
    fake_fini(&fake);
}

static void test_port_in_use(void **state)
{
    struct sink_options sink_options = {0};
    char error[300] = "", spec[240];

    struct sink *sink = sink_open("vnc:0", &sink_options, error, sizeof(error));
    assert_non_null(sink);
    snprintf(spec, sizeof(spec), "vnc:%s", strchr(sink->where, ':') + 1);
    assert_null(sink_open(spec, &sink_options, error, sizeof(error)));
    assert_non_null(strstr(error, "cannot listen on 127.0.0.1:"));
    sink_close(sink);
}

/* ---- a server made of bytes ------------------------------------------------------------------------------------------- */

struct script {
    struct recording bytes; /* what is sent after the greeting */
    int listener;
    unsigned port;
    bool hold; /* keep the connection open until the client goes */
    bool no_greeting;
};

static void send_all(int fd, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;

    while (size) {
        ssize_t done = send(fd, p, size, MSG_NOSIGNAL);
        if (done <= 0)
            return;
        p += done;
        size -= (size_t)done;
    }
}

static void *run_script(void *arg)
{
    static const uint8_t init[24] = {0, 16,  0,  12, 32, 24, 0, 1, 0, 255, 0, 255,
                                     0, 255, 16, 8,  0,  0,  0, 0, 0, 0,   0, 0};
    struct script *script = arg;
    int fd = accept(script->listener, NULL, NULL);
    uint8_t answer[4096];

    if (!script->no_greeting) {
        send_all(fd, "RFB 003.003\n", 12);
        assert_true(recv(fd, answer, 12, MSG_WAITALL) == 12);
        send_all(fd, "\0\0\0\1", 4);
        assert_true(recv(fd, answer, 1, MSG_WAITALL) == 1);
        send_all(fd, init, sizeof(init));
    }
    send_all(fd, script->bytes.bytes, script->bytes.size);
    if (!script->hold)
        shutdown(fd, SHUT_WR);
    while (recv(fd, answer, sizeof(answer), 0) > 0)
        ;
    close(fd);
    return NULL;
}

static void listen_for(struct script *script)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);

    script->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(script->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(script->listener, 1), 0);
    assert_int_equal(getsockname(script->listener, (struct sockaddr *)&address, &size), 0);
    script->port = ntohs(address.sin_port);
}

/* Plays the script against a source; presents its updates until something else comes, whose error is kept. */
static enum source_event meet(struct script *script, struct fake_host *fake, unsigned *updates, char *error)
{
    struct source_update update;
    enum source_event event = SOURCE_ERROR;
    pthread_t thread;
    char spec[60];

    listen_for(script);
    assert_int_equal(pthread_create(&thread, NULL, run_script, script), 0);
    snprintf(spec, sizeof(spec), "vnc:127.0.0.1:%u", script->port);
    fake_init(fake);
    *updates = 0;
    error[0] = 0;
    struct source *source = source_open(spec, &options, &fake->host, error, 400);
    if (source) {
        while ((event = next(source, &update)) == SOURCE_UPDATE) {
            assert_true(fake_present(fake, &update));
            assert_true(fake_screen_is_image(fake));
            ++*updates;
        }
        snprintf(error, 400, "%s", source->error);
        source_close(source);
    }
    pthread_join(thread, NULL);
    close(script->listener);
    rec_free(&script->bytes);
    return event;
}

/* Copied rectangles are moves, drawn ones dirty, and a copy of fresh pixels is right on the screen. */
static void test_copies_and_rectangles(void **state)
{
    struct script script = {0};
    struct fake_host fake;
    unsigned updates;
    char error[400];

    rec_update(&script.bytes, 1);
    rec_raw(&script.bytes, 0, 0, 16, 12, 0x100);
    rec_update(&script.bytes, 4);
    rec_copy(&script.bytes, 0, 1, 0, 0, 16, 11);
    rec_raw(&script.bytes, 0, 11, 16, 1, 0x4000);
    rec_copy(&script.bytes, 0, 10, 4, 4, 8, 2);
    rec_copy(&script.bytes, 2, 2, 3, 1, 8, 8);
    assert_int_equal(meet(&script, &fake, &updates, error), SOURCE_ERROR);
    assert_int_equal(updates, 2);
    assert_non_null(strstr(error, "the connection is lost"));
    fake_fini(&fake);
}

static void test_resize(void **state)
{
    struct script script = {0};
    struct fake_host fake;
    unsigned updates;
    char error[400];

    rec_update(&script.bytes, 1);
    rec_raw(&script.bytes, 0, 0, 16, 12, 0x100);
    rec_update(&script.bytes, 2);
    rec_header(&script.bytes, 0, 0, 40, 30, -223);
    rec_raw(&script.bytes, 30, 20, 10, 10, 0x200);
    meet(&script, &fake, &updates, error);
    assert_int_equal(updates, 2);
    assert_int_equal(fake.width, 40);
    assert_int_equal(fake.images, 2);
    fake_fini(&fake);
}

/* Whatever a server draws outside, or claims: an error, nothing written, no crash. */
static void test_hostile_servers(void **state)
{
    static const struct {
        uint16_t x, y, w, h;
        int32_t encoding;
        uint16_t from_x, from_y;
    } rows[] = {
        {10, 0, 7, 1, 0, 0, 0},          {0xffff, 0xffff, 0xffff, 0xffff, 0, 0, 0},
        {0, 0, 2, 2, 1, 15, 11},         {15, 11, 2, 1, 1, 0, 0},
        {0, 0, 0xffff, 0xffff, 1, 0, 0}, {0, 0, 0xffff, 0xffff, -223, 0, 0},
        {0, 0, 0, 0, -223, 0, 0},        {0, 0, 4, 4, 1234, 0, 0},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct script script = {0};
        struct fake_host fake;
        unsigned updates;
        char error[400];

        rec_update(&script.bytes, 1);
        rec_raw(&script.bytes, 0, 0, 16, 12, 0x100);
        rec_update(&script.bytes, 1);
        rec_header(&script.bytes, rows[i].x, rows[i].y, rows[i].w, rows[i].h, rows[i].encoding);
        if (rows[i].encoding == 1) {
            rec_u16(&script.bytes, rows[i].from_x);
            rec_u16(&script.bytes, rows[i].from_y);
        }
        for (unsigned n = 0; n < 64; n++)
            rec_u8(&script.bytes, 0x55);
        assert_int_equal(meet(&script, &fake, &updates, error), SOURCE_ERROR);
        assert_int_equal(updates, 1);
        assert_true(strlen(error) > 20);
        for (unsigned pixel = 0; pixel < 16 * 12; pixel++)
            assert_int_equal(((uint32_t *)(fake.image + pixel / 16 * fake_pitch(&fake)))[pixel % 16],
                             0x100 + pixel);
        fake_fini(&fake);
    }
}

/* Each length of a truncated session: an error, and what was whole is on the screen. */
static void test_lost_connections(void **state)
{
    for (unsigned cut = 0; cut < 40; cut += 3) {
        struct script script = {0};
        struct fake_host fake;
        unsigned updates;
        char error[400];

        rec_update(&script.bytes, 1);
        rec_raw(&script.bytes, 1, 1, 2, 2, 0x100);
        rec_update(&script.bytes, 1);
        rec_raw(&script.bytes, 3, 3, 2, 2, 0x100);
        script.bytes.size = cut;
        assert_int_equal(meet(&script, &fake, &updates, error), SOURCE_ERROR);
        assert_int_equal(updates, cut >= 32);
        assert_non_null(strstr(error, "vnc:127.0.0.1:"));
        fake_fini(&fake);
    }
}

static void test_not_a_vnc_server(void **state)
{
    struct script script = {.no_greeting = true};
    struct fake_host fake;
    unsigned updates;
    char error[400];

    rec_bytes(&script.bytes, "HTTP/1.0 400 Bad Request\r\n\r\n", 28);
    assert_int_equal(meet(&script, &fake, &updates, error), SOURCE_ERROR);
    assert_non_null(strstr(error, "no VNC session"));
    fake_fini(&fake);
}

static void test_nobody_there(void **state)
{
    struct script script = {0};
    struct fake_host fake;
    char error[400], spec[60];

    listen_for(&script);
    close(script.listener);
    fake_init(&fake);
    snprintf(spec, sizeof(spec), "vnc:127.0.0.1:%u", script.port);
    assert_null(source_open(spec, &options, &fake.host, error, sizeof(error)));
    assert_non_null(strstr(error, "is a server running there"));
    fake_fini(&fake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_sees_what_the_sink_serves),
        cmocka_unit_test(test_port_in_use),
        cmocka_unit_test(test_copies_and_rectangles),
        cmocka_unit_test(test_resize),
        cmocka_unit_test(test_hostile_servers),
        cmocka_unit_test(test_lost_connections),
        cmocka_unit_test(test_not_a_vnc_server),
        cmocka_unit_test(test_nobody_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
