#include "lesson/terms.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int by_name(const void *a, const void *b)
{
    return strcasecmp(((const Term *)a)->name, ((const Term *)b)->name);
}

static bool read_term(Lesson *page, const LessonBlock *block, Term *term, Diag *diag)
{
    *term = (Term){.name = block->argument,
                   .says = lesson_value(block, "says"),
                   .lesson = lesson_value(block, "lesson"),
                   .line = block->line};
    term->forms = lesson_parts(page, lesson_value(block, "forms"), ",;", &term->form_count);
    term->see = lesson_parts(page, lesson_value(block, "see"), ",;", &term->see_count);
    if (term->name[0] == '\0') {
        diag_set(diag, page->path, block->line, 1, "this term has no name");
        return diag_hint(diag, "write it behind the word term, as in 'term event loop'");
    }
    if (term->says[0] == '\0') {
        diag_set(diag, page->path, block->line, 1, "nothing is said of '%s'", term->name);
        return diag_hint(diag, "write behind 'says:' what it means, in one to three sentences");
    }
    return true;
}

// Whether no other term has its name or one of its forms.
static bool prove_alone(const Terms *terms, const Term *term, Diag *diag)
{
    const Term *other = terms_find(terms, term->name);
    const char *word = term->name;
    for (size_t i = 0; other == term && i < term->form_count; i++) {
        word = term->forms[i];
        other = terms_find(terms, word);
    }
    if (other != term) {
        diag_set(diag, terms->page.path, term->line > other->line ? term->line : other->line, 1,
                 "'%s' stands in line %d too", word, term->line > other->line ? other->line : term->line);
        return diag_hint(diag, "let a word belong to one term");
    }
    return true;
}

bool terms_read(Terms *terms, const char *folder, Diag *diag)
{
    *terms = (Terms){0};
    Lesson *page = &terms->page;
    if (!lesson_read_page(page, folder, "terms", diag)) {
        return false;
    }
    if (page->block_count == 0) {
        return true;
    }
    Term *made = arena_alloc(&page->arena, page->block_count * sizeof *made);
    bool read = true;
    for (size_t i = 0; i < page->block_count && read; i++) {
        if (page->blocks[i].kind == LESSON_TERM) {
            read = read_term(page, &page->blocks[i], &made[terms->count++], diag);
        }
    }
    qsort(made, terms->count, sizeof *made, by_name);
    terms->terms = made;
    for (size_t i = 0; i < terms->count && read; i++) {
        read = prove_alone(terms, &made[i], diag);
    }
    if (!read) {
        terms_deinit(terms);
    }
    return read;
}

void terms_deinit(Terms *terms)
{
    lesson_deinit(&terms->page);
    *terms = (Terms){0};
}

const Term *terms_find(const Terms *terms, const char *name)
{
    for (size_t i = 0; i < terms->count; i++) {
        const Term *term = &terms->terms[i];
        bool is = strcasecmp(term->name, name) == 0;
        for (size_t f = 0; f < term->form_count; f++) {
            is |= strcasecmp(term->forms[f], name) == 0;
        }
        if (is) {
            return term;
        }
    }
    return NULL;
}

static bool is_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

// How many bytes of the text `word` takes, as a word of its own; 0 where it does not stand there.
static size_t matches(const char *word, const char *text, size_t length)
{
    size_t bytes = strlen(word);
    if (bytes > length || strncasecmp(text, word, bytes) != 0) {
        return 0;
    }
    bool ends = bytes == length || !is_of_word(text[bytes]) || !is_of_word(word[bytes - 1]);
    return ends ? bytes : 0;
}

const Term *terms_next(const Terms *terms, const char *text, size_t length, size_t *at, size_t *bytes)
{
    for (; *at < length; (*at)++) {
        if (!is_of_word(text[*at]) || (*at > 0 && is_of_word(text[*at - 1]))) {
            continue;
        }
        const Term *found = NULL;
        *bytes = 0;
        for (size_t i = 0; i < terms->count; i++) {
            const Term *term = &terms->terms[i];
            for (size_t f = 0; f <= term->form_count; f++) {
                const char *word = f == term->form_count ? term->name : term->forms[f];
                size_t taken = matches(word, text + *at, length - *at);
                if (taken > *bytes) {
                    *bytes = taken;
                    found = term;
                }
            }
        }
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}
