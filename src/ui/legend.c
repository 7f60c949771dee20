#include "ui/legend.h"

#include <string.h>

// A glyph of the legend. `letter` begins it where it is a wait; else '\0'.
typedef struct LegendItem {
    RulerGlyph glyph;
    char letter;
    CanvasGlyph shown;
    CanvasStyle style;
    const char *wide, *brief;
} LegendItem;

// In the order in which they are left out from the end where they do not fit.
static const LegendItem items[] = {
    {RULER_RUNS, 0, CANVAS_GLYPH_RUNS, CANVAS_RUNS, "has the CPU", "has the CPU"},
    {RULER_SEVERAL, 0, CANVAS_GLYPH_SEVERAL, CANVAS_SEVERAL, "several", "several"},
    {RULER_BLOCKED, 0, CANVAS_GLYPH_BLOCKED, CANVAS_BLOCKED, "asleep, lets nobody in",
     "asleep, lets nobody in"},
    {RULER_READY, 0, CANVAS_GLYPH_READY, CANVAS_READY, "ready, in line", "ready"},
    {RULER_TIMER, 0, CANVAS_GLYPH_TIMER, CANVAS_TIMER, "timer", "timer"},
    {RULER_LETTER, 't', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for tasks", "waits: tasks"},
    {RULER_LETTER, 'L', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for a lock", "lock"},
    {RULER_LETTER, 'S', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for a semaphore", "semaphore"},
    {RULER_LETTER, 'Q', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for a queue", "queue"},
    {RULER_LETTER, 'e', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for an event", "event"},
    {RULER_LETTER, 'c', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for a condition", "condition"},
    {RULER_LETTER, 'B', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits at a barrier", "barrier"},
    {RULER_LETTER, 'f', CANVAS_GLYPH_WAIT, CANVAS_WAITS, "waits for a future", "future"},
    {RULER_IO, 0, CANVAS_GLYPH_IO, CANVAS_IO, "reads", "reads"},
    {RULER_FAILED, 0, CANVAS_GLYPH_FAILED, CANVAS_ERROR, "failed", "failed"},
    {RULER_CANCELLED, 0, CANVAS_GLYPH_CANCELLED, CANVAS_ENDED, "cancelled", "cancelled"},
    {RULER_MADE, 0, CANVAS_GLYPH_MADE, CANVAS_ENDED, "made", "made"},
    {RULER_DONE, 0, CANVAS_GLYPH_DONE, CANVAS_ENDED, "done", "done"},
};

enum { LEGEND_ITEMS = sizeof items / sizeof *items };

void legend_see(Legend *legend, const RulerCell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        legend->glyph[cells[i].glyph] = true;
        if (cells[i].glyph == RULER_LETTER) {
            legend->letter[cells[i].letter & (LEGEND_LETTERS - 1)] = true;
        }
    }
}

void legend_see_cpu(Legend *legend, const uint32_t *cpu, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        legend->glyph[RULER_SEVERAL] |= cpu[i] == RULER_SEVERAL_HOLDERS;
    }
}

static bool is_seen(const Legend *legend, const LegendItem *item)
{
    return item->letter != 0 ? legend->letter[(int)item->letter] : legend->glyph[item->glyph];
}

static int item_width(const LegendItem *item, bool wide)
{
    return 1 + (item->letter != 0) + 1 + (int)strlen(wide ? item->wide : item->brief) + 2;
}

void legend_draw(const Legend *legend, Canvas *canvas, int row, int columns)
{
    const LegendItem *seen[LEGEND_ITEMS];
    int count = 0, needed = 1;
    for (int i = 0; i < LEGEND_ITEMS; i++) {
        if (is_seen(legend, &items[i])) {
            seen[count++] = &items[i];
            needed += item_width(&items[i], true);
        }
    }
    bool wide = needed <= columns + 1;
    int at = 1;
    for (int i = 0; i < count; i++) {
        if (at + item_width(seen[i], wide) > columns + 1) {
            return;
        }
        if (seen[i]->letter != 0) {
            char letter[2] = {seen[i]->letter, '\0'};
            at += canvas_text(canvas, row, at, seen[i]->style, letter);
        }
        canvas_glyph(canvas, row, at, seen[i]->style, seen[i]->shown);
        at += 2 + canvas_text(canvas, row, at + 2, CANVAS_NORMAL,
                              wide ? seen[i]->wide : seen[i]->brief) + 2;
    }
}
