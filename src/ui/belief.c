#include "ui/belief.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ui/inspect.h"

void belief_init(Belief *belief)
{
    *belief = (Belief){0};
    buffer_init(&belief->heading);
    buffer_init(&belief->name);
    buffer_init(&belief->prints);
    buffer_init(&belief->change);
}

static void forget(Belief *belief)
{
    ui_free(belief->state);
    if (belief->is_played) {
        played_deinit(&belief->played);
    }
    belief->state = NULL;
    belief->is_played = false;
    buffer_clear(&belief->heading);
    buffer_clear(&belief->name);
    buffer_clear(&belief->prints);
    buffer_clear(&belief->change);
}

void belief_deinit(Belief *belief)
{
    forget(belief);
    buffer_deinit(&belief->heading);
    buffer_deinit(&belief->name);
    buffer_deinit(&belief->prints);
    buffer_deinit(&belief->change);
}

UiProgram belief_program(const Belief *belief)
{
    return (UiProgram){.name = belief->name.data,
                       .source = belief->played.source.data,
                       .source_length = belief->played.source.length,
                       .trace = belief->played.trace,
                       .inspect = inspect_of(belief->played.run)};
}

static void name_it(Belief *belief, const Wrong *wrong)
{
    buffer_printf(&belief->heading, "in the world where %s", wrong->belief);
    buffer_printf(&belief->name, "if %s", wrong->belief);
}

void belief_prints(const Played *played, Buffer *out)
{
    for (size_t i = 0; i < played->line_count; i++) {
        buffer_printf(out, "%s%s", i > 0 ? ", " : "", played->lines[i].text);
    }
    if (played->line_count == 0) {
        buffer_puts(out, "nothing");
    }
}

static void look_at_run(Belief *belief, const Buffer *source)
{
    belief_prints(&belief->played, &belief->prints);
    belief->changed = belief_difference(source, &belief->played.source, &belief->change);
    UiProgram program = belief_program(belief);
    belief->state = ui_new(&program);
    ui_go_to_step(belief->state, ui_steps(belief->state));
}

void belief_play(Belief *belief, const Lesson *lesson, const Prediction *prediction, const Wrong *wrong,
                 const Buffer *source, Arena *arena)
{
    if (belief->of == wrong) {
        return;
    }
    forget(belief);
    belief->of = wrong;
    if (wrong == NULL) {
        return;
    }
    Diag diag;
    const char *file;
    diag_init(&diag);
    belief->is_played = believed_play(lesson, prediction, wrong, arena, &belief->played, &file, &diag);
    diag_deinit(&diag);
    if (belief->is_played) {
        name_it(belief, wrong);
        look_at_run(belief, source);
    }
}

void belief_play_solution(Belief *belief, const Lesson *lesson, const LessonBlock *block, const Buffer *source)
{
    const char *file = lesson_value(block, "solution");
    Buffer solution;
    Diag diag;
    buffer_init(&solution);
    diag_init(&diag);
    forget(belief);
    belief->of = NULL;
    belief->is_played = lesson_program(lesson, file, block->line, &solution, &diag) &&
                        played_init(&belief->played, file, solution.data, solution.length);
    if (belief->is_played) {
        buffer_puts(&belief->name, "the author's");
        look_at_run(belief, source);
    }
    diag_deinit(&diag);
    buffer_deinit(&solution);
}

// ---- the lines by which two programs differ

static bool same_line(const SourceText *a, uint32_t line_a, const SourceText *b, uint32_t line_b)
{
    size_t length_a, length_b;
    const char *one = source_text_line(a, line_a, &length_a), *other = source_text_line(b, line_b, &length_b);
    return length_a == length_b && memcmp(one, other, length_a) == 0;
}

static void add_line(const SourceText *source, uint32_t line, char sign, Buffer *out)
{
    size_t length;
    const char *text = source_text_line(source, line, &length);
    size_t blank = strspn(text, " ");
    if (blank < length) {
        buffer_printf(out, "%c%3" PRIu32 " %.*s\n", sign, line, (int)length, text);
    }
}

// How many lines both have from (a, b) on, in the same order, for each pair of places: the longest common subsequence.
static uint16_t *common_lines(const SourceText *before, const SourceText *after)
{
    size_t wide = (size_t)after->count + 2;
    uint16_t *common = calloc((before->count + 2) * wide, sizeof *common);
    if (common == NULL) {
        abort();
    }
    for (uint32_t a = before->count; a >= 1; a--) {
        for (uint32_t b = after->count; b >= 1; b--) {
            uint16_t skip_a = common[(a + 1) * wide + b], skip_b = common[a * wide + b + 1];
            common[a * wide + b] = same_line(before, a, after, b) ? (uint16_t)(common[(a + 1) * wide + b + 1] + 1)
                                   : skip_a > skip_b              ? skip_a
                                                                  : skip_b;
        }
    }
    return common;
}

int belief_difference(const Buffer *before, const Buffer *after, Buffer *out)
{
    SourceText old, new;
    source_text_init(&old, before->data, before->length);
    source_text_init(&new, after->data, after->length);
    size_t wide = (size_t)new.count + 2;
    uint16_t *common = common_lines(&old, &new);
    int added = 0;
    for (uint32_t a = 1, b = 1; a <= old.count || b <= new.count;) {
        if (a <= old.count && b <= new.count && same_line(&old, a, &new, b)) {
            a++;
            b++;
        } else if (a <= old.count && (b > new.count || common[(a + 1) * wide + b] >= common[a * wide + b + 1])) {
            add_line(&old, a++, '-', out);
        } else {
            add_line(&new, b++, '+', out);
            added++;
        }
    }
    free(common);
    source_text_deinit(&new);
    source_text_deinit(&old);
    return added;
}
