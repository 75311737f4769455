/*
 * A live VNC desktop, by libvncclient.
 *
 * The library decodes; its three drawing hooks put the pixels straight into the image that the driver reads. A copied
 * rectangle is a move, all else is dirty. The library asks for the next update when it has one whole, so there is always
 * exactly one under way, and while nothing changes on the other side we sleep in poll.
 */
#include "source.h"

#include "batch.h"

#include <pthread.h>
#include <rfb/rfbclient.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_SECONDS 10
#define STALL_SECONDS   20 /* a server that stops in the middle of a message is given up */

struct vnc {
    struct source base;
    rfbClient *client;
    struct batch batch;
    bool drawn, resized;
    bool refused; /* a rectangle outside of the desktop came by */
    char address[160];
};

static int tag; /* its address names our client data */

/* The library reports through two global functions, without a context: the last line of this thread is kept. */
static __thread char last_log[160];

static void keep_log(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(last_log, sizeof(last_log), format, args);
    va_end(args);
    last_log[strcspn(last_log, "\n")] = 0;
}

static struct vnc *of(rfbClient *client)
{
    return rfbClientGetClientData(client, &tag);
}

/* ---- hooks ------------------------------------------------------------------------------------------------------------ */

static bool allowed(struct vnc *vnc, int x, int y, int w, int h)
{
    bool good = x >= 0 && y >= 0 && w >= 0 && h >= 0 &&
                source_inside(&vnc->base, (uint32_t)x, (uint32_t)y, (uint32_t)w, (uint32_t)h);

    if (!good) {
        vnc->refused = true;
        source_fail(&vnc->base, "%s: the server draws %dx%d at %d,%d; expected inside its %ux%u desktop",
                    vnc->address, w, h, x, y, vnc->base.image.width, vnc->base.image.height);
    }
    return good;
}

static void got_bitmap(rfbClient *client, const uint8_t *pixels, int x, int y, int w, int h)
{
    struct vnc *vnc = of(client);
    struct rect rect = {x, y, x + w, y + h};

    if (!allowed(vnc, x, y, w, h))
        return;
    source_draw(&vnc->base, &rect, pixels, (size_t)w * 4);
    batch_dirty(&vnc->batch, &rect);
    vnc->drawn = true;
}

static void got_fill(rfbClient *client, int x, int y, int w, int h, uint32_t colour)
{
    struct vnc *vnc = of(client);
    struct rect rect = {x, y, x + w, y + h};

    if (!allowed(vnc, x, y, w, h))
        return;
    for (int row = y; row < y + h; row++) {
        uint32_t *out = (uint32_t *)(vnc->base.image.bits + (size_t)row * vnc->base.image.pitch);
        for (int column = x; column < x + w; column++)
            out[column] = colour;
    }
    batch_dirty(&vnc->batch, &rect);
    vnc->drawn = true;
}

static void got_copy(rfbClient *client, int from_x, int from_y, int w, int h, int x, int y)
{
    struct vnc *vnc = of(client);
    struct move move = {from_x, from_y, {x, y, x + w, y + h}};

    if (!allowed(vnc, from_x, from_y, w, h) || !allowed(vnc, x, y, w, h))
        return;
    source_copy(&vnc->base, &move);
    batch_move(&vnc->batch, &move);
    vnc->drawn = true;
}

static rfbBool new_size(rfbClient *client)
{
    struct vnc *vnc = of(client);

    /* Servers announce the size that they have as well. */
    if (vnc->base.image.bits && client->width == (int)vnc->base.image.width &&
        client->height == (int)vnc->base.image.height)
        return TRUE;
    if (client->width < 0 || client->height < 0 ||
        !source_resize(&vnc->base, (uint32_t)client->width, (uint32_t)client->height))
        return FALSE;
    client->updateRect.x = client->updateRect.y = 0;
    client->updateRect.w = client->width;
    client->updateRect.h = client->height;
    batch_clear(&vnc->batch);
    vnc->resized = true;
    return TRUE;
}

static char *password(rfbClient *client)
{
    const char *secret = getenv("VNC_PASSWORD");

    if (!secret)
        source_fail(&of(client)->base, "%s: the server asks for a password: set VNC_PASSWORD",
                    of(client)->address);
    return strdup(secret ? secret : "");
}

static void ignore_update(rfbClient *client, int x, int y, int w, int h)
{
    /* Comes once more for what the hooks above have counted. */
    (void)client, (void)x, (void)y, (void)w, (void)h;
}

/* ---- the source ------------------------------------------------------------------------------------------------------- */

static int vnc_wait(struct source *source, int *fd)
{
    struct vnc *vnc = (struct vnc *)source;

    *fd = vnc->client->sock;
    return vnc->client->buffered || source->error[0] ? 0 : -1;
}

static enum source_event lost(struct vnc *vnc)
{
    return source_fail(&vnc->base,
                       "%s: the connection is lost or the server sent what VNC does not allow%s%s",
                       vnc->address, last_log[0] ? ": " : "", last_log);
}

static enum source_event vnc_next(struct source *source, struct source_update *update)
{
    struct vnc *vnc = (struct vnc *)source;

