// Which questions are asked: those to which beliefs give answers of their own.
#include "lesson/quiz.h"

#include <stdlib.h>
#include <string.h>

#include "lesson/prediction.h"
#include "lesson/quiz_internal.h"

static const int most_of[] = {
#define QUIZ_KIND(name, most) [QUIZ_##name] = most,
#include "lesson/quiz.def"
#undef QUIZ_KIND
};

enum { NOT_SUPPORTED = 3, AT_LIMIT = 4, ORDINARY = 5 }; // so many questions at least, even without any belief's answer

// ---- answers of beliefs

static bool is_lane(const Played *played, const char *name)
{
    bool found = strcmp(name, "nobody") == 0;
    for (uint32_t lane = 1; lane < played->lanes.count && !found; lane++) {
        found = strcmp(played->lanes.lanes[lane].name, name) == 0;
    }
    return found;
}

static void add_wrong(const QuizAsker *asker, QuizQuestion *question, const char *value, BeliefId belief)
{
    bool known = strcmp(question->answer, value) == 0 || question->wrong_count == QUIZ_WRONGS;
    for (int i = 0; i < question->wrong_count; i++) {
        known |= strcmp(question->wrongs[i].value, value) == 0;
    }
    bool fits = question->kind != QUIZ_WHO || is_lane(asker->truth, value); // other names would be a riddle
    if (known || !fits || !quiz_answer_can_stand(value)) {
        return;
    }
    char number[8];
    belief_number(belief, number);
    question->wrongs[question->wrong_count++] =
        (QuizWrong){arena_strndup(asker->arena, value, strlen(value)), quiz_text(asker->arena, "%s", number),
                    quiz_text(asker->arena, "That is what happens where %s. But %s.", belief_words(belief), belief_truth(belief)), NULL};
}

// Whether what happens in a world says something about the belief, and not about what the engine makes of it.
static bool is_sound(const QuizAsker *asker, BeliefId belief, const Played *world)
{
    int status = run_status(world->run), truth = run_status(asker->truth->run);
    bool lacks_results = belief == BELIEF_AWAIT_STARTS && status == 1 && truth != 1;
    return status != NOT_SUPPORTED && status != AT_LIMIT && !lacks_results;
}

static bool is_said(const Played *played, const char *text)
{
    for (size_t i = 0; i < played->line_count; i++) {
        if (strcmp(played->lines[i].text, text) == 0) {
            return true;
        }
    }
    return false;
}

// Lines that are printed only in this world.
static void ask_for_lines_of(QuizAsker *asker, BeliefId belief, const Played *world)
{
    enum { LINES_MOST = 12 };
    for (size_t i = 0; i < world->line_count && i < LINES_MOST; i++) {
        const char *text = world->lines[i].text;
        if (!quiz_line_is_plain(world, i) || is_said(asker->truth, text)) {
            continue;
        }
        QuizCandidate *made = quiz_candidate(asker, QUIZ_PRINTED, UINT32_MAX - (uint32_t)i,
                                             quiz_text(asker->arena, "is printed \"%s\"", text),
                                             quiz_text(asker->arena, "Is \"%s\" printed?", text));
        if (made != NULL) {
            made->needs_belief = true;
            add_wrong(asker, &made->question, "yes", belief);
        }
    }
}

static void ask_world(QuizAsker *asker, BeliefId belief, Played *world, int count)
{
    const bool replays = trace_length(world->trace) < 2 * trace_length(asker->truth->trace) + 100;
    Buffer answer, problem;
    buffer_init(&answer);
    buffer_init(&problem);
    for (int i = 0; i < count; i++) {
        QuizQuestion *question = &asker->items[i].question;
        buffer_clear(&answer);
        buffer_clear(&problem);
        if ((question->kind != QUIZ_VALUE || replays) && played_answer(world, question->asked, &answer, &problem)) {
            add_wrong(asker, question, answer.data, belief);
        }
    }
    buffer_deinit(&problem);
    buffer_deinit(&answer);
    ask_for_lines_of(asker, belief, world);
}

static void ask_worlds(QuizAsker *asker, const char *name, const Buffer *source)
{
    int count = asker->count;
    for (int b = 0; b < BELIEF_COUNT && trace_tasks(asker->truth->trace) > 0; b++) {
        Played world;
        if (!played_init_in(&world, name, source->data, source->length, belief_only((BeliefId)b))) {
            return;
        }
        if (is_sound(asker, (BeliefId)b, &world)) {
            ask_world(asker, (BeliefId)b, &world, count);
        }
        played_deinit(&world);
    }
}

// ---- choosing

