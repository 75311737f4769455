/*
 * The screen for VNC viewers on this machine, by libvncserver.
 *
 * Single-threaded: the desktop's loop waits for the server's sockets and calls process. Only the loopback address is
 * listened on, because there is no password.
 */
#include "sink.h"

#include <errno.h>
#include <netinet/in.h>
#include <rfb/rfb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOW_VIEWER_MS                                                                                       \
    2000 /* a viewer that takes nothing for so long is dropped, so that it cannot hold up the desktop */
#define ROUNDS 16 /* of questions and answers before the desktop goes on */

struct sink_vnc {
    struct sink base;
    rfbScreenInfoPtr server;
    uint8_t *pixels;
    uint32_t width, height;
};

static void no_log(const char *format, ...)
{
    (void)format;
}

/* What our pixels look like, to the server and to the viewers that it translates them for. */
static void set_format(rfbScreenInfoPtr server)
{
    rfbClientIteratorPtr clients;
    rfbClientPtr client;

    server->serverFormat.redShift = 16;
    server->serverFormat.greenShift = 8;
    server->serverFormat.blueShift = 0;
    clients = rfbGetClientIterator(server);
    while ((client = rfbClientIteratorNext(clients)) != NULL)
        server->setTranslateFunction(client);
    rfbReleaseClientIterator(clients);
}

/* Another size: viewers that understand it change theirs. */
static bool take_size(struct sink_vnc *sink, uint32_t width, uint32_t height)
{
    uint8_t *pixels = calloc(height, (size_t)width * 4);

    if (!pixels)
        return sink_fail(&sink->base, "vnc: out of memory for a screen of %ux%u", width, height);
    rfbNewFramebuffer(sink->server, (char *)pixels, (int)width, (int)height, 8, 3, 4);
    set_format(sink->server);
    free(sink->pixels);
    sink->pixels = pixels;
    sink->width = width;
    sink->height = height;
    return true;
}

static bool vnc_process(struct sink *base)
{
    struct sink_vnc *sink = (struct sink_vnc *)base;

    for (unsigned i = 0; i < ROUNDS && rfbProcessEvents(sink->server, 0); i++)
        ;
    return true;
}

static bool vnc_frame(struct sink *base, uint64_t frame, const struct picture *picture,
                      const struct rect *dirty, size_t count)
{
    struct sink_vnc *sink = (struct sink_vnc *)base;
    struct rect all = {0, 0, (int32_t)picture->width, (int32_t)picture->height};

    (void)frame;
    if (sink->width != picture->width || sink->height != picture->height) {
        if (!take_size(sink, picture->width, picture->height))
            return false;
        dirty = &all;
        count = 1;
    }
    for (size_t i = 0; i < count; i++) {
        if (!picture_to_x8r8g8b8(picture, &dirty[i], sink->pixels, sink->width * 4))
            return sink_fail(base, "vnc: out of memory");
        rfbMarkRectAsModified(sink->server, dirty[i].left, dirty[i].top, dirty[i].right, dirty[i].bottom);
    }
    return vnc_process(base);
}

static size_t vnc_poll(struct sink *base, struct pollfd *fds, size_t capacity)
{
    struct sink_vnc *sink = (struct sink_vnc *)base;
    rfbClientIteratorPtr clients = rfbGetClientIterator(sink->server);
    rfbClientPtr client;
    size_t count = 0;

    if (count < capacity)
        fds[count++] = (struct pollfd){.fd = sink->server->listenSock, .events = POLLIN};
    while ((client = rfbClientIteratorNext(clients)) != NULL && count < capacity)
        fds[count++] = (struct pollfd){.fd = client->sock, .events = POLLIN};
    rfbReleaseClientIterator(clients);
    return count;
}

static void vnc_close(struct sink *base)
{
    struct sink_vnc *sink = (struct sink_vnc *)base;

    if (sink->server) {
        rfbShutdownServer(sink->server, TRUE);
        rfbScreenCleanup(sink->server);
    }
    free(sink->pixels);
    free(sink);
}

static const struct sink_ops vnc_ops = {
    .frame = vnc_frame, .poll = vnc_poll, .process = vnc_process, .close = vnc_close};

static bool listen_on(struct sink_vnc *sink, int port)
{
    rfbScreenInfoPtr server = rfbGetScreen(NULL, NULL, (int)sink->width, (int)sink->height, 8, 3, 4);

    if (!server)
        return sink_fail(&sink->base, "vnc: out of memory");
    sink->server = server;
    server->desktopName = "openwddm";
    server->frameBuffer = (char *)sink->pixels;
    set_format(server);
    server->alwaysShared = TRUE;
    server->deferUpdateTime = 0;
    server->maxClientWait = SLOW_VIEWER_MS;
    server->cursor = NULL;
    server->listenInterface = htonl(INADDR_LOOPBACK);
    server->port = port ? port : 5900; /* where the search for a free one begins */
    server->autoPort = port == 0;
    server->ipv6port = 0;
    rfbInitServer(server);
    if (server->listenSock == RFB_INVALID_SOCKET)
        return sink_fail(&sink->base,
                         "vnc: cannot listen on 127.0.0.1:%d: %s; choose another port, or 0 for a free one",
                         port, strerror(errno));
    return true;
}

struct sink *sink_vnc_open(const char *port, const struct sink_options *options)
{
    struct sink_vnc *sink = calloc(1, sizeof(*sink));
    char *end;
    long number = strtol(port, &end, 10);

    (void)options;
    if (!sink)
        return NULL;
    sink->base = (struct sink){.ops = &vnc_ops, .kind = "vnc", .live = true};
    if (*end || number < 0 || number > 65535) {
        sink_fail(&sink->base, "vnc port '%s': expected a number from 0 to 65535, for example vnc:5900",
                  port);
        return &sink->base;
    }
    rfbLog = no_log;
    rfbErr = no_log;
    sink->width = 640;
    sink->height = 480;
    sink->pixels = calloc(sink->height, (size_t)sink->width * 4);
    if (!sink->pixels)
        sink_fail(&sink->base, "vnc: out of memory");
    else if (listen_on(sink, (int)number))
        snprintf(sink->base.where, sizeof(sink->base.where), "127.0.0.1:%d", sink->server->port);
    return &sink->base;
}
