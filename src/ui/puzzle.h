#ifndef AWAITSCOPE_UI_PUZZLE_H
#define AWAITSCOPE_UI_PUZZLE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "ui/key.h"

// Lines of a program in disorder, which a learner puts in order: some moved, some indented, some put away.

enum { PUZZLE_LINES = 48, PUZZLE_DEPTH = 6, PUZZLE_UNDO = 32 };

typedef struct PuzzleLine {
    const char *text; // without indentation
    int depth;        // how far it is indented, in steps of four blanks
} PuzzleLine;

// What undo brings back.
typedef struct PuzzleOrder {
    PuzzleLine lines[PUZZLE_LINES];
    int used;   // the first of them are the program, the others are put away
    int chosen; // the line that keys are about
} PuzzleOrder;

typedef struct Puzzle {
    PuzzleOrder now;
    int count;
    bool taken;   // the chosen line goes along with ↑ and ↓
    bool changed; // since puzzle_text
    PuzzleOrder before[PUZZLE_UNDO];
    int undo_count;
} Puzzle;

// Makes one, in the caller's storage, of the lines that `program` has, in an order that only depends on them, and the
// other ones in `extra`. Texts are kept in `arena`. Returns false where there are too many.
bool puzzle_init(Puzzle *puzzle, const char *program, const char *const *extra, size_t extra_count, Arena *arena);

// Puts the lines as they are in a text; those that it lacks are put away. Returns false, with nothing changed, where
// the text has a line that is not among them.
bool puzzle_read(Puzzle *puzzle, const char *text);

// Gives it a key. Returns whether it was one that it has a use for.
bool puzzle_key(Puzzle *puzzle, UiKey key);

// Chooses a line, from 0. What was taken up is put down.
void puzzle_choose(Puzzle *puzzle, int line);

// The columns that the longest line would take, indented twice: they stay the same while lines are moved.
int puzzle_columns(const Puzzle *puzzle);

// Appends the program as it is now.
void puzzle_text(Puzzle *puzzle, Buffer *out);

#endif
