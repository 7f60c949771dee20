#include "ui/state.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "explain/why.h"
#include "ui/compare.h"

enum { NS_PER_SECOND = 1000000000, NS_PER_MS = 1000000, FRAME_MS = 40 };

// Everything that is made from the recording.
static void take_program(UiState *state, const UiProgram *program)
{
    state->program = *program;
    source_text_init(&state->source, program->source, program->source_length);
    highlight_init(&state->highlight, &state->source);
    lanes_init(&state->lanes, program->trace);
    for (int i = 0; i < STEP_DETAILS; i++) {
        steps_init(&state->steps[i], program->trace, (StepDetail)i);
    }
    ruler_init(&state->ruler, program->trace);
    state->values = values_new(&state->program.inspect);
    state->critical = malloc(sizeof *state->critical);
    if (state->critical == NULL) {
        abort();
    }
    buffer_init(state->critical);
    state->now = moments_new(program->trace);
    state->drawing = moments_new(program->trace);
    state->looking = moments_new(program->trace);
}

static void drop_program(UiState *state)
{
    buffer_deinit(state->critical);
    free(state->critical);
    values_free(state->values);
    moments_free(state->looking);
    moments_free(state->drawing);
    moments_free(state->now);
    ruler_deinit(&state->ruler);
    lanes_deinit(&state->lanes);
    highlight_deinit(&state->highlight);
    source_text_deinit(&state->source);
}

UiState *ui_new(const UiProgram *program)
{
    UiState *state = calloc(1, sizeof *state);
    if (state == NULL) {
        abort();
    }
    state->chosen = UI_NO_LANE;
    state->speed = 1;
    take_program(state, program);
    if (program->others.at_once) {
        ui_compare(state);
    }
    return state;
}

void ui_free(UiState *state)
{
    if (state == NULL) {
        return;
    }
    compare_free(state->compare);
    drop_program(state);
    free(state);
}

void ui_reload(UiState *state, const UiProgram *program)
{
    char *compared = state->compare == NULL ? NULL : strdup(state->compare->name);
    int64_t compared_ns = state->compare == NULL ? 0 : compare_clock_ns(state->compare);
    compare_close(state);
    uint64_t step = ui_step(state);
    int64_t time_ns = state_moment(state)->clock_ns;
    drop_program(state);
    take_program(state, program);
    state->position = state->reached = 0;
    state->jump_count = state->jump_now = 0; // they lead into another run
    state->playing = false;
    if (state->chosen != UI_NO_LANE && (uint32_t)state->chosen >= state->lanes.count) {
        state->chosen = UI_NO_LANE;
    }
    ui_go_to_step(state, step);
    if (state_moment(state)->clock_ns != time_ns) {
        ui_go_to_time(state, time_ns);
    }
    if (compared != NULL && compare_open(state, compared)) {
        compare_go_to_time(state->compare, compared_ns);
    }
    free(compared);
}

void ui_grow(UiState *state, const UiProgram *program)
{
    drop_program(state);
    take_program(state, program);
    if (state->compare != NULL) {
        compare_grow(state->compare, program);
    }
}

uint64_t ui_steps(const UiState *state)
{
    if (state->compare != NULL) {
        return compare_steps(state->compare);
    }
    return state->steps[state->detail].count;
}

uint64_t ui_step(const UiState *state)
{
    if (state->compare != NULL) {
        return compare_at_step(state->compare);
    }
    return steps_at(&state->steps[state->detail], state->position);
}

void ui_go_to_step(UiState *state, uint64_t step)
{
    if (state->compare != NULL) {
        uint64_t most = compare_steps(state->compare);
        compare_go_to_step(state->compare, step < most ? step : most);
        return;
    }
    uint64_t last = ui_steps(state);
    state_jump(state, steps_position(&state->steps[state->detail], step < last ? step : last));
}

void ui_look(UiState *state, RulerKind ruler, bool whole)
{
    enum { ZOOM_OUT_MOST = 31 };
    if (state->compare != NULL) {
        state->compare->axis = ruler;
        state->compare->zoom = whole ? -ZOOM_OUT_MOST : 0;
        return;
    }
    state->axis = ruler;
    state->zoom = whole ? -ZOOM_OUT_MOST : 0;
}

