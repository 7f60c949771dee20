#include "lesson/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lesson/believed.h"
#include "lesson/exercise.h"
#include "lesson/prediction.h"
#include "lesson/skeleton.h"

static const char *const parts[] = {
#define LESSON_PART(word, title) word,
#include "lesson/part.def"
#undef LESSON_PART
};

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

// Claims and terms, each of which may be absent.
static void read_beside(Catalog *catalog, const char *folder, void (*problem)(void *context, const Diag *diag),
                        void *context)
{
    Diag diag;
    diag_init(&diag);
    if (!claims_read(&catalog->claims, folder, &diag)) {
        catalog->unread++;
        problem(context, &diag);
    }
    if (!terms_read(&catalog->terms, folder, &diag)) {
        catalog->unread++;
        problem(context, &diag);
    }
    diag_deinit(&diag);
}

bool catalog_read(Catalog *catalog, const char *folder, void (*problem)(void *context, const Diag *diag), void *context)
{
    *catalog = (Catalog){0};
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, by_name);
    if (count < 0) {
        Diag diag;
        diag_init(&diag);
        diag_set(&diag, folder, 0, 0, "%s", strerror(errno));
        problem(context, &diag);
        diag_deinit(&diag);
        return false;
    }
    catalog->lessons = calloc((size_t)count + 1, sizeof *catalog->lessons);
    if (catalog->lessons == NULL) {
        abort();
    }
    for (int i = 0; i < count; i++) {
        Buffer path, text;
        buffer_init(&path);
        buffer_init(&text);
        buffer_printf(&path, "%s/%s", folder, entries[i]->d_name);
        buffer_printf(&text, "%s/lesson.md", path.data);
        Diag diag;
        diag_init(&diag);
        if (access(text.data, F_OK) == 0) {
            if (lesson_read(&catalog->lessons[catalog->count], path.data, &diag)) {
                catalog->count++;
            } else {
                catalog->unread++;
                problem(context, &diag);
            }
        }
        diag_deinit(&diag);
        buffer_deinit(&text);
        buffer_deinit(&path);
        free(entries[i]);
    }
    free(entries);
    read_beside(catalog, folder, problem, context);
    return true;
}

void catalog_deinit(Catalog *catalog)
{
    for (size_t i = 0; i < catalog->count; i++) {
        lesson_deinit(&catalog->lessons[i]);
    }
    free(catalog->lessons);
    claims_deinit(&catalog->claims);
    terms_deinit(&catalog->terms);
}

const Lesson *catalog_find(const Catalog *catalog, const char *id)
{
    for (size_t i = 0; i < catalog->count; i++) {
        if (strcmp(catalog->lessons[i].id, id) == 0) {
            return &catalog->lessons[i];
        }
    }
    return NULL;
}

// ---- proving

typedef struct Prover {
    const Catalog *catalog;
    bool worlds; // each wrong answer must have one
    CatalogTotals *totals;
    void (*problem)(void *context, const Diag *diag);
    void *context;
    size_t problems;
} Prover;

static void report(Prover *prover, Diag *diag)
{
    prover->problems++;
    prover->problem(prover->context, diag);
    diag_deinit(diag);
}

// Whether a wrong answer of the lesson comes from that misconception.
static bool is_attacked(const Lesson *lesson, const char *number)
{
    for (size_t i = 0; i < lesson->block_count; i++) {
        size_t at = 0;
        for (const LessonField *wrong; lesson->blocks[i].kind == LESSON_PREDICT &&
                                       (wrong = lesson_field(&lesson->blocks[i], "wrong", &at)) != NULL;) {
            const char *belief = strchr(wrong->value, '|');
            belief = belief == NULL ? "" : belief + 1 + strspn(belief + 1, " ");
            size_t length = strlen(number);
            if (strncmp(belief, number, length) == 0 && (belief[length] == ' ' || belief[length] == '|')) {
                return true;
            }
        }
    }
    return false;
}

