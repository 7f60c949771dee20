// Terms and claims: what is found on the left or above, what the chosen one says beside or below it.
#include <stdio.h>
#include <string.h>

#include "ui/course_state.h"
#include "ui/marks.h"
#include "ui/paragraph.h"
#include "ui/pointer.h"

enum {
    NAMES_WIDTH = 26,  // columns of the terms' names
    VERDICT_WIDTH = 11,
    CLAIM_ROWS = 9,    // what is said of a claim
    LINES_MOST = 100,
};

// Where text goes, line by line.
typedef struct ReferenceText {
    Canvas *canvas;
    int row, column, columns;
    Marks *marks;
} ReferenceText;

static void put(ReferenceText *text, CanvasStyle style, const char *words)
{
    size_t length = strlen(words);
    int rows = paragraph_draw(text->canvas, text->row, text->column, LINES_MOST, text->columns, style, words, length);
    if (style == CANVAS_NORMAL) {
        marks_draw(text->marks, text->canvas, text->row, text->column, text->columns, words, length);
    }
    text->row += rows;
}

// A field of the author's, without backquotes.
static void put_field(ReferenceText *text, const char *field)
{
    Buffer plain;
    buffer_init(&plain);
    for (; *field != '\0'; field++) {
        if (*field != '`') {
            buffer_putc(&plain, *field);
        }
    }
    put(text, CANVAS_NORMAL, plain.data);
    buffer_deinit(&plain);
}

// ---- the list

// What stands above an entry; NULL for nothing.
static const char *heading(const Reference *reference, size_t entry)
{
    if (reference->kind == REFERENCE_TERMS) {
        return reference->here_count == 0           ? NULL
               : entry == 0                         ? "On this page"
               : entry == reference->here_count     ? "All others"
                                                    : NULL;
    }
    const Claim *claims = reference->catalog->claims.claims;
    const char *topic = claims[reference->found[entry]].topic;
    bool same = entry > 0 && strcmp(claims[reference->found[entry - 1]].topic, topic) == 0;
    return same || topic[0] == '\0' ? NULL : topic;
}

static CanvasStyle verdict_style(ClaimVerdict verdict)
{
    switch (verdict) {
    case CLAIM_TRUE: return CANVAS_NORMAL;
    case CLAIM_WHEN: return CANVAS_KEY;
    case CLAIM_FALSE: return CANVAS_ERROR;
    case CLAIM_NOT_SHOWN: return CANVAS_FAINT;
    }
    return CANVAS_NORMAL;
}

static void draw_entry(const Reference *reference, Canvas *canvas, int row, int columns, size_t entry)
{
    bool chosen = entry == reference->chosen;
    CanvasStyle style = chosen ? CANVAS_CURRENT : CANVAS_NORMAL;
    if (chosen) {
        canvas_glyph(canvas, row, 0, CANVAS_HERE, CANVAS_GLYPH_AT);
    }
    if (reference->kind == REFERENCE_TERMS) {
        const char *name = reference->catalog->terms.terms[reference->found[entry]].name;
        canvas_text_within(canvas, row, 2, columns - 2, style, name, strlen(name));
    } else {
        const Claim *claim = &reference->catalog->claims.claims[reference->found[entry]];
        canvas_text(canvas, row, 2, verdict_style(claim->verdict), claims_verdict_word(claim->verdict));
        canvas_text_within(canvas, row, 2 + VERDICT_WIDTH, columns - 2 - VERDICT_WIDTH, style, claim->says,
                           strlen(claim->says));
    }
    canvas_place(canvas, row, 0, 1, columns, POINTER_ENTRY, entry);
}

