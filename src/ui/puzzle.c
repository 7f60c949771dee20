#include "ui/puzzle.h"

#include <stdlib.h>
#include <string.h>

#include "canvas/canvas.h"
#include "ui/guess.h"

enum { BLANKS = 4 };

static int by_hash(const void *a, const void *b)
{
    const PuzzleLine *one = a, *other = b;
    uint64_t x = guess_hash(GUESS_HASH, one->text), y = guess_hash(GUESS_HASH, other->text);
    return x != y ? (x < y ? -1 : 1) : strcmp(one->text, other->text);
}

static bool add(Puzzle *puzzle, const char *text, size_t length, Arena *arena)
{
    if (puzzle->count == PUZZLE_LINES) {
        return false;
    }
    puzzle->now.lines[puzzle->count++].text = arena_strndup(arena, text, length);
    return true;
}

bool puzzle_init(Puzzle *puzzle, const char *program, const char *const *extra, size_t extra_count, Arena *arena)
{
    *puzzle = (Puzzle){0};
    bool fits = true;
    for (const char *line = program; *line != '\0' && fits;) {
        line += strspn(line, " ");
        size_t length = strcspn(line, "\n");
        fits = length == 0 || add(puzzle, line, length, arena);
        line += length + (line[length] == '\n');
    }
    for (size_t i = 0; i < extra_count && fits; i++) {
        const char *line = extra[i] + strspn(extra[i], " ");
        fits = add(puzzle, line, strlen(line), arena);
    }
    puzzle->now.used = puzzle->count;
    qsort(puzzle->now.lines, (size_t)puzzle->count, sizeof *puzzle->now.lines, by_hash);
    if (!fits) {
        puzzle->count = 0;
    }
    return fits;
}

// Moves line `from` to place `to`; those between close up.
static void move(PuzzleOrder *order, int from, int to)
{
    PuzzleLine line = order->lines[from];
    for (; from < to; from++) {
        order->lines[from] = order->lines[from + 1];
    }
    for (; from > to; from--) {
        order->lines[from] = order->lines[from - 1];
    }
    order->lines[to] = line;
}

bool puzzle_read(Puzzle *puzzle, const char *text)
{
    PuzzleOrder order = puzzle->now;
    order.used = order.chosen = 0;
    while (*text != '\0') {
        size_t blanks = strspn(text, " "), length = strcspn(text + blanks, "\n");
        const char *line = text + blanks;
        text = line + length + (line[length] == '\n');
        if (length == 0 || *line == '#') {
            continue;
        }
        int at = order.used;
        while (at < puzzle->count &&
               (strlen(order.lines[at].text) != length || memcmp(order.lines[at].text, line, length) != 0)) {
            at++;
        }
        if (at == puzzle->count) {
            return false;
        }
        size_t depth = (blanks + BLANKS / 2) / BLANKS;
        order.lines[at].depth = depth < PUZZLE_DEPTH ? (int)depth : PUZZLE_DEPTH;
        move(&order, at, order.used++);
    }
    puzzle->now = order;
    return true;
}

// ---- keys

static void remember(Puzzle *puzzle)
{
    if (puzzle->undo_count == PUZZLE_UNDO) {
        memmove(puzzle->before, puzzle->before + 1, (PUZZLE_UNDO - 1) * sizeof *puzzle->before);
        puzzle->undo_count--;
    }
    puzzle->before[puzzle->undo_count++] = puzzle->now;
    puzzle->changed = true;
}

static void undo(Puzzle *puzzle)
{
    puzzle->taken = false;
    if (puzzle->undo_count > 0) {
        puzzle->now = puzzle->before[--puzzle->undo_count];
        puzzle->changed = true;
    }
}

// A line that goes beyond the last of the program is put away, and comes back by the same way.
static void carry(Puzzle *puzzle, int direction)
{
    PuzzleOrder *now = &puzzle->now;
    puzzle->changed = true;
    if (direction > 0 && now->chosen == now->used - 1) {
        now->used--;
    } else if (direction < 0 && now->chosen == now->used) {
        now->used++;
    } else if (now->chosen + direction >= 0 && now->chosen + direction < puzzle->count) {
        move(now, now->chosen, now->chosen + direction);
        now->chosen += direction;
    }
}

static void go(Puzzle *puzzle, int direction)
{
    PuzzleOrder *now = &puzzle->now;
    if (puzzle->taken) {
        carry(puzzle, direction);
    } else if (now->chosen + direction >= 0 && now->chosen + direction < puzzle->count) {
        now->chosen += direction;
    }
}

static void indent(Puzzle *puzzle, int by)
{
    int depth = puzzle->now.lines[puzzle->now.chosen].depth + by;
    if (depth >= 0 && depth <= PUZZLE_DEPTH) {
        remember(puzzle);
        puzzle->now.lines[puzzle->now.chosen].depth = depth;
    }
}

// Into what is put away, or back to the end of the program. The line below is chosen then.
static void put_away(Puzzle *puzzle)
{
    PuzzleOrder *now = &puzzle->now;
    remember(puzzle);
    puzzle->taken = false;
    if (now->chosen < now->used) {
        move(now, now->chosen, puzzle->count - 1);
        now->used--;
        now->chosen -= now->chosen == now->used && now->chosen > 0;
    } else {
        move(now, now->chosen, now->used);
        now->chosen = now->used++;
    }
}

static void take_up(Puzzle *puzzle)
{
    if (!puzzle->taken) {
        remember(puzzle);
    }
    puzzle->taken = !puzzle->taken;
}

bool puzzle_key(Puzzle *puzzle, UiKey key)
{
    switch (key) {
    case UI_KEY_UP:
    case 'k': go(puzzle, -1); return true;
    case UI_KEY_DOWN:
    case 'j': go(puzzle, 1); return true;
    case UI_KEY_LEFT:
    case 'h': indent(puzzle, -1); return true;
    case UI_KEY_RIGHT:
    case 'l': indent(puzzle, 1); return true;
    case 'm': take_up(puzzle); return true;
    case UI_KEY_BACKSPACE: put_away(puzzle); return true;
    case 'u': undo(puzzle); return true;
    case UI_KEY_ENTER: {
        bool put_down = puzzle->taken;
        puzzle->taken = false;
        return put_down;
    }
    case UI_KEY_ESCAPE: {
        bool put_back = puzzle->taken;
        if (put_back) {
            undo(puzzle);
        }
        return put_back;
    }
    default: return false;
    }
}

void puzzle_choose(Puzzle *puzzle, int line)
{
    puzzle->taken = false;
    puzzle->now.chosen = line;
}

int puzzle_columns(const Puzzle *puzzle)
{
    int longest = 0;
    for (int i = 0; i < puzzle->count; i++) {
        const char *text = puzzle->now.lines[i].text;
        int columns = canvas_width(text, strlen(text));
        longest = columns > longest ? columns : longest;
    }
    return longest + 2 * BLANKS;
}

void puzzle_text(Puzzle *puzzle, Buffer *out)
{
    puzzle->changed = false;
    for (int i = 0; i < puzzle->now.used; i++) {
        const PuzzleLine *line = &puzzle->now.lines[i];
        buffer_printf(out, "%*s%s\n", BLANKS * line->depth, "", line->text);
    }
}