static void prove_header(Prover *prover, const Lesson *lesson)
{
    Diag diag;
    diag_init(&diag);
    bool known = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        known |= strcmp(parts[i], lesson->part) == 0;
    }
    if (!known) {
        diag_set(&diag, lesson->path, 1, 1, "there is no part '%s'", lesson->part);
        diag_hint(&diag, "lessons/README.md lists the parts");
        report(prover, &diag);
    }
    for (size_t i = 0; i < lesson->misconception_count; i++) {
        if (misconception_words(lesson->misconceptions[i]) == NULL) {
            diag_set(&diag, lesson->path, 1, 1, "there is no misconception %s", lesson->misconceptions[i]);
            diag_hint(&diag, "lessons/README.md lists them");
            report(prover, &diag);
        }
    }
    for (size_t i = 0; i < lesson->misconception_count; i++) {
        if (!is_attacked(lesson, lesson->misconceptions[i])) {
            diag_set(&diag, lesson->path, 1, 1, "no wrong answer of it comes from %s", lesson->misconceptions[i]);
            diag_hint(&diag, "ask a question that whoever believes that gets wrong: 'wrong: VALUE | %s | …'",
                      lesson->misconceptions[i]);
            report(prover, &diag);
        }
    }
    for (size_t i = 0; i < lesson->require_count; i++) {
        const Lesson *required = catalog_find(prover->catalog, lesson->requires[i]);
        if (required == NULL || required >= lesson) {
            diag_set(&diag, lesson->path, 1, 1, "it requires '%s', which is no lesson before it", lesson->requires[i]);
            diag_hint(&diag, "give the id of a lesson that comes earlier");
            report(prover, &diag);
        }
    }
    if (catalog_find(prover->catalog, lesson->id) != lesson) {
        diag_set(&diag, lesson->path, 1, 1, "another lesson has the id '%s' too", lesson->id);
        report(prover, &diag);
    }
}

static void prove_filled_in(Prover *prover, const Lesson *lesson, const char *text, int line)
{
    Diag diag;
    diag_init(&diag);
    if (strncmp(text, SKELETON_MARK, strlen(SKELETON_MARK)) == 0 || strstr(text, "| " SKELETON_MARK) != NULL) {
        diag_set(&diag, lesson->path, line, 1, "this is still to be written: %s", strstr(text, SKELETON_MARK));
        diag_hint(&diag, "write it, and take '" SKELETON_MARK "' away");
        report(prover, &diag);
    }
    diag_deinit(&diag);
}

static void prove_links(Prover *prover, const Lesson *lesson, const LessonParagraph *paragraph)
{
    for (const char *link = paragraph->links; *link != '\0'; link += strcspn(link, "\n") + 1) {
        int length = (int)strcspn(link, "#\n"); // a place in a file is not looked for
        Buffer path;
        buffer_init(&path);
        buffer_printf(&path, "%s/%.*s", lesson->folder, length, link);
        if (length > 0 && access(path.data, F_OK) != 0) {
            Diag diag;
            diag_init(&diag);
            diag_set(&diag, lesson->path, paragraph->line, 1, "the link '%.*s' leads nowhere", length, link);
            diag_hint(&diag, "name a file as it is found from the lesson's folder, or an address with ://");
            report(prover, &diag);
        }
        buffer_deinit(&path);
    }
}

// Texts: what new-lesson left to the author, and links.
static void prove_words(Prover *prover, const Lesson *lesson)
{
    prove_filled_in(prover, lesson, lesson->title, 1);
    for (size_t i = 0; i < lesson->block_count; i++) {
        const LessonBlock *block = &lesson->blocks[i];
        for (size_t j = 0; j < block->paragraph_count; j++) {
            prove_filled_in(prover, lesson, block->paragraphs[j].text, block->paragraphs[j].line);
            prove_links(prover, lesson, &block->paragraphs[j]);
        }
        for (size_t j = 0; j < block->field_count; j++) {
            prove_filled_in(prover, lesson, block->fields[j].value, block->fields[j].line);
        }
    }
}

// "2.5s", ":7", "14", "end": as the screen's key g takes it.
static bool is_place(const char *text)
{
    const char *digits = "0123456789";
    size_t whole = strspn(text + (*text == ':'), digits);
    if (*text == ':' || text[whole] == '\0') {
        return whole > 0 && text[(*text == ':') + whole] == '\0';
    }
    size_t length = whole + (text[whole] == '.' ? 1 + strspn(text + whole + 1, digits) : 0);
    return strcmp(text, "end") == 0 || (length > 0 && strcmp(text + length, "s") == 0);
}

