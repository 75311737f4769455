/*
 * Runs a fuzz target on files and folders of files, and on many small changes of each, for builds without libFuzzer: the
 * corpus is a test in every build. The changes are drawn from a fixed seed, so a run repeats itself.
 *
 *     replay [-changes N] PATH...
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static unsigned long changes = 200, inputs;
static uint64_t state = 0x9E3779B97F4A7C15u;

static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static void run(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1); /* of exactly this size, for the sanitizer */

    if (!copy)
        abort();
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    inputs++;
}

static void change(uint8_t *bytes, size_t *size)
{
    static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xfe, 0xff};
    size_t at = draw((uint32_t)*size);

    switch (draw(4)) {
    case 0:
        bytes[at] = values[draw(sizeof(values))];
        break;
    case 1:
        bytes[at] ^= (uint8_t)(1u << draw(8));
        break;
    case 2:
        *size = at + 1;
        break;
    default:
        bytes[at] = bytes[draw((uint32_t)*size)];
        break;
    }
}

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(1 << 20), *copy = malloc(1 << 20);
    size_t size;

    if (!file || !bytes || !copy) {
        perror(path);
        return 1;
    }
    size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    run(bytes, size);
    for (unsigned long i = 0; i < changes && size; i++) {
        size_t length = size;
        memcpy(copy, bytes, size);
        for (uint32_t n = 1 + draw(4); n && length; n--)
            change(copy, &length);
        run(copy, length);
    }
    free(bytes);
    free(copy);
    return 0;
}

static int run_path(const char *path)
{
    struct dirent **entries;
    struct stat info;
    int count, status = 0;

    if (stat(path, &info)) {
        perror(path);
        return 1;
    }
    if (!S_ISDIR(info.st_mode))
        return run_file(path);
    count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char child[4096];
        snprintf(child, sizeof(child), "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            status |= run_path(child);
        free(entries[i]);
    }
    free(entries);
    return status;
}

int main(int argc, char **argv)
{
    int status = 0, first = 1;

    if (argc > 2 && !strcmp(argv[1], "-changes")) {
        changes = strtoul(argv[2], NULL, 10);
        first = 3;
    }
    for (int i = first; i < argc; i++)
        status |= run_path(argv[i]);
    printf("%lu inputs\n", inputs);
    return status || !inputs;
}