// The entries with their headings, the chosen one in sight.
static void draw_list(const Reference *reference, Canvas *canvas, int rows, int columns)
{
    int lines = 0;
    for (size_t i = 0; i <= reference->chosen && i < reference->count; i++) {
        lines += 1 + (heading(reference, i) != NULL);
    }
    int row = lines > rows ? rows - lines : 0;
    for (size_t i = 0; i < reference->count && row < rows; i++) {
        const char *above = heading(reference, i);
        if (above != NULL) {
            canvas_text_within(canvas, row++, 1, columns - 1, CANVAS_FAINT, above, strlen(above));
        }
        if (row >= 0 && row < rows) {
            draw_entry(reference, canvas, row, columns, i);
        }
        row++;
    }
    if (reference->count == 0) {
        static const char nothing[] = "Nothing has that. Esc lists all.";
        canvas_text_within(canvas, 0, 2, columns - 2, CANVAS_NORMAL, nothing, strlen(nothing));
    }
}

// ---- what is chosen

static void put_lesson(const Course *course, ReferenceText *text, const char *id)
{
    const Lesson *lesson = id == NULL ? NULL : catalog_find(course->catalog, id);
    if (lesson != NULL) {
        Buffer words;
        buffer_init(&words);
        buffer_printf(&words, "Taught in %02zu: %s", (size_t)(lesson - course->catalog->lessons) + 1, lesson->title);
        put(text, CANVAS_KEY, words.data);
        buffer_deinit(&words);
    }
}

static void put_names(ReferenceText *text, const char *before, const char *const *names, size_t count)
{
    Buffer words;
    buffer_init(&words);
    buffer_puts(&words, before);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&words, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    if (count > 0) {
        put(text, CANVAS_NORMAL, words.data);
    }
    buffer_deinit(&words);
}

static void draw_term(const Course *course, ReferenceText *text)
{
    const Term *term = reference_term(&course->reference);
    if (term == NULL) {
        return;
    }
    put(text, CANVAS_TITLE, term->name);
    text->row++;
    marks_read(text->marks, term->name, strlen(term->name)); // it need not be pointed out here
    put_field(text, term->says);
    text->row++;
    put_lesson(course, text, term->lesson);
    if (term->lesson != NULL) {
        text->row++;
    }
    put_names(text, "See also ", term->see, term->see_count);
    put_names(text, "Also written ", term->forms, term->form_count);
}

static void draw_claim(const Course *course, ReferenceText *text)
{
    const Claim *claim = reference_claim(&course->reference);
    if (claim == NULL) {
        return;
    }
    Buffer words;
    buffer_init(&words);
    put(text, CANVAS_TITLE, claim->says);
    buffer_printf(&words, "%c%s.", claim->verdict_words[0] - 'a' + 'A', claim->verdict_words + 1);
    put(text, verdict_style(claim->verdict), words.data);
    put_field(text, claim->because);
    if (claim->program != NULL) {
        buffer_clear(&words);
        buffer_printf(&words, "%s shows it: ", claim->program);
        size_t at = 0;
        const char *between = "";
        for (const LessonField *check; (check = lesson_field(claim->block, "check", &at)) != NULL; between = "; ") {
            buffer_printf(&words, "%s%s", between, check->value);
        }
        put(text, CANVAS_STRING, words.data);
    }
    put_lesson(course, text, claim->lesson);
    buffer_deinit(&words);
}

// ---- the screen

static void draw_head(const Reference *reference, Canvas *canvas, int columns)
{
    bool terms = reference->kind == REFERENCE_TERMS;
    char words[60];
    size_t all = terms ? reference->catalog->terms.count : reference->catalog->claims.count;
    int used = reference->typed[0] == '\0' ? 0 : snprintf(words, sizeof words, "%zu of ", reference->count);
    used += snprintf(words + used, sizeof words - (size_t)used, "%zu %s", all, terms ? "terms" : "claims");
    if (reference->here_count > 0) {
        snprintf(words + used, sizeof words - (size_t)used, ", %zu on this page", reference->here_count);
    }
    int at = 1 + canvas_text(canvas, 0, 1, CANVAS_TITLE, terms ? "Terms" : "Claims, tested");
    at += 3 + canvas_text(canvas, 0, at + 3, CANVAS_KEY, "Type to find: ");
    at += canvas_text(canvas, 0, at, CANVAS_NORMAL, reference->typed);
    canvas_text(canvas, 0, at, CANVAS_FOUND, " ");
    canvas_text(canvas, 0, columns - 1 - (int)strlen(words), CANVAS_NORMAL, words);
    canvas_hline(canvas, 1, 0, columns - 1);
}

