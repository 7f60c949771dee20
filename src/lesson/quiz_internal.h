#ifndef AWAITSCOPE_LESSON_QUIZ_INTERNAL_H
#define AWAITSCOPE_LESSON_QUIZ_INTERNAL_H

#include "lesson/played.h"
#include "lesson/quiz.h"

// What the files of a quiz share: not for others.

typedef enum QuizKind {
#define QUIZ_KIND(name, most) QUIZ_##name,
#include "lesson/quiz.def"
#undef QUIZ_KIND
    QUIZ_KINDS
} QuizKind;

enum { QUIZ_NEAR = 4 };

// A question that could be asked.
typedef struct QuizCandidate {
    QuizQuestion question; // its wrong answers are those of beliefs
    QuizWrong near[QUIZ_NEAR]; // answers to other questions about the same run
    int near_count;
    uint32_t about; // the task, or the line of output: two of a kind about the same ask nearly the same
    bool needs_belief;  // without an answer of one it is not asked
} QuizCandidate;

typedef struct QuizAsker {
    Arena *arena;
    Played *truth;
    QuizCandidate *items; // on the heap
    int count, capacity;
} QuizAsker;

// Whether a text can stand in a field of a lesson and on a line of a sheet: not too long, one line, nothing that would be
// taken for something else.
bool quiz_can_stand(const char *text);

// The same for each line of an answer.
bool quiz_answer_can_stand(const char *answer);

// A text in the arena, as printf would print it.
__attribute__((format(printf, 2, 3))) const char *quiz_text(Arena *arena, const char *format, ...);

// Adds a question unless its answer cannot be found or cannot stand; NULL then. Valid until the next one is added.
QuizCandidate *quiz_candidate(QuizAsker *asker, QuizKind kind, uint32_t about, const char *asked, const char *question);

// Adds a near miss, unless it is the answer, is there already, or cannot stand.
void quiz_near(QuizAsker *asker, QuizCandidate *candidate, const char *value, const char *belief, const char *feedback);

// Adds every question about the run that makes sense, in quiz_ask.c; those about tasks and moments, in quiz_moment.c;
// those about texts that it never prints, in quiz_unsaid.c.
void quiz_ask(QuizAsker *asker);
void quiz_ask_moments(QuizAsker *asker);
void quiz_ask_unsaid(QuizAsker *asker);

// Whether the run prints a line just once, which can be put in quotation marks.
bool quiz_line_is_plain(const Played *played, size_t index);

// Seconds as one types them: "3", "1.5".
const char *quiz_seconds(Arena *arena, int64_t ns);

// Whether a time is one that somebody can tell without computing what computing takes: tenths or twentieths of a second.
bool quiz_is_round(int64_t ns);

#endif
