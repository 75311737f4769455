/*
 * Pictures as files: the last one of a session, or a numbered one for each Nth frame.
 */
#include "sink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct sink_png {
    struct sink base;
    char *head, *tail; /* numbered files: head, five digits or more, tail */
    char *path;        /* of the only file otherwise */
    uint64_t every;
};

/* "a%05d.png" is cut around the number; without one it goes before the extension: a-00060.png. */
static bool split_name(struct sink_png *sink, const char *path)
{
    const char *percent = strchr(path, '%');
    size_t skip = 0;

    if (percent) {
        skip = 1 + strspn(percent + 1, "0123456789");
        if (percent[skip] != 'd' || strchr(percent + skip + 1, '%'))
            return sink_fail(&sink->base, "png:%s: expected one number such as %%05d in the name, or none",
                             path);
        skip++;
        sink->head = strndup(path, (size_t)(percent - path));
    } else {
        const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
        percent = dot && (!slash || dot > slash) ? dot : path + strlen(path);
        if (asprintf(&sink->head, "%.*s-", (int)(percent - path), path) < 0)
            sink->head = NULL;
    }
    sink->tail = strdup(percent + skip);
    return (sink->head && sink->tail) || sink_fail(&sink->base, "out of memory");
}

/* Finds out now, not after an hour, that the picture cannot be written. */
static bool probe(struct sink_png *sink, const char *path)
{
    struct stat info;
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    bool good = folder != NULL;

    if (!folder)
        return sink_fail(&sink->base, "out of memory");
    if (stat(folder, &info) || !S_ISDIR(info.st_mode))
        good =
            sink_fail(&sink->base, "cannot write %s: there is no folder %s; make it first or choose another",
                      path, folder);
    else if (access(folder, W_OK | X_OK))
        good = sink_fail(&sink->base, "cannot write %s: folder %s: %s", path, folder, strerror(errno));
    else if (!stat(path, &info) && S_ISDIR(info.st_mode))
        good = sink_fail(&sink->base, "cannot write %s: it is a folder, expected a file name", path);
    free(folder);
    return good;
}

static bool png_frame(struct sink *base, uint64_t frame, const struct picture *picture,
                      const struct rect *dirty, size_t count)
{
    struct sink_png *sink = (struct sink_png *)base;
    char *path = NULL;

    (void)dirty;
    (void)count;
    if (!sink->every || frame % sink->every)
        return true;
    if (asprintf(&path, "%s%05llu%s", sink->head, (unsigned long long)frame, sink->tail) < 0)
        return sink_fail(base, "out of memory");
    bool good = png_write(path, picture, 1, base->error, sizeof(base->error));
    free(path);
    return good;
}

static bool png_finish(struct sink *base, const struct picture *last)
{
    struct sink_png *sink = (struct sink_png *)base;

    if (sink->every)
        return true;
    if (!last->width || !last->height)
        return sink_fail(base, "nothing was ever shown: %s is not written", sink->path);
    return png_write(sink->path, last, 6, base->error, sizeof(base->error));
}

static void png_close(struct sink *base)
{
    struct sink_png *sink = (struct sink_png *)base;

    free(sink->head);
    free(sink->tail);
    free(sink->path);
    free(sink);
}

static const struct sink_ops png_ops = {.frame = png_frame, .finish = png_finish, .close = png_close};

struct sink *sink_png_open(const char *path, const struct sink_options *options)
{
    struct sink_png *sink = calloc(1, sizeof(*sink));

    if (!sink)
        return NULL;
    sink->base = (struct sink){.ops = &png_ops, .kind = "png"};
    snprintf(sink->base.where, sizeof(sink->base.where), "%s", path);
    sink->every = options->every;
    sink->path = strdup(path);
    if (!sink->path)
        sink_fail(&sink->base, "out of memory");
    else if (probe(sink, path) && sink->every)
        split_name(sink, path);
    return &sink->base;
}
