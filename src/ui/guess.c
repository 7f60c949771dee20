#include "ui/guess.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// ---- which way of answering is honest

static bool reads_number(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0';
}

static bool same_number(const char *a, const char *b)
{
    double x, y;
    return reads_number(a, &x) && reads_number(b, &y) && fabs(x - y) < 1e-6;
}

// Adds each line that is not there yet. Returns false where there is no room for one.
static bool add_lines(Guess *guess, const char *answer, bool each, Arena *arena)
{
    for (const char *at = answer; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        bool known = false;
        for (int i = 0; i < guess->option_count; i++) {
            known |= strlen(guess->options[i]) == length && memcmp(guess->options[i], at, length) == 0;
        }
        if (each || !known) {
            if (guess->option_count == GUESS_OPTIONS) {
                return false;
            }
            guess->options[guess->option_count++] = arena_strndup(arena, at, length);
        }
        at += length + (at[length] == '\n');
    }
    return true;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Whether two answers are made of the same lines.
static bool same_lines(const char *a, const char *b)
{
    Arena arena;
    arena_init(&arena);
    Guess one = {0}, other = {0};
    bool same = add_lines(&one, a, true, &arena) && add_lines(&other, b, true, &arena) &&
                one.option_count == other.option_count;
    if (same) {
        qsort(one.options, (size_t)one.option_count, sizeof *one.options, by_text);
        qsort(other.options, (size_t)other.option_count, sizeof *other.options, by_text);
    }
    for (int i = 0; same && i < one.option_count; i++) {
        same = strcmp(one.options[i], other.options[i]) == 0;
    }
    arena_deinit(&arena);
    return same;
}

static bool can_be_ordered(Guess *guess, Arena *arena)
{
    const Prediction *prediction = guess->prediction;
    bool can = prediction->kind == PREDICT_ORDER && add_lines(guess, prediction->answer, true, arena);
    for (size_t i = 0; can && i < prediction->wrong_count; i++) {
        can = same_lines(prediction->answer, prediction->wrongs[i].value);
    }
    return can;
}

static bool can_be_named(Guess *guess, Arena *arena)
{
    const Prediction *prediction = guess->prediction;
    guess->option_count = 0;
    bool can = prediction->kind == PREDICT_WHO && add_lines(guess, prediction->answer, false, arena);
    for (size_t i = 0; can && i < prediction->wrong_count; i++) {
        can = add_lines(guess, prediction->wrongs[i].value, false, arena);
    }
    return can;
}

static bool can_be_typed(const Prediction *prediction)
{
    double number;
    bool can = (prediction->kind == PREDICT_NUMBER || prediction->kind == PREDICT_MARK) &&
               reads_number(prediction->answer, &number);
    for (size_t i = 0; can && i < prediction->wrong_count; i++) {
        can = reads_number(prediction->wrongs[i].value, &number);
    }
    return can;
}

// ---- the options

uint64_t guess_hash(uint64_t from, const char *text)
{
    for (; *text != '\0'; text++) {
        from = (from ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return from ^ from >> 29;
}

static void shuffle(Guess *guess, uint32_t seed, const char *lesson)
{
    uint64_t key = guess_hash(guess_hash(GUESS_HASH + seed, lesson), guess->prediction->question);
    for (int i = 1; i < guess->option_count; i++) {
        const char *option = guess->options[i];
        int at = i;
        for (; at > 0 && guess_hash(key, guess->options[at - 1]) > guess_hash(key, option); at--) {
            guess->options[at] = guess->options[at - 1];
        }
        guess->options[at] = option;
    }
}

void guess_init(Guess *guess, uint32_t seed, const char *lesson, const Prediction *prediction, Arena *arena)
{
    *guess = (Guess){.prediction = prediction};
    if (can_be_typed(prediction)) {
        guess->mode = GUESS_NUMBER;
        return;
    }
    if (can_be_ordered(guess, arena)) {
        guess->mode = GUESS_SEQUENCE;
    } else if (can_be_named(guess, arena)) {
        guess->mode = GUESS_SEQUENCE;
        guess->repeats = true;
    } else {
        guess->mode = GUESS_CHOICE;
        guess->options[0] = prediction->answer;
        guess->option_count = 1;
        for (size_t i = 0; i < prediction->wrong_count && guess->option_count < GUESS_OPTIONS; i++) {
            guess->options[guess->option_count++] = prediction->wrongs[i].value;
        }
    }
    shuffle(guess, seed, lesson);
}

// ---- answering

static bool type(Guess *guess, UiKey key)
{
    size_t length = strlen(guess->typed);
    bool writes = (key >= '0' && key <= '9') || key == '.';
    if (writes && length + 1 < GUESS_BYTES) {
        guess->typed[length] = (char)key;
    } else if (key == UI_KEY_BACKSPACE && length > 0) {
        guess->typed[length - 1] = '\0';
    }
    return writes || key == UI_KEY_BACKSPACE;
}

static void choose(Guess *guess, int option)
{
    if (guess->mode == GUESS_CHOICE) {
        guess->turn_count = 0;
    }
    for (int i = 0; i < guess->turn_count && !guess->repeats; i++) {
        if (guess->turns[i] == option) {
            return;
        }
    }
    if (guess->turn_count < GUESS_TURNS) {
        guess->turns[guess->turn_count++] = option;
    }
}

bool guess_key(Guess *guess, UiKey key)
{
    if (guess->outcome != GUESS_OPEN) {
        return false;
    }
    if (guess->mode == GUESS_NUMBER) {
        return type(guess, key);
    }
    if (key == UI_KEY_BACKSPACE) {
        guess->turn_count -= guess->turn_count > 0;
        return true;
    }
    if (key < '1' || key > '9') {
        return false;
    }
    if (key - '1' < guess->option_count) {
        choose(guess, (int)(key - '1'));
    }
    return true;
}

bool guess_given(const Guess *guess)
{
    return guess->mode == GUESS_NUMBER ? guess->typed[0] != '\0' : guess->turn_count > 0;
}

void guess_value(const Guess *guess, Buffer *out)
{
    if (guess->mode == GUESS_NUMBER) {
        buffer_puts(out, guess->typed);
    }
    for (int i = 0; i < guess->turn_count; i++) {
        buffer_printf(out, "%s%s", i > 0 ? "\n" : "", guess->options[guess->turns[i]]);
    }
}

static bool is_value(const Guess *guess, const char *given, const char *value)
{
    return guess->mode == GUESS_NUMBER ? same_number(given, value) : strcmp(given, value) == 0;
}

void guess_answer(Guess *guess)
{
    const Prediction *prediction = guess->prediction;
    Buffer given;
    buffer_init(&given);
    guess_value(guess, &given);
    guess->outcome = is_value(guess, given.data, prediction->answer) ? GUESS_RIGHT : GUESS_WRONG;
    guess->wrong = NULL;
    for (size_t i = 0; i < prediction->wrong_count && guess->outcome == GUESS_WRONG; i++) {
        if (is_value(guess, given.data, prediction->wrongs[i].value)) {
            guess->wrong = &prediction->wrongs[i];
        }
    }
    buffer_deinit(&given);
}

void guess_words(const char *answer, Buffer *out)
{
    for (; *answer != '\0'; answer++) {
        if (*answer == '\n') {
            buffer_puts(out, ", ");
        } else {
            buffer_putc(out, *answer);
        }
    }
}

void guess_said(const Guess *guess, Buffer *out)
{
    Buffer given;
    buffer_init(&given);
    guess_value(guess, &given);
    guess_words(given.data, out);
    buffer_deinit(&given);
}
