// A quiz as the text of a lesson, and as a sheet.
#include <string.h>

#include "base/wrap.h"
#include "lesson/prediction.h"
#include "lesson/quiz.h"

// ---- a lesson

static void add_misconceptions(const Quiz *quiz, Buffer *out)
{
    for (int i = 0; i < quiz->count; i++) {
        for (int k = 0; k < quiz->questions[i].wrong_count; k++) {
            const char *belief = quiz->questions[i].wrongs[k].belief;
            if (misconception_words(belief) != NULL) {
                buffer_printf(out, " %s", belief);
            }
        }
    }
}

void quiz_lesson(const Quiz *quiz, Buffer *out)
{
    buffer_printf(out, "---\nid: quiz\ntitle: Questions about %s\npart: programs\nminutes: %d\nmisconceptions:", quiz->name,
                  quiz->count);
    add_misconceptions(quiz, out);
    buffer_puts(out, "\n---\n\n");
    for (int i = 0; i < quiz->count; i++) {
        const QuizQuestion *question = &quiz->questions[i];
        buffer_printf(out, "````predict choice\nprogram: %s\nquestion: %s\nanswer: %s\n", quiz->name, question->question,
                      question->asked);
        for (int k = 0; k < question->wrong_count; k++) {
            const QuizWrong *wrong = &question->wrongs[k];
            buffer_puts(out, "wrong: ");
            prediction_value(wrong->value, out);
            buffer_printf(out, " | %s | %s\n", wrong->belief, wrong->feedback);
            if (wrong->as != NULL) {
                buffer_printf(out, "as: %s\n", wrong->as);
            }
        }
        buffer_puts(out, "````\n\n");
    }
}

// ---- a sheet

enum { COLUMNS = 79 };

static uint64_t mixed(uint64_t from, const char *text)
{
    for (; *text != '\0'; text++) {
        from = (from ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    from = (from ^ from >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return from ^ from >> 32;
}

// Puts the options in an order of the seed's. −1 stands for the right one.
static int shuffle(const QuizQuestion *question, uint64_t seed, int order[QUIZ_WRONGS + 1])
{
    uint64_t keys[QUIZ_WRONGS + 1], from = mixed(UINT64_C(14695981039346656037) + seed * 2654435761, question->question);
    int count = 0;
    for (int option = -1; option < question->wrong_count; option++) {
        uint64_t key = mixed(from, option < 0 ? question->answer : question->wrongs[option].value);
        int at = count++;
        for (; at > 0 && keys[at - 1] > key; at--) {
            keys[at] = keys[at - 1];
            order[at] = order[at - 1];
        }
        keys[at] = key;
        order[at] = option;
    }
    return count;
}

static void add_program(const Quiz *quiz, Buffer *out)
{
    int number = 1;
    for (const char *line = quiz->source.data; *line != '\0'; number++) {
        size_t length = strcspn(line, "\n");
        buffer_printf(out, length > 0 ? "%4d  %.*s\n" : "%4d%.*s\n", number, (int)length, line);
        line += length + (line[length] == '\n');
    }
    buffer_putc(out, '\n');
}

static void add_question(const QuizQuestion *question, int number, uint64_t seed, Buffer *out)
{
    int order[QUIZ_WRONGS + 1], count = shuffle(question, seed, order);
    buffer_printf(out, "%2d. ", number);
    wrap_text(out, question->question, 4, 4, COLUMNS);
    for (int i = 0; i < count; i++) {
        Buffer value;
        buffer_init(&value);
        prediction_value(order[i] < 0 ? question->answer : question->wrongs[order[i]].value, &value);
        buffer_printf(out, "    %c) ", 'a' + i);
        wrap_text(out, value.data, 7, 7, COLUMNS);
        buffer_deinit(&value);
    }
    buffer_putc(out, '\n');
}

static void add_key(const QuizQuestion *question, int number, uint64_t seed, Buffer *out)
{
    int order[QUIZ_WRONGS + 1], count = shuffle(question, seed, order), right = 0;
    while (order[right] >= 0) {
        right++;
    }
    Buffer text;
    buffer_init(&text);
    prediction_value(question->answer, &text);
    buffer_printf(out, "%2d. %c) ", number, 'a' + right);
    wrap_text(out, text.data, 7, 7, COLUMNS);
    for (int i = 0; i < count; i++) {
        if (order[i] < 0) {
            continue;
        }
        const QuizWrong *wrong = &question->wrongs[order[i]];
        const char *words = misconception_words(wrong->belief);
        buffer_clear(&text);
        if (words != NULL) {
            buffer_printf(&text, "%s, ", wrong->belief);
        }
        buffer_printf(&text, "%s: %s", words != NULL ? words : wrong->belief, wrong->feedback);
        buffer_printf(out, "    %c) ", 'a' + i);
        wrap_text(out, text.data, 7, 7, COLUMNS);
    }
    buffer_putc(out, '\n');
    buffer_deinit(&text);
}

void quiz_sheet(const Quiz *quiz, uint64_t seed, Buffer *out)
{
    buffer_printf(out, "Questions about %s\n\n", quiz->name);
    add_program(quiz, out);
    for (int i = 0; i < quiz->count; i++) {
        add_question(&quiz->questions[i], i + 1, seed, out);
    }
    buffer_puts(out, "Key\n\n");
    for (int i = 0; i < quiz->count; i++) {
        add_key(&quiz->questions[i], i + 1, seed, out);
    }
}