static bool is_level(const char *text)
{
    return text[0] >= '1' && text[0] <= '4' && text[1] == '\0';
}

static bool is_ruler(const char *text)
{
    return strcmp(text, "opened") == 0 || strcmp(text, "event") == 0 || strcmp(text, "time") == 0;
}

static void prove_show(Prover *prover, const Lesson *lesson, const LessonBlock *block)
{
    static const struct {
        const char *name;
        bool (*is)(const char *text);
        const char *forms;
    } fields[] = {{"at", is_place, "write a step (14), a time (2.5s), a line (:7) or 'end'"},
                  {"detail", is_level, "write a level from 1 to 4"},
                  {"ruler", is_ruler, "write 'opened', 'event' or 'time'"}};
    Diag diag;
    diag_init(&diag);
    Buffer source;
    buffer_init(&source);
    if (!lesson_program(lesson, block->argument, block->line, &source, &diag)) {
        report(prover, &diag);
    }
    buffer_deinit(&source);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        size_t at = 0;
        const LessonField *field = lesson_field(block, fields[i].name, &at);
        if (field != NULL && !fields[i].is(field->value)) {
            diag_set(&diag, lesson->path, field->line, 1, "'%s' is nothing for '%s'", field->value, field->name);
            diag_hint(&diag, "%s", fields[i].forms);
            report(prover, &diag);
        }
    }
}

static void prove_worlds(Prover *prover, const Lesson *lesson, const Prediction *prediction, Arena *arena)
{
    for (size_t i = 0; i < prediction->wrong_count; i++) {
        const Wrong *wrong = &prediction->wrongs[i];
        Played played;
        const char *name;
        Diag diag;
        diag_init(&diag);
        prover->totals->wrongs++;
        if (believed_play(lesson, prediction, wrong, arena, &played, &name, &diag)) {
            prover->totals->worlds++;
            played_deinit(&played);
        } else if (prover->worlds || believed_given(wrong)) {
            report(prover, &diag);
        }
        diag_deinit(&diag);
    }
}

static void prove_block(Prover *prover, const Lesson *lesson, const LessonBlock *block)
{
    Diag diag;
    diag_init(&diag);
    bool proved = true;
    if (block->kind == LESSON_SHOW) {
        prove_show(prover, lesson, block);
    } else if (block->kind == LESSON_PREDICT) {
        Arena arena;
        Prediction prediction;
        arena_init(&arena);
        prover->totals->predictions++;
        proved = prediction_make(lesson, block, &arena, &prediction, &diag);
        if (proved) {
            prove_worlds(prover, lesson, &prediction, &arena);
        }
        arena_deinit(&arena);
    } else if (block->kind == LESSON_EXERCISE) {
        prover->totals->exercises++;
        prover->totals->written += strcmp(block->argument, "parsons") != 0;
        proved = exercise_prove(lesson, block, &diag);
    }
    if (!proved) {
        report(prover, &diag);
    }
    diag_deinit(&diag);
}

// That a claim or a term is taught in a lesson that there is.
static void prove_taught(Prover *prover, const char *path, int line, const char *id)
{
    Diag diag;
    diag_init(&diag);
    if (id != NULL && catalog_find(prover->catalog, id) == NULL) {
        diag_set(&diag, path, line, 1, "there is no lesson '%s'", id);
        diag_hint(&diag, "give the id of a lesson; awaitscope lesson lists them");
        report(prover, &diag);
    }
}

