// What can be asked about a text that the program has and never prints.
#include <string.h>

#include "lesson/quiz_internal.h"
#include "run/prints.h"

typedef struct Unsaid {
    QuizAsker *asker;
    uint32_t asked;
} Unsaid;

// ---- the world of M1

// The line `number` (from 1) without what it is indented by; its length. Lines may end in other ways than by newlines:
// then it is empty.
static const char *line_of(const char *source, uint32_t number, size_t *length)
{
    while (--number > 0) {
        source += strcspn(source, "\n");
        source += *source == '\n';
    }
    source += strspn(source, " \t");
    *length = strcspn(source, "\n");
    return source;
}

// The `as:` under which calling the function runs it: it is not async. NULL where that does not make the text appear,
// because it awaits or is not called.
static const char *ordinary_function(QuizAsker *asker, const PrintsText *text, const char *asked)
{
    static const char async[] = "async ";
    const Buffer *source = &asker->truth->source;
    size_t length;
    const char *from = line_of(source->data, text->coroutine_line, &length), *as = NULL;
    if (strncmp(from, async, strlen(async)) != 0) {
        return NULL;
    }
    Buffer changed, answer, problem;
    Played world;
    buffer_init(&changed);
    buffer_init(&answer);
    buffer_init(&problem);
    buffer_append(&changed, source->data, (size_t)(from - source->data));
    buffer_puts(&changed, from + strlen(async));
    if (played_init(&world, "program.py", changed.data, changed.length)) {
        if (played_answer(&world, asked, &answer, &problem) && strcmp(answer.data, "yes") == 0) {
            as = quiz_text(asker->arena, "%u: %.*s", text->coroutine_line, (int)(length - strlen(async)),
                           from + strlen(async));
        }
        played_deinit(&world);
    }
    buffer_deinit(&problem);
    buffer_deinit(&answer);
    buffer_deinit(&changed);
    return as;
}

// Whether a coroutine of that function has gone without being awaited.
static bool never_awaited(const Played *truth, const char *coroutine)
{
    static const char end[] = "' was never awaited";
    const size_t length = coroutine == NULL ? 0 : strlen(coroutine);
    const char *first = truth->errors.data;
    for (const char *at = first; length > 0 && (at = strstr(at, end)) != NULL; at += strlen(end)) {
        const char *name = at - length;
        if (name > first && strncmp(name, coroutine, length) == 0 && strchr("'.", name[-1]) != NULL) {
            return true;
        }
    }
    return false;
}

// ---- questions

// Whether any line has it, as a whole or in it.
static bool occurs(const Played *played, const char *text)
{
    for (size_t i = 0; i < played->line_count; i++) {
        if (strstr(played->lines[i].text, text) != NULL) {
            return true;
        }
    }
    return false;
}

static void ask(void *context, const PrintsText *found)
{
    enum { MOST = 8 };
    Unsaid *unsaid = context;
    QuizAsker *asker = unsaid->asker;
    const char *text = found->text;
    if (unsaid->asked == MOST || !quiz_can_stand(text) || strchr(text, '"') != NULL || occurs(asker->truth, text)) {
        return;
    }
    const char *asked = quiz_text(asker->arena, "is printed \"%s\"", text);
    QuizCandidate *made = quiz_candidate(asker, QUIZ_PRINTED, UINT32_MAX / 2 + unsaid->asked++, asked,
                                         quiz_text(asker->arena, "Is \"%s\" printed?", text));
    if (made != NULL && never_awaited(asker->truth, found->coroutine)) {
        made->question.wrongs[made->question.wrong_count++] =
            (QuizWrong){.value = "yes",
                        .belief = "M1",
                        .feedback = quiz_text(asker->arena,
                                              "%s(…) makes a coroutine, and there is one that nobody awaits: nothing of it "
                                              "runs. Line %u is never reached.",
                                              found->coroutine, found->line),
                        .as = ordinary_function(asker, found, asked)};
    } else if (made != NULL) {
        quiz_near(asker, made, "yes", "what stands in a program is run",
                  quiz_text(asker->arena, "The program never comes to line %u.", found->line));
    }
}

void quiz_ask_unsaid(QuizAsker *asker)
{
    const Buffer *source = &asker->truth->source;
    Unsaid unsaid = {.asker = asker};
    prints_find(source->data, source->length, ask, &unsaid);
}