    if (source->error[0])
        return SOURCE_ERROR;
    int ready = vnc->client->buffered ? 1 : WaitForMessage(vnc->client, 0);
    if (ready < 0)
        return lost(vnc);
    if (!ready)
        return SOURCE_NOTHING;
    batch_clear(&vnc->batch);
    vnc->drawn = false;
    vnc->resized = false;
    last_log[0] = 0;
    if (!HandleRFBServerMessage(vnc->client) || vnc->refused)
        return lost(vnc);
    if (!vnc->drawn && !vnc->resized)
        return SOURCE_NOTHING;
    if (vnc->resized) {
        struct rect all = {0, 0, (int32_t)source->image.width, (int32_t)source->image.height};
        batch_clear(&vnc->batch);
        batch_dirty(&vnc->batch, &all);
    }
    *update = (struct source_update){vnc->batch.moves,       vnc->batch.move_count, vnc->batch.dirty,
                                     vnc->batch.dirty_count, vnc->resized,          true};
    return SOURCE_UPDATE;
}

static void vnc_close(struct source *source)
{
    struct vnc *vnc = (struct vnc *)source;

    if (source->host.blocking_socket)
        source->host.blocking_socket(source->host.ctx, -1);
    if (vnc->client)
        rfbClientCleanup(vnc->client);
    free(vnc);
}

static const struct source_ops vnc_ops = {.wait = vnc_wait, .next = vnc_next, .close = vnc_close};

/* HOST:PORT or [V6]:PORT. The host is copied for the library to free. */
static bool parse_address(struct vnc *vnc, const char *address, char **host, int *port)
{
    const char *colon = strrchr(address, ':');
    char *end = NULL;
    long number = colon ? strtol(colon + 1, &end, 10) : -1;
    size_t length = colon ? (size_t)(colon - address) : 0;

    if (!colon || !length || end == colon + 1 || *end || number < 1 || number > 65535) {
        source_fail(&vnc->base, "vnc address '%s': expected HOST:PORT, for example vnc:127.0.0.1:5901",
                    address);
        return false;
    }
    if (address[0] == '[' && address[length - 1] == ']')
        *host = strndup(address + 1, length - 2);
    else
        *host = strndup(address, length);
    *port = (int)number;
    return *host || (source_fail(&vnc->base, "out of memory"), false);
}

static void set_hooks(rfbClient *client)
{
    client->GotBitmap = got_bitmap;
    client->GotFillRect = got_fill;
    client->GotCopyRect = got_copy;
    client->GotFrameBufferUpdate = ignore_update;
}

static rfbClient *make_client(struct vnc *vnc, char *host, int port)
{
    rfbClient *client = rfbGetClient(8, 3, 4);

    if (!client) {
        free(host);
        return NULL;
    }
    rfbClientLog = keep_log;
    rfbClientErr = keep_log;
    rfbClientSetClientData(client, &tag, vnc);
    free(client->serverHost);
    client->serverHost = host;
    client->serverPort = port;
    client->connectTimeout = CONNECT_SECONDS;
    client->readTimeout = STALL_SECONDS;
    client->canHandleNewFBSize = TRUE;
    client->appData.encodingsString = "copyrect raw";
    client->appData.useRemoteCursor = FALSE;
    client->appData.shareDesktop = TRUE;
    client->format = (rfbPixelFormat){.bitsPerPixel = 32,
                                      .depth = 24,
                                      .trueColour = 1,
                                      .redMax = 255,
                                      .greenMax = 255,
                                      .blueMax = 255,
                                      .redShift = 16,
                                      .greenShift = 8};
    client->MallocFrameBuffer = new_size;
    client->GetPassword = password;
    set_hooks(client);
    return client;
}

static void connect_to(struct vnc *vnc, char *host, int port)
{
    vnc->client = make_client(vnc, host, port);
    if (!vnc->client) {
        source_fail(&vnc->base, "%s: out of memory", vnc->address);
        return;
    }
    last_log[0] = 0;
    if (!rfbInitClient(vnc->client, NULL, NULL)) {
        vnc->client = NULL; /* the library has freed it */
        source_fail(&vnc->base, "%s: no VNC session%s%s; is a server running there (try: ss -ltn)?",
                    vnc->address, last_log[0] ? ": " : "", last_log);
        return;
    }
    /* Some versions put their own in while connecting. */
    set_hooks(vnc->client);
    if (vnc->base.host.blocking_socket)
        vnc->base.host.blocking_socket(vnc->base.host.ctx, vnc->client->sock);
}

struct source *source_vnc_open(const char *address, const struct source_options *options,
                               const struct source_host *host)
{
    struct vnc *vnc = calloc(1, sizeof(*vnc));
    char *name = NULL;
    int port = 0;

    (void)options;
    if (!vnc)
        return NULL;
    vnc->base = (struct source){.ops = &vnc_ops, .kind = "vnc", .host = *host};
    snprintf(vnc->address, sizeof(vnc->address), "vnc:%s", address);
    if (parse_address(vnc, address, &name, &port))
        connect_to(vnc, name, port);
    return &vnc->base;
}
