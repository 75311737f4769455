/*
 * Recorded sessions from anywhere: whatever the bytes are, the player ends, stays in its memory, and what it says of its
 * drawing is true: moves and dirty rectangles, made on a model screen, give the image (DOD-32, DOD-33).
 */
#include "fake_host.h"
#include "fuzz.h"

#define STEPS_MAX   2000
#define IMAGE_BYTES (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct source_options options = {0};
    struct fake_host fake;
    struct source_update update;

    fake_init(&fake);
    fake.max_bytes = IMAGE_BYTES;
    struct source *source = source_rfb_open_memory(bytes, size, &options, &fake.host);
    for (unsigned step = 0; source && !source->error[0] && step < STEPS_MAX; step++) {
        enum source_event event = source_next(source, &update);
        if (event == SOURCE_END || event == SOURCE_ERROR)
            break;
        if (event == SOURCE_UPDATE && (!fake_present(&fake, &update) || !fake_screen_is_image(&fake)))
            abort();
    }
    source_close(source);
    fake_fini(&fake);
    return 0;
}
