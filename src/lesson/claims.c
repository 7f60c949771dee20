#include "lesson/claims.h"

#include <string.h>

#include "lesson/exercise.h"

enum { PROGRAM_LINES_MOST = 25 };

const char *claims_verdict_word(ClaimVerdict verdict)
{
    switch (verdict) {
    case CLAIM_TRUE: return "TRUE";
    case CLAIM_WHEN: return "TRUE WHEN";
    case CLAIM_FALSE: return "FALSE";
    case CLAIM_NOT_SHOWN: return "NOT SHOWN";
    }
    return "";
}

static bool read_verdict(const char *words, ClaimVerdict *verdict)
{
    static const char when[] = "true when ";
    if (strncmp(words, when, strlen(when)) == 0) {
        *verdict = CLAIM_WHEN;
        return true;
    }
    *verdict = strcmp(words, "true") == 0 ? CLAIM_TRUE : strcmp(words, "false") == 0 ? CLAIM_FALSE : CLAIM_NOT_SHOWN;
    return *verdict != CLAIM_NOT_SHOWN || strcmp(words, "not shown here") == 0;
}

static bool read_claim(const Lesson *page, const LessonBlock *block, const char *topic, Claim *claim, Diag *diag)
{
    size_t at = 0;
    const LessonField *verdict = lesson_field(block, "verdict", &at);
    *claim = (Claim){.id = block->argument,
                     .topic = topic,
                     .says = lesson_value(block, "says"),
                     .verdict_words = verdict->value,
                     .because = lesson_value(block, "because"),
                     .program = lesson_value(block, "program"),
                     .lesson = lesson_value(block, "lesson"),
                     .block = block};
    if (claim->id[0] == '\0' || strpbrk(claim->id, " \t") != NULL) {
        diag_set(diag, page->path, block->line, 1, "this claim has no id of one word");
        return diag_hint(diag, "write it behind the word claim, as in 'claim await-waits'");
    }
    if (!read_verdict(verdict->value, &claim->verdict)) {
        diag_set(diag, page->path, verdict->line, 1, "'%s' is no verdict", verdict->value);
        return diag_hint(diag, "write 'true', 'true when ...', 'false' or 'not shown here'");
    }
    bool shown = claim->program != NULL && lesson_value(block, "check") != NULL;
    if (shown == (claim->verdict == CLAIM_NOT_SHOWN)) {
        diag_set(diag, page->path, block->line, 1, shown ? "a run shows '%s', and its verdict says that none does"
                                                         : "nothing shows that '%s' is so", claim->id);
        return diag_hint(diag, "a verdict has a program and a check; 'not shown here' has neither");
    }
    return true;
}

bool claims_read(Claims *claims, const char *folder, Diag *diag)
{
    *claims = (Claims){0};
    Lesson *page = &claims->page;
    if (!lesson_read_page(page, folder, "claims", diag)) {
        return false;
    }
    if (page->block_count == 0) {
        return true;
    }
    Claim *made = arena_alloc(&page->arena, page->block_count * sizeof *made);
    const char *topic = "";
    for (size_t i = 0; i < page->block_count; i++) {
        const LessonBlock *block = &page->blocks[i];
        for (size_t p = 0; p < block->paragraph_count; p++) {
            topic = block->paragraphs[p].kind == LESSON_HEADING ? block->paragraphs[p].text : topic;
        }
        if (block->kind == LESSON_CLAIM && !read_claim(page, block, topic, &made[claims->count++], diag)) {
            claims_deinit(claims);
            return false;
        }
    }
    claims->claims = made;
    return true;
}

void claims_deinit(Claims *claims)
{
    lesson_deinit(&claims->page);
    *claims = (Claims){0};
}

static size_t lines_of(const Buffer *text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text->length; i++) {
        lines += text->data[i] == '\n';
    }
    return lines;
}

// Whether every check of a claim holds in a run of its program.
static bool hold(const Claims *claims, const Claim *claim, const Buffer *source, Diag *diag)
{
    Arena arena;
    Buffer errors;
    const ExerciseResult *results;
    arena_init(&arena);
    buffer_init(&errors);
    size_t count =
        exercise_test(&claims->page, claim->block, claim->program, source, &arena, &results, &errors, diag);
    bool sound = count > 0;
    for (size_t i = 0; i < count && sound; i++) {
        if (!results[i].holds) {
            sound = diag_set(diag, claims->page.path, claim->block->line, 1, "'%s' of '%s' does not hold: %s",
                             results[i].check, claim->id, results[i].said);
            diag_hint(diag, "the verdict is another, or %s does not show it", claim->program);
        }
    }
    buffer_deinit(&errors);
    arena_deinit(&arena);
    return sound;
}

bool claims_prove(const Claims *claims, const Claim *claim, Diag *diag)
{
    if (claim->program == NULL) {
        return true;
    }
    Buffer source;
    buffer_init(&source);
    bool sound = lesson_program(&claims->page, claim->program, claim->block->line, &source, diag);
    if (sound && lines_of(&source) > PROGRAM_LINES_MOST) {
        sound = diag_set(diag, claims->page.path, claim->block->line, 1, "%s has %zu lines", claim->program,
                         lines_of(&source));
        diag_hint(diag, "what is to be seen at a glance has at most %d", PROGRAM_LINES_MOST);
    }
    sound = sound && hold(claims, claim, &source, diag);
    buffer_deinit(&source);
    return sound;
}
