#include "ui/reference.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ui/inspect.h"

static bool contains(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        if (strncasecmp(text, word, strlen(word)) == 0) {
            return true;
        }
    }
    return word[0] == '\0';
}

// A term is found by its name or a form; by what is said of it only when no name has the word.
static bool has_term(const Term *term, const char *word, bool in_text)
{
    bool found = contains(term->name, word) || (in_text && contains(term->says, word));
    for (size_t i = 0; i < term->form_count; i++) {
        found |= contains(term->forms[i], word);
    }
    return found;
}

static bool has_claim(const Claim *claim, const char *word)
{
    return contains(claim->says, word) || contains(claim->verdict_words, word) || contains(claim->topic, word) ||
           contains(claim->because, word);
}

static void find_terms(Reference *reference, bool in_text)
{
    const Terms *terms = &reference->catalog->terms;
    for (int here = 1; here >= 0; here--) { // those of the page first
        for (size_t i = 0; i < terms->count; i++) {
            bool is_here = reference->here != NULL && reference->here[i];
            if (is_here == here && has_term(&terms->terms[i], reference->typed, in_text)) {
                reference->found[reference->count++] = i;
                reference->here_count += is_here;
            }
        }
    }
}

static void find(Reference *reference)
{
    reference->count = reference->here_count = reference->chosen = 0;
    if (reference->kind == REFERENCE_TERMS) {
        find_terms(reference, false);
        if (reference->count == 0) {
            find_terms(reference, true);
        }
        return;
    }
    const Claims *claims = &reference->catalog->claims;
    for (size_t i = 0; i < claims->count; i++) {
        if (has_claim(&claims->claims[i], reference->typed)) {
            reference->found[reference->count++] = i;
        }
    }
}

void reference_open(Reference *reference, const Catalog *catalog, ReferenceKind kind, const bool *here,
                    const Term *first)
{
    reference_close(reference);
    size_t count = kind == REFERENCE_TERMS ? catalog->terms.count : catalog->claims.count;
    reference->kind = kind;
    reference->catalog = catalog;
    reference->found = calloc(count + 1, sizeof *reference->found);
    reference->here = here == NULL ? NULL : calloc(count + 1, sizeof *here);
    if (reference->found == NULL || (here != NULL && reference->here == NULL)) {
        abort();
    }
    if (here != NULL) {
        memcpy(reference->here, here, count * sizeof *here);
    }
    find(reference);
    if (first != NULL) {
        reference_choose(reference, first);
    }
}

static void forget_run(Reference *reference)
{
    if (reference->is_played) {
        played_deinit(&reference->played);
        buffer_deinit(&reference->source);
        reference->is_played = false;
    }
}

void reference_close(Reference *reference)
{
    forget_run(reference);
    free(reference->found);
    free(reference->here);
    *reference = (Reference){0};
}

const Term *reference_term(const Reference *reference)
{
    return reference->kind == REFERENCE_TERMS && reference->chosen < reference->count
               ? &reference->catalog->terms.terms[reference->found[reference->chosen]]
               : NULL;
}

const Claim *reference_claim(const Reference *reference)
{
    return reference->kind == REFERENCE_CLAIMS && reference->chosen < reference->count
               ? &reference->catalog->claims.claims[reference->found[reference->chosen]]
               : NULL;
}

const char *reference_lesson(const Reference *reference)
{
    const Term *term = reference_term(reference);
    const Claim *claim = reference_claim(reference);
    return term != NULL ? term->lesson : claim != NULL ? claim->lesson : NULL;
}

void reference_choose(Reference *reference, const Term *term)
{
    size_t number = (size_t)(term - reference->catalog->terms.terms);
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < reference->count; i++) {
            if (reference->found[i] == number) {
                reference->chosen = i;
                return;
            }
        }
        reference->typed[0] = '\0'; // what was typed does not find it
        find(reference);
    }
}

// ---- keys

static bool type(Reference *reference, UiKey key)
{
    size_t length = strlen(reference->typed);
    if (key == UI_KEY_BACKSPACE && length > 0) {
        reference->typed[length - 1] = '\0';
    } else if (((key > ' ' && key < 127 && key != '?') || key == UI_KEY_SPACE) && length + 1 < REFERENCE_WORD) {
        reference->typed[length] = key == UI_KEY_SPACE ? ' ' : (char)key;
        reference->typed[length + 1] = '\0';
    } else {
        return false;
    }
    find(reference);
    return true;
}

static void move(Reference *reference, int by)
{
    size_t last = reference->count == 0 ? 0 : reference->count - 1;
    size_t most = by < 0 ? reference->chosen : last - reference->chosen;
    size_t steps = (size_t)(by < 0 ? -by : by);
    steps = steps < most ? steps : most;
    reference->chosen = by < 0 ? reference->chosen - steps : reference->chosen + steps;
}

// To the first term that the chosen one says to see.
static void see_also(Reference *reference)
{
    const Term *term = reference_term(reference);
    const Term *other =
        term == NULL || term->see_count == 0 ? NULL : terms_find(&reference->catalog->terms, term->see[0]);
    if (other != NULL) {
        reference_choose(reference, other);
    }
}

static ReferenceDeed enter(const Reference *reference)
{
    const Claim *claim = reference_claim(reference);
    if (claim != NULL && claim->program != NULL) {
        return REFERENCE_RUN;
    }
    return reference_lesson(reference) != NULL ? REFERENCE_LESSON : REFERENCE_STAY;
}

ReferenceDeed reference_key(Reference *reference, UiKey key)
{
    enum { PAGE = 10 };
    switch (key) {
    case UI_KEY_UP: move(reference, -1); return REFERENCE_STAY;
    case UI_KEY_DOWN: move(reference, 1); return REFERENCE_STAY;
    case UI_KEY_PAGE_UP: move(reference, -PAGE); return REFERENCE_STAY;
    case UI_KEY_PAGE_DOWN: move(reference, PAGE); return REFERENCE_STAY;
    case UI_KEY_TAB:
        if (reference->kind == REFERENCE_TERMS) {
            see_also(reference);
            return REFERENCE_STAY;
        }
        return reference_lesson(reference) != NULL ? REFERENCE_LESSON : REFERENCE_STAY;
    case UI_KEY_ENTER: return enter(reference);
    case UI_KEY_F1:
    case '?': return REFERENCE_HELP;
    case UI_KEY_ESCAPE:
        if (reference->typed[0] == '\0') {
            return REFERENCE_CLOSE;
        }
        reference->typed[0] = '\0';
        find(reference);
        return REFERENCE_STAY;
    default: type(reference, key); return REFERENCE_STAY;
    }
}

// ---- the run of a claim

bool reference_play(Reference *reference, UiProgram *program)
{
    const Claim *claim = reference_claim(reference);
    Diag diag;
    if (claim == NULL || claim->program == NULL) {
        return false;
    }
    forget_run(reference);
    diag_init(&diag);
    buffer_init(&reference->source);
    reference->is_played = lesson_program(&reference->catalog->claims.page, claim->program, claim->block->line,
                                          &reference->source, &diag) &&
                           played_init(&reference->played, claim->program, reference->source.data,
                                       reference->source.length);
    diag_deinit(&diag);
    if (!reference->is_played) {
        buffer_deinit(&reference->source);
        return false;
    }
    *program = (UiProgram){.name = claim->program,
                           .source = reference->source.data,
                           .source_length = reference->source.length,
                           .trace = reference->played.trace,
                           .inspect = inspect_of(reference->played.run)};
    return true;
}