void ui_go_to_time(UiState *state, int64_t time_ns)
{
    if (state->compare != NULL) {
        compare_go_to_time(state->compare, time_ns);
        return;
    }
    ui_go_to_step(state, steps_until(&state->steps[state->detail], time_ns));
}

// One step of playing. It stops at the end and at breakpoints.
static void play_step(UiState *state)
{
    state->playing = state_step(state, 1);
    if (state->playing && state_breaks_at(state, state_event(state).line)) {
        state->playing = false;
        state->message = "A breakpoint. Space plays on.";
    }
}

static int tick_steps(UiState *state, int elapsed_ms)
{
    int each_ms = state->speed >= 0 ? 1000 >> state->speed : 1000 << -state->speed;
    state->waited_ms += elapsed_ms;
    while (state->playing && state->waited_ms >= each_ms) {
        state->waited_ms -= each_ms;
        play_step(state);
    }
    return each_ms - state->waited_ms;
}

// As many steps as are due when the virtual clock goes on with the reader's. Sleeping through a year is
// no pleasure: the pace is set with < and >.
static int tick_clock(UiState *state, int elapsed_ms)
{
    int64_t elapsed_ns = (int64_t)elapsed_ms * NS_PER_MS;
    elapsed_ns = state->speed >= 0 ? elapsed_ns << state->speed : elapsed_ns >> -state->speed;
    state->play_ns += elapsed_ns;
    const Steps *steps = &state->steps[state->detail];
    while (state->playing) {
        uint64_t step = steps_at(steps, state->position);
        if (step < steps->count) {
            uint64_t next = steps_position(steps, step + 1);
            if (trace_event_at(state->program.trace, next - 1).time_ns > state->play_ns) {
                return FRAME_MS;
            }
        }
        play_step(state);
    }
    return 0;
}

void state_play(UiState *state, bool playing)
{
    state->playing = playing;
    state->waited_ms = 0;
    state->play_ns = state_moment(state)->clock_ns;
}

int ui_tick(UiState *state, int elapsed_ms)
{
    if (state->compare != NULL) {
        return compare_tick(state->compare, elapsed_ms);
    }
    if (!state->playing) {
        return -1;
    }
    int wait_ms = state->by_clock ? tick_clock(state, elapsed_ms) : tick_steps(state, elapsed_ms);
    if (!state->playing && state_asks(state)) {
        state_prompt(state, UI_PROMPT_ANSWER);
    }
    return state->playing ? wait_ms : -1;
}

Explain state_explain(const UiState *state)
{
    return (Explain){state->program.trace, state->looking, &state->lanes, &state->source};
}

const char *state_critical(const UiState *state)
{
    if (state->critical->length == 0) {
        Explain explain = state_explain(state);
        why_critical(&explain, state->critical);
    }
    return state->critical->data;
}

const Moment *state_moment(const UiState *state)
{
    return moments_at(state->now, state->position);
}

TraceEvent state_event(const UiState *state)
{
    if (state->position == 0) {
        return (TraceEvent){.kind = TRACE_PROGRAM_BEGIN};
    }
    return trace_event_at(state->program.trace, state->position - 1);
}

// The last event that is a task's (or the thread's), not the loop's own.
static uint64_t last_deed(const UiState *state)
{
    uint64_t loops = UINT64_C(1) << TRACE_TURN | UINT64_C(1) << TRACE_CLOCK_MOVED |
                     UINT64_C(1) << TRACE_CALLBACK_RUN | UINT64_C(1) << TRACE_TIMER_FIRED |
                     UINT64_C(1) << TRACE_LOOP_BEGIN | UINT64_C(1) << TRACE_LOOP_END |
                     UINT64_C(1) << TRACE_WAIT_PROGRESS | UINT64_C(1) << TRACE_PROGRAM_END;
    return trace_find_prev(state->program.trace, state->position, ~loops, TRACE_ANY_LANE);
}

uint32_t state_lane(const UiState *state)
{
    if (state->chosen != UI_NO_LANE) {
        return (uint32_t)state->chosen;
    }
    uint64_t deed = last_deed(state);
    return deed == UINT64_MAX ? 0 : trace_event_at(state->program.trace, deed).lane;
}

