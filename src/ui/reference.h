#ifndef AWAITSCOPE_UI_REFERENCE_H
#define AWAITSCOPE_UI_REFERENCE_H

#include "lesson/catalog.h"
#include "lesson/played.h"
#include "ui/ui.h"

// What lies beside the lessons: the list of terms, and that of claims, found by typing.

typedef enum ReferenceKind { REFERENCE_NONE, REFERENCE_TERMS, REFERENCE_CLAIMS } ReferenceKind;

// What a key asks of the screen that the list is over.
typedef enum ReferenceDeed {
    REFERENCE_STAY,
    REFERENCE_CLOSE,
    REFERENCE_HELP,
    REFERENCE_RUN,    // the program of the chosen claim
    REFERENCE_LESSON, // to the lesson that teaches what is chosen
} ReferenceDeed;

enum { REFERENCE_WORD = 40 };

typedef struct Reference {
    ReferenceKind kind; // REFERENCE_NONE: it is closed
    const Catalog *catalog;
    char typed[REFERENCE_WORD];
    bool *here;        // for each term, whether it is on the page behind; NULL: there is no page
    size_t *found;     // numbers of terms or claims, in the order in which they are listed
    size_t count;      // of those
    size_t here_count; // how many of them, at the front, are on the page behind
    size_t chosen;     // of found
    bool is_played;
    Played played; // of the claim that was run last
    Buffer source;
} Reference;

// Opens a list, closing what was open. `here` is copied; it may be NULL. `first` is the term to begin at, or NULL.
void reference_open(Reference *reference, const Catalog *catalog, ReferenceKind kind, const bool *here,
                    const Term *first);

// Closes it and frees what it owns. A Reference that is all zeros is closed.
void reference_close(Reference *reference);

// Gives it a key. Letters are typed; what has them is listed.
ReferenceDeed reference_key(Reference *reference, UiKey key);

// Chooses a term, whatever was typed.
void reference_choose(Reference *reference, const Term *term);

// The term or the claim that is chosen, NULL where it is none.
const Term *reference_term(const Reference *reference);
const Claim *reference_claim(const Reference *reference);

// The id of the lesson that teaches it, NULL where there is none.
const char *reference_lesson(const Reference *reference);

// Runs the program of the chosen claim. `program` is valid until the next one or the list's end. Returns false
// where it has none.
bool reference_play(Reference *reference, UiProgram *program);

#endif
