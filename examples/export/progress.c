#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 1000
#define REDRAW_MS   100

#define BAR_WIDTH   40

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, bool is_wanted)
{
    *progress = (struct progress){
        .is_wanted = is_wanted && isatty(STDERR_FILENO),
        .next = now_ms() + PATIENCE_MS,
    };
}

void progress_show(struct progress *progress, uint64_t rows, uint64_t done, uint64_t total)
{
    static const char full[] = "########################################";
    uint64_t now;

    if (!progress->is_wanted || (now = now_ms()) < progress->next)
        return;
    progress->next = now + REDRAW_MS;
    progress->is_shown = true;
    if (total == 0) {
        fprintf(stderr, "\r%" PRIu64 " stations read\x1b[K", rows);
        return;
    }
    if (done > total)
        done = total;
    fprintf(stderr, "\r[%-*.*s] %3d%%\x1b[K", BAR_WIDTH, (int)(done * BAR_WIDTH / total), full,
            (int)(done * 100 / total));
}

void progress_end(struct progress *progress)
{
    if (progress->is_shown)
        fprintf(stderr, "\r\x1b[K");
    progress->is_shown = false;
}