static void draw_terms(const Course *course, Canvas *canvas, Marks *marks, int rows, int columns)
{
    int split = columns >= 60 ? NAMES_WIDTH : columns / 3, body = rows - 4;
    ReferenceText text = {canvas, 0, 0, columns - split - 3, marks};
    canvas_vline(canvas, split, 1, rows - 2);
    canvas_hline(canvas, rows - 2, 0, columns - 1);
    canvas_enter(canvas, 2, 0, body, split);
    draw_list(&course->reference, canvas, body, split);
    canvas_leave(canvas);
    canvas_enter(canvas, 2, split + 2, body, columns - split - 3);
    draw_term(course, &text);
    canvas_leave(canvas);
}

static void draw_claims(const Course *course, Canvas *canvas, Marks *marks, int rows, int columns)
{
    int below = rows - 4 > 2 * CLAIM_ROWS ? CLAIM_ROWS : (rows - 4) / 2, body = rows - 5 - below;
    ReferenceText text = {canvas, 0, 0, columns - 2, marks};
    canvas_hline(canvas, 2 + body, 0, columns - 1);
    canvas_hline(canvas, rows - 2, 0, columns - 1);
    canvas_enter(canvas, 2, 0, body, columns);
    draw_list(&course->reference, canvas, body, columns);
    canvas_leave(canvas);
    canvas_enter(canvas, 3 + body, 1, below, columns - 2);
    draw_claim(course, &text);
    canvas_leave(canvas);
}

static void draw_keys(const Reference *reference, Canvas *canvas, int rows, int columns)
{
    bool terms = reference->kind == REFERENCE_TERMS;
    const struct {
        const char *keys, *help;
    } table[] = {{"letters", "what is typed is found: a word, a verdict, a topic"},
                 {"Backspace", "take a letter back"},
                 {"Up Down PgUp PgDn", "choose"},
                 {"Enter", terms ? "the lesson that teaches it" : "step through the run that shows it"},
                 {"Tab", terms ? "the term that is to be seen too" : "the lesson that teaches it"},
                 {"Click", "choose; on a word that is underlined: what it means"},
                 {"Esc", "list all; then back to where you were"},
                 {"? F1", "this list"}};
    canvas_text(canvas, 0, 1, CANVAS_TITLE, terms ? "Keys of the terms" : "Keys of the claims");
    canvas_hline(canvas, 1, 0, columns - 1);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        canvas_text(canvas, 2 + (int)i, 3, CANVAS_KEY, table[i].keys);
        canvas_text(canvas, 2 + (int)i, 22, CANVAS_NORMAL, table[i].help);
    }
    canvas_text(canvas, rows - 1, 1, CANVAS_NORMAL, "Any key closes this.");
}

void view_reference_draw(const Course *course, Canvas *canvas, int rows, int columns)
{
    static const char *const term_keys[] = {"↑↓ term", "Enter lesson", "Tab see also", "Esc back", NULL};
    static const char *const claim_keys[] = {"↑↓ claim", "Enter see the run", "Tab lesson", "Esc back", NULL};
    bool terms = course->reference.kind == REFERENCE_TERMS;
    if (course->help) {
        draw_keys(&course->reference, canvas, rows, columns);
        return;
    }
    Marks marks;
    marks_init(&marks, &course->catalog->terms);
    draw_head(&course->reference, canvas, columns);
    if (terms) {
        draw_terms(course, canvas, &marks, rows, columns);
    } else {
        draw_claims(course, canvas, &marks, rows, columns);
    }
    course_foot(course, canvas, rows - 1, columns, terms ? term_keys : claim_keys);
    marks_deinit(&marks);
}