// Whether two questions ask nearly the same, so that one gives the answer to the other.
static bool overlap(const QuizQuestion *a, const QuizQuestion *b)
{
    if (a->kind > b->kind) {
        return overlap(b, a);
    }
    bool output = b->kind == QUIZ_LINE || b->kind == QUIZ_PRINTED;
    bool times = a->kind == QUIZ_TIME && (b->kind == QUIZ_TIME || b->kind == QUIZ_TOTAL);
    bool moments = a->kind == b->kind && (a->kind == QUIZ_STATE || a->kind == QUIZ_VALUE);
    return strcmp(a->question, b->question) == 0 || (a->kind == QUIZ_ORDER && output) ||
           ((times || moments) && strcmp(a->answer, b->answer) == 0);
}

// How much it is worth to ask it beside those that are asked already; 0: not at all.
static int worth(const Quiz *quiz, const uint32_t *abouts, const QuizCandidate *candidate, int ordinary)
{
    enum { OF_BELIEF = 10, AGAIN = 12, SAME = 25, FULL = 100 };
    const QuizQuestion *question = &candidate->question;
    int options = question->wrong_count + candidate->near_count, same = 0, points = FULL;
    if (options == 0 || (question->wrong_count == 0 && (candidate->needs_belief || ordinary <= 0))) {
        return 0;
    }
    points += OF_BELIEF * question->wrong_count + (options < QUIZ_WRONGS ? options : QUIZ_WRONGS);
    for (int i = 0; i < quiz->count; i++) {
        const QuizQuestion *asked = &quiz->questions[i];
        if (overlap(asked, question)) {
            return 0;
        }
        if (asked->kind == question->kind) {
            same++;
            points -= abouts[i] == candidate->about ? AGAIN + SAME : AGAIN;
        }
    }
    return same >= most_of[question->kind] ? 0 : points;
}

static void take(Quiz *quiz, const QuizCandidate *candidate)
{
    QuizQuestion *taken = &quiz->questions[quiz->count++];
    *taken = candidate->question;
    for (int i = 0; i < candidate->near_count && taken->wrong_count < QUIZ_WRONGS; i++) {
        bool known = false;
        for (int k = 0; k < taken->wrong_count; k++) {
            known |= strcmp(taken->wrongs[k].value, candidate->near[i].value) == 0;
        }
        if (!known) {
            taken->wrongs[taken->wrong_count++] = candidate->near[i];
        }
    }
}

static int by_kind(const void *a, const void *b)
{
    const QuizQuestion *one = a, *other = b;
    size_t length = strlen(one->asked), other_length = strlen(other->asked);
    if (one->kind == other->kind && one->kind == QUIZ_LINE && length != other_length) {
        return length < other_length ? -1 : 1; // line 9 before line 10
    }
    return one->kind != other->kind ? one->kind - other->kind : strcmp(one->question, other->question);
}

static void choose(Quiz *quiz, const QuizAsker *asker, int most)
{
    quiz->questions = arena_alloc(&quiz->arena, ((size_t)most + 1) * sizeof *quiz->questions);
    uint32_t *abouts = arena_alloc(&quiz->arena, ((size_t)most + 1) * sizeof *abouts);
    while (quiz->count < most) {
        const QuizCandidate *best = NULL;
        int best_worth = 0;
        for (int i = 0; i < asker->count; i++) {
            int points = worth(quiz, abouts, &asker->items[i], ORDINARY - quiz->count);
            if (points > best_worth) {
                best = &asker->items[i];
                best_worth = points;
            }
        }
        if (best == NULL) {
            break;
        }
        abouts[quiz->count] = best->about;
        take(quiz, best);
    }
    qsort(quiz->questions, (size_t)quiz->count, sizeof *quiz->questions, by_kind);
}

bool quiz_make(Quiz *quiz, const char *name, const Buffer *source, int most)
{
    Played truth;
    if (!played_init(&truth, name, source->data, source->length)) {
        return false;
    }
    *quiz = (Quiz){.status = run_status(truth.run)};
    arena_init(&quiz->arena);
    buffer_init(&quiz->source);
    buffer_init(&quiz->errors);
    buffer_append(&quiz->source, source->data, source->length);
    buffer_append(&quiz->errors, truth.errors.data, truth.errors.length);
    quiz->name = quiz_text(&quiz->arena, "%s", name);
    QuizAsker asker = {.arena = &quiz->arena, .truth = &truth};
    if (quiz->status != NOT_SUPPORTED && quiz->status != AT_LIMIT) {
        quiz_ask(&asker);
        ask_worlds(&asker, name, source);
    }
    choose(quiz, &asker, most);
    free(asker.items);
    played_deinit(&truth);
    return true;
}

void quiz_deinit(Quiz *quiz)
{
    buffer_deinit(&quiz->errors);
    buffer_deinit(&quiz->source);
    arena_deinit(&quiz->arena);
}
