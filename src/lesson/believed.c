// The world in which a wrong answer is right.
#include "lesson/believed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// One `as:` line: the lines [first, last] of the program become `text`, or the whole of it another program.
typedef struct Edit {
    size_t first, last; // from 1; 0: `text` is a program's name
    const char *text;
} Edit;

static bool complain(const Lesson *lesson, const LessonField *field, Diag *diag, const char *what, const char *value)
{
    diag_set(diag, lesson->path, field->line, 1, what, value);
    return diag_hint(diag, "write 'as: LINE: text', 'as: LINE-LINE: text' or 'as: OTHER.py'");
}

static bool read_edit(const Lesson *lesson, const LessonField *field, Edit *edit, Diag *diag)
{
    const char *at = field->value;
    char *end;
    if (!isdigit((unsigned char)*at)) {
        *edit = (Edit){0, 0, at};
        return *at != '\0' || complain(lesson, field, diag, "%s", "this says nothing");
    }
    edit->first = strtoul(at, &end, 10);
    edit->last = *end == '-' ? strtoul(end + 1, &end, 10) : edit->first;
    if (*end != ':' || edit->first == 0 || edit->last < edit->first) {
        return complain(lesson, field, diag, "'%s' names no lines", field->value);
    }
    edit->text = end + 1 + strspn(end + 1, " ");
    return true;
}

// Where line `number` (from 1) begins, NULL where there are fewer.
static const char *line_at(const Buffer *source, size_t number)
{
    const char *at = source->data;
    for (; number > 1 && at != NULL; number--) {
        at = strchr(at, '\n');
        at += at != NULL;
    }
    return at == NULL || *at == '\0' ? NULL : at;
}

// The new text stands as deep as the old line. An indented line becomes `pass` where there is none, so that a body that
// was one line still is one; what follows a text keeps its place by empty lines.
static void apply(const Edit *edit, Buffer *source)
{
    const char *from = line_at(source, edit->first), *last = line_at(source, edit->last);
    size_t indent = strspn(from, " \t");
    bool empty = from[indent] == '\n' || from[indent] == '\0';
    const char *text = *edit->text == '\0' && indent > 0 && !empty ? "pass" : edit->text;
    Buffer made;
    buffer_init(&made);
    buffer_append(&made, source->data, (size_t)(from - source->data));
    buffer_printf(&made, "%.*s%s", *text == '\0' ? 0 : (int)indent, from, text);
    for (size_t i = edit->first; i < edit->last; i++) {
        buffer_putc(&made, '\n');
    }
    buffer_puts(&made, last + strcspn(last, "\n"));
    buffer_clear(source);
    buffer_append(source, made.data, made.length);
    buffer_deinit(&made);
}

// The program with the changes of the `as:` lines.
static bool change(const Lesson *lesson, const Wrong *wrong, const char **name, Buffer *source, Diag *diag)
{
    for (size_t i = 0; i < wrong->as_count; i++) {
        const LessonField *field = &wrong->as[i];
        Edit edit;
        if (!read_edit(lesson, field, &edit, diag)) {
            return false;
        }
        if (edit.first == 0) {
            buffer_clear(source);
            *name = edit.text;
            if (!lesson_program(lesson, edit.text, field->line, source, diag)) {
                return false;
            }
        } else if (line_at(source, edit.last) == NULL) {
            return complain(lesson, field, diag, "the program has fewer lines than '%s' asks for", field->value);
        } else {
            apply(&edit, source);
        }
    }
    return true;
}

// Whether the answer in this world is the wrong one.
static bool compare(const Lesson *lesson, const Prediction *prediction, const Wrong *wrong, Played *played, Diag *diag)
{
    const char *question = lesson_value(prediction->block, "answer");
    int line = wrong->as_count > 0 ? wrong->as[0].line : wrong->line;
    Buffer answer, problem, is, wanted;
    buffer_init(&answer);
    buffer_init(&problem);
    buffer_init(&is);
    buffer_init(&wanted);
    bool found = played_answer(played, question, &answer, &problem), same = false;
    if (!found) {
        diag_set(diag, lesson->path, line, 1, "in this world there is no answer: %s", problem.data);
    } else {
        same = prediction_same(prediction->kind, answer.data, wrong->value);
    }
    if (found && !same) {
        prediction_value(answer.data, &is);
        prediction_value(wrong->value, &wanted);
        diag_set(diag, lesson->path, line, 1, "in this world the answer is '%s'", is.data);
        diag_hint(diag, "%s the 'as:' so that it becomes '%s'", wrong->as_count > 0 ? "change" : "add", wanted.data);
    }
    buffer_deinit(&wanted);
    buffer_deinit(&is);
    buffer_deinit(&problem);
    buffer_deinit(&answer);
    return same;
}

// Not where it would run for ever, or needs what is not covered: then nothing can be said of it.
static bool goes_to_end(const Lesson *lesson, const Wrong *wrong, const Played *played, Diag *diag)
{
    enum { NOT_SUPPORTED = 3, AT_LIMIT = 4 };
    int status = run_status(played->run);
    if (status != NOT_SUPPORTED && status != AT_LIMIT) {
        return true;
    }
    return diag_set(diag, lesson->path, wrong->line, 1, "in this world the program %s",
                    status == AT_LIMIT ? "does not end" : "needs what is not covered");
}

bool believed_given(const Wrong *wrong)
{
    return wrong->as_count > 0;
}

bool believed_play(const Lesson *lesson, const Prediction *prediction, const Wrong *wrong, Arena *arena,
                   Played *played, const char **name, Diag *diag)
{
    Beliefs beliefs = believed_given(wrong) ? 0 : beliefs_of(wrong->misconception);
    if (!believed_given(wrong) && beliefs == 0) {
        Buffer value;
        buffer_init(&value);
        prediction_value(wrong->value, &value);
        diag_set(diag, lesson->path, wrong->line, 1, "the wrong answer '%s' has no world", value.data);
        buffer_deinit(&value);
        return diag_hint(diag, "add 'as: LINE: what would have to stand there'");
    }
    Buffer source;
    buffer_init(&source);
    const char *program = prediction->program;
    bool made = lesson_program(lesson, program, prediction->block->line, &source, diag) &&
                change(lesson, wrong, &program, &source, diag);
    if (made) {
        *name = arena_strndup(arena, program, strlen(program));
        made = played_init_in(played, *name, source.data, source.length, beliefs) ||
               diag_set(diag, lesson->path, wrong->line, 1, "the system gives no room for the program's world");
        if (made && !(goes_to_end(lesson, wrong, played, diag) && compare(lesson, prediction, wrong, played, diag))) {
            played_deinit(played);
            made = false;
        }
    }
    buffer_deinit(&source);
    return made;
}