static void prove_claims(Prover *prover)
{
    const Claims *claims = &prover->catalog->claims;
    for (size_t i = 0; i < claims->count; i++) {
        const Claim *claim = &claims->claims[i];
        Diag diag;
        diag_init(&diag);
        for (size_t other = 0; other < i; other++) {
            if (strcmp(claims->claims[other].id, claim->id) == 0) {
                diag_set(&diag, claims->page.path, claim->block->line, 1, "another claim is '%s' too", claim->id);
                diag_hint(&diag, "give it another id");
                report(prover, &diag);
            }
        }
        prover->totals->shown += claim->program != NULL;
        if (!claims_prove(claims, claim, &diag)) {
            report(prover, &diag);
        }
        diag_deinit(&diag);
        prove_taught(prover, claims->page.path, claim->block->line, claim->lesson);
    }
}

// Marks the terms that a text has.
static void mark_text(const Terms *terms, const char *text, bool *used)
{
    size_t at = 0, bytes;
    for (const Term *term; (term = terms_next(terms, text, strlen(text), &at, &bytes)) != NULL; at += bytes) {
        used[term - terms->terms] = true;
    }
}

static void mark_page(const Terms *terms, const Lesson *page, bool *used)
{
    if (page->title != NULL) {
        mark_text(terms, page->title, used);
    }
    for (size_t b = 0; b < page->block_count; b++) {
        const LessonBlock *block = &page->blocks[b];
        for (size_t i = 0; i < block->paragraph_count; i++) {
            mark_text(terms, block->paragraphs[i].text, used);
        }
        for (size_t i = 0; i < block->field_count; i++) {
            mark_text(terms, block->fields[i].value, used);
        }
    }
}

static void prove_terms(Prover *prover)
{
    const Catalog *catalog = prover->catalog;
    const Terms *terms = &catalog->terms;
    bool *used = calloc(terms->count + 1, sizeof *used);
    if (used == NULL) {
        abort();
    }
    for (size_t i = 0; i < catalog->count; i++) {
        mark_page(terms, &catalog->lessons[i], used);
    }
    mark_page(terms, &catalog->claims.page, used);
    Diag diag;
    diag_init(&diag);
    for (size_t i = 0; i < terms->count; i++) {
        const Term *term = &terms->terms[i];
        for (size_t s = 0; s < term->see_count; s++) {
            const Term *other = terms_find(terms, term->see[s]);
            if (other == NULL || other == term) {
                diag_set(&diag, terms->page.path, term->line, 1, "'%s' says to see '%s', which is no other term",
                         term->name, term->see[s]);
                diag_hint(&diag, "name a term of this file");
                report(prover, &diag);
            } else {
                used[other - terms->terms] = true;
            }
        }
        prove_taught(prover, terms->page.path, term->line, term->lesson);
    }
    for (size_t i = 0; i < terms->count; i++) {
        if (!used[i]) {
            diag_set(&diag, terms->page.path, terms->terms[i].line, 1, "nobody uses the term '%s'", terms->terms[i].name);
            diag_hint(&diag, "use it in a lesson, a claim or a 'see:', or leave it out");
            report(prover, &diag);
        }
    }
    free(used);
}

// Whether a lesson before this one names the misconception too.
static bool named_before(const Catalog *catalog, size_t lesson, size_t index)
{
    const char *number = catalog->lessons[lesson].misconceptions[index];
    for (size_t l = 0; l <= lesson; l++) {
        const Lesson *other = &catalog->lessons[l];
        for (size_t i = 0; i < (l == lesson ? index : other->misconception_count); i++) {
            if (strcmp(other->misconceptions[i], number) == 0) {
                return true;
            }
        }
    }
    return false;
}

size_t catalog_prove(const Catalog *catalog, bool worlds, CatalogTotals *totals,
                     void (*problem)(void *context, const Diag *diag), void *context)
{
    *totals = (CatalogTotals){0};
    Prover prover = {catalog, worlds, totals, problem, context, 0};
    for (size_t l = 0; l < catalog->count; l++) {
        const Lesson *lesson = &catalog->lessons[l];
        prove_header(&prover, lesson);
        prove_words(&prover, lesson);
        for (size_t i = 0; i < lesson->block_count; i++) {
            prove_block(&prover, lesson, &lesson->blocks[i]);
        }
        for (size_t i = 0; i < lesson->misconception_count; i++) {
            totals->misconceptions += !named_before(catalog, l, i);
        }
    }
    prove_claims(&prover);
    prove_terms(&prover);
    return prover.problems;
}