uint32_t state_line(const UiState *state)
{
    const Moment *moment = state_moment(state);
    if (state->chosen != UI_NO_LANE && (uint32_t)state->chosen < moment->lane_count) {
        return moment->lanes[state->chosen].line;
    }
    uint64_t deed = last_deed(state);
    return deed == UINT64_MAX ? 1 : trace_event_at(state->program.trace, deed).line;
}

void state_move(UiState *state, uint64_t position)
{
    state->position = position;
    state->reached = position > state->reached ? position : state->reached;
    state->scroll[UI_PANE_PROGRAM] = 0;
    state->scroll[UI_PANE_OUTPUT] = 0;
}

void state_jump(UiState *state, uint64_t position)
{
    if (position == state->position) {
        return;
    }
    if (state->jump_now == UI_JUMPS) {
        memmove(state->jumps, state->jumps + 1, (UI_JUMPS - 1) * sizeof *state->jumps);
        state->jump_now--;
    }
    state->jumps[state->jump_now++] = state->position;
    state->jump_count = state->jump_now;
    state_move(state, position);
}

bool state_asks(const UiState *state)
{
    return state->program.recording == UI_ASKS &&
           state->position == trace_length(state->program.trace);
}

void state_prompt(UiState *state, UiPrompt what)
{
    state->prompting = what;
    state->prompt[0] = '\0';
}

bool state_step(UiState *state, int direction)
{
    const Steps *steps = &state->steps[state->detail];
    uint64_t step = steps_at(steps, state->position);
    if (direction > 0) {
        if (step == steps->count) {
            return false;
        }
        state_move(state, steps_position(steps, step + 1));
        return true;
    }
    uint64_t here = steps_position(steps, step);
    if (here == state->position) {
        if (step == 0) {
            return false;
        }
        here = steps_position(steps, step - 1);
    }
    state_move(state, here);
    return true;
}

void state_seek(UiState *state, int direction, uint64_t kinds, uint32_t lane)
{
    const Trace *trace = state->program.trace;
    uint64_t found = UINT64_MAX;
    if (direction > 0) {
        found = trace_find_next(trace, state->position, kinds, lane);
    } else if (state->position > 0) {
        found = trace_find_prev(trace, state->position - 1, kinds, lane);
    }
    if (found == UINT64_MAX) {
        state->message = direction > 0 ? "There is none after this." : "There is none before this.";
        return;
    }
    state_move(state, found + 1);
}

static bool go_to_line(UiState *state, uint32_t line)
{
    if (state->compare != NULL) {
        return false; // the two have lines of their own
    }
    const Trace *trace = state->program.trace;
    TraceCursor cursor = trace_cursor_at(trace, state->position);
    TraceEvent event;
    while (trace_cursor_next(&cursor, &event)) {
        if (event.line == line && event.kind != TRACE_TASK_READY) {
            state_jump(state, event.number + 1);
            return true;
        }
    }
    state->message = "Nothing happens on that line after this.";
    return true;
}

bool state_go_to(UiState *state, const char *where)
{
    while (isspace((unsigned char)*where)) {
        where++;
    }
    if (strcmp(where, "end") == 0) {
        ui_go_to_step(state, ui_steps(state));
        return true;
    }
    bool line = *where == ':';
    where += line;
    if (!isdigit((unsigned char)*where) && *where != '.') {
        return false;
    }
    char *end;
    errno = 0;
    unsigned long long whole = strtoull(where, &end, 10);
    if (errno != 0 || whole > INT64_MAX / NS_PER_SECOND) {
        return false;
    }
    if (line) {
        return *end == '\0' && whole <= UINT32_MAX && go_to_line(state, (uint32_t)whole);
    }
    if (*end == '\0') {
        ui_go_to_step(state, whole);
        return true;
    }
    int64_t ns = (int64_t)whole * NS_PER_SECOND;
    if (*end == '.') {
        int64_t unit = NS_PER_SECOND / 10;
        for (end++; isdigit((unsigned char)*end); end++) {
            ns += (*end - '0') * unit;
            unit /= 10;
        }
    }
    if (strcmp(end, "s") != 0) {
        return false;
    }
    ui_go_to_time(state, ns);
    return true;
}

bool state_breaks_at(const UiState *state, uint32_t line)
{
    for (int i = 0; i < state->breakpoint_count; i++) {
        if (state->breakpoints[i] == line) {
            return true;
        }
    }
    return false;
}
