#include "ui/action.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "ui/compare.h"
#include "ui/pointer.h"
#include "ui/search.h"

static const UiActionFacts facts[] = {
#define UI_ACTION(name, keys, group, help, brief) {keys, help, brief, UI_GROUP_##group},
#include "ui/action.def"
#undef UI_ACTION
};

static_assert(sizeof facts / sizeof *facts == UI_ACTIONS - 1, "a row for each action");

enum { SLOWEST = -2, FASTEST = 6, ZOOM_MOST = 20 };

const UiActionFacts *action_facts(UiAction action)
{
    assert(action > UI_NOTHING && (int)action < UI_ACTIONS);
    return &facts[action - 1];
}

UiAction action_of(UiKey key)
{
    for (int i = 1; i < UI_ACTIONS; i++) {
        const char *keys = facts[i - 1].keys;
        for (UiKey one = key_parse(&keys); one != UI_KEY_NONE; one = key_parse(&keys)) {
            if (one == key) {
                return (UiAction)i;
            }
        }
    }
    return UI_NOTHING;
}

static uint64_t bit(TraceKind kind)
{
    return UINT64_C(1) << kind;
}

// The next event on another line, or of another lane: what the trace knows of source lines.
static void move_by_line(UiState *state, int direction)
{
    const Trace *trace = state->program.trace;
    TraceEvent here = state_event(state);
    uint32_t line = state_line(state), lane = here.lane;
    uint64_t at = state->position;
    while (direction > 0 ? at < trace_length(trace) : at > 1) {
        at += direction > 0 ? 1 : UINT64_MAX;
        TraceEvent event = trace_event_at(trace, at - 1);
        if (event.line != 0 && event.lane != 0 && trace_is_step(&event) &&
            event.kind != TRACE_TASK_READY && (event.line != line || event.lane != lane)) {
            state_move(state, at);
            return;
        }
    }
    state->message = direction > 0 ? "That was the last line." : "That was the first line.";
}

static void run_to_breakpoint(UiState *state)
{
    const Trace *trace = state->program.trace;
    TraceCursor cursor = trace_cursor_at(trace, state->position);
    TraceEvent event;
    while (trace_cursor_next(&cursor, &event)) {
        if (event.kind != TRACE_TASK_READY && state_breaks_at(state, event.line)) {
            state_jump(state, event.number + 1);
            return;
        }
    }
    state->message = state->breakpoint_count == 0 ? "No breakpoint is set: b sets one."
                                                  : "No breakpoint is met after this.";
}

static void toggle_breakpoint(UiState *state)
{
    uint32_t line = state_line(state);
    for (int i = 0; i < state->breakpoint_count; i++) {
        if (state->breakpoints[i] == line) {
            state->breakpoints[i] = state->breakpoints[--state->breakpoint_count];
            return;
        }
    }
    if (state->breakpoint_count == UI_BREAKPOINTS) {
        state->message = "There are too many breakpoints.";
        return;
    }
    state->breakpoints[state->breakpoint_count++] = line;
}

static void choose(UiState *state, int direction)
{
    if (state->pane != UI_PANE_TIMELINE) {
        state->scroll[state->pane] += direction;
        return;
    }
    const Lanes *lanes = &state->lanes;
    uint32_t lane = state_lane(state);
    uint32_t row = 0;
    while (row + 1 < lanes->shown && lanes->order[row] != lane) {
        row++;
    }
    if (direction < 0 && row > 0) {
        row--;
    } else if (direction > 0 && row + 1 < lanes->shown) {
        row++;
    }
    if (lanes->shown > 0) {
        state->chosen = (int32_t)lanes->order[row];
    }
}

static void undo(UiState *state, int direction)
{
    int other = direction < 0 ? state->jump_now - 1 : state->jump_now;
    if (other < 0 || other >= state->jump_count) {
        state->message = direction < 0 ? "No jump to undo." : "No jump to redo.";
        return;
    }
    uint64_t here = state->position;
    state_move(state, state->jumps[other]);
    state->jumps[other] = here;
    state->jump_now += direction;
}

// What "back one screen" would close.
static bool inside_something(const UiState *state)
{
    return state->screen != UI_SCREEN_MAIN || state->full || state->beside != UI_BESIDE_OUTPUT;
}

// Puts something beside the program, or the output again where it is there already.
static void show_beside(UiState *state, UiBeside what)
{
    state->beside = state->beside == what ? UI_BESIDE_OUTPUT : what;
    state->scroll[UI_PANE_OUTPUT] = 0;
}

static void go_back(UiState *state)
{
    if (state->screen != UI_SCREEN_MAIN) {
        state->screen = UI_SCREEN_MAIN;
    } else if (state->full) {
        state->full = false;
    } else if (state->beside != UI_BESIDE_OUTPUT) {
        show_beside(state, UI_BESIDE_OUTPUT);
    } else if (state->chosen != UI_NO_LANE) {
        state->chosen = UI_NO_LANE;
    } else {
        state->message = state->program.inside ? "q goes back." : "q leaves awaitscope.";
    }
}

static int limited(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static void set_pace(UiState *state, bool by_clock, int speed)
{
    if (by_clock != state->by_clock) {
        state->by_clock = by_clock;
        state_play(state, state->playing);
    }
    state->speed = limited(speed, SLOWEST, FASTEST);
    const char *times = state->speed < 0 ? "1/" : "";
    int factor = 1 << (state->speed < 0 ? -state->speed : state->speed);
    snprintf(state->said, sizeof state->said,
             by_clock ? "Pace: the virtual clock, %s%d times as fast as yours."
                      : "Pace: %s%d steps a second.",
             times, factor);
    state->message = state->said;
}

static void set_detail(UiState *state, int detail)
{
    static const char *const levels[] = {
        [STEP_TASKS] = "Detail 1 of 4: what tasks do.",
        [STEP_LOOP] = "Detail 2 of 4: what the loop does too: turns, timers, its line.",
        [STEP_CHAIN] = "Detail 3 of 4: the coroutines that await each other, inside the lanes.",
        [STEP_FUTURES] = "Detail 4 of 4: futures and callbacks too, every event.",
    };
    state->detail = (StepDetail)limited(detail, STEP_TASKS, STEP_DETAILS - 1);
    state->message = levels[state->detail];
}

void action_apply(UiState *state, UiAction action)
{
    uint64_t switches = bit(TRACE_TASK_FIRST_STEP) | bit(TRACE_TASK_RESUMED);
    uint64_t outputs = bit(TRACE_OUTPUT) | bit(TRACE_EXCEPTION_RAISED) | bit(TRACE_TASK_FAILED) |
                       bit(TRACE_WARNING) | bit(TRACE_DEADLOCK) | bit(TRACE_LIMIT);
    uint64_t awaits = bit(TRACE_TASK_SUSPENDED);
    if (state->compare != NULL && action != UI_HELP && action != UI_QUIT && action != UI_GO_TO &&
        action != UI_EXPORT && action != UI_COMPARE) {
        compare_apply(state, action);
        return;
    }
    bool moves = action != UI_NOTHING && action_facts(action)->group == UI_GROUP_MOVE;
    if (moves && action != UI_PLAY && action != UI_FASTER && action != UI_SLOWER &&
        action != UI_PACE) {
        state->playing = false;
    }
    switch (action) {
    case UI_NOTHING: break;
    case UI_STEP:
        if (state_asks(state)) {
            state_prompt(state, UI_PROMPT_ANSWER);
        } else if (!state_step(state, 1)) {
            state->message = "This is the end. ← goes back.";
        }
        break;
    case UI_STEP_BACK:
        if (!state_step(state, -1)) {
            state->message = "This is the beginning.";
        }
        break;
    case UI_LINE: move_by_line(state, 1); break;
    case UI_LINE_BACK: move_by_line(state, -1); break;
    case UI_SWITCH: state_seek(state, 1, switches, TRACE_ANY_LANE); break;
    case UI_SWITCH_BACK: state_seek(state, -1, switches, TRACE_ANY_LANE); break;
    case UI_AWAIT: state_seek(state, 1, awaits, state_lane(state)); break;
    case UI_AWAIT_BACK: state_seek(state, -1, awaits, state_lane(state)); break;
    case UI_TURN: state_seek(state, 1, bit(TRACE_TURN), TRACE_ANY_LANE); break;
    case UI_TURN_BACK: state_seek(state, -1, bit(TRACE_TURN), TRACE_ANY_LANE); break;
    case UI_OUTPUT: state_seek(state, 1, outputs, TRACE_ANY_LANE); break;
    case UI_OUTPUT_BACK: state_seek(state, -1, outputs, TRACE_ANY_LANE); break;
    case UI_GO_TO: state_prompt(state, UI_PROMPT_GO_TO); break;
    case UI_GO_END: ui_go_to_step(state, ui_steps(state)); break;
    case UI_GO_START: ui_go_to_step(state, 0); break;
    case UI_PLAY: state_play(state, !state->playing); break;
    case UI_FASTER: set_pace(state, state->by_clock, state->speed + 1); break;
    case UI_SLOWER: set_pace(state, state->by_clock, state->speed - 1); break;
    case UI_PACE: set_pace(state, !state->by_clock, state->by_clock ? 1 : 0); break;
    case UI_RUN_TO: run_to_breakpoint(state); break;
    case UI_BREAKPOINT: toggle_breakpoint(state); break;
    case UI_CHOOSE_UP: choose(state, -1); break;
    case UI_CHOOSE_DOWN: choose(state, 1); break;
    case UI_POINT: pointer_click(state); break;
    case UI_WHEEL_UP: pointer_turn(state, -1); break;
    case UI_WHEEL_DOWN: pointer_turn(state, 1); break;
    case UI_SEARCH: state_prompt(state, UI_PROMPT_SEARCH); break;
    case UI_SEARCH_NEXT: search_go(state, 1); break;
    case UI_SEARCH_LAST: search_go(state, -1); break;
    case UI_EXPORT: state_prompt(state, UI_PROMPT_EXPORT); break;
    case UI_WHY: show_beside(state, UI_BESIDE_WHY); break;
    case UI_CRITICAL: show_beside(state, UI_BESIDE_CRITICAL); break;
    case UI_VALUES: show_beside(state, UI_BESIDE_VALUES); break;
    case UI_DETAIL_MORE: set_detail(state, (int)state->detail + 1); break;
    case UI_DETAIL_LESS: set_detail(state, (int)state->detail - 1); break;
    case UI_ZOOM_IN: state->zoom = limited(state->zoom + 1, -ZOOM_MOST, ZOOM_MOST); break;
    case UI_ZOOM_OUT: state->zoom = limited(state->zoom - 1, -ZOOM_MOST, ZOOM_MOST); break;
    case UI_ZOOM_FIT: state->zoom = 0; break;
    case UI_AXIS: state->axis = (RulerKind)((state->axis + 1) % RULER_KINDS); break;
    case UI_FOLLOW:
        state->chosen = state->chosen == UI_NO_LANE ? (int32_t)state_lane(state) : UI_NO_LANE;
        break;
    case UI_FULL: state->full = !state->full; break;
    case UI_FOLD: state->unfolded = !state->unfolded; break;
    case UI_NEXT_PANE: state->pane = (UiPane)((state->pane + 1) % UI_PANES); break;
    case UI_HELP:
        state->screen = UI_SCREEN_HELP;
        state->prompt[0] = '\0';
        break;
    case UI_BACK: go_back(state); break;
    case UI_QUIT: state->quit = true; break;
    case UI_UNDO: undo(state, -1); break;
    case UI_REDO: undo(state, 1); break;
    case UI_COMPARE:
        if (state->program.others.twin != NULL && state->compare == NULL) {
            ui_compare(state);
        } else {
            state_prompt(state, UI_PROMPT_COMPARE);
        }
        break;
    case UI_EDIT:
    case UI_RERUN:
    case UI_REDRAW:
    case UI_MOUSE:
    case UI_SUSPEND: break; // the terminal's, see app.c
    }
}

// Puts what is typed at the end of the prompt, or takes it away again.
static void type(UiState *state, UiKey key)
{
    size_t length = strlen(state->prompt);
    if (key == UI_KEY_BACKSPACE) {
        while (length > 0 && ((unsigned char)state->prompt[--length] & 0xc0) == 0x80) {
        }
        state->prompt[length] = '\0';
        return;
    }
    UiKey code = key == UI_KEY_SPACE ? ' ' : key;
    if (code < ' ' || code >= UI_KEY_FIRST || length + UTF8_MAX_BYTES >= UI_PROMPT_BYTES) {
        return;
    }
    length += (size_t)utf8_encode((uint32_t)code, state->prompt + length);
    state->prompt[length] = '\0';
}

static void answer(UiState *state, UiPrompt asked)
{
    switch (asked) {
    case UI_PROMPT_NONE: break;
    case UI_PROMPT_GO_TO:
        if (!state_go_to(state, state->prompt)) {
            state->message = "Go to a step (14), a time (2.5s), a line (:7), or end.";
        }
        break;
    case UI_PROMPT_SEARCH:
        strcpy(state->search, state->prompt);
        search_go(state, 1);
        break;
    case UI_PROMPT_COMPARE: compare_open(state, state->prompt); break;
    case UI_PROMPT_EXPORT: strcpy(state->export_name, state->prompt); break;
    case UI_PROMPT_ANSWER: state->answer = UI_ANSWER_LINE; break;
    }
}

static void prompt_key(UiState *state, UiKey key)
{
    UiPrompt asked = state->prompting;
    if (key == UI_KEY_ESCAPE) {
        state->prompting = UI_PROMPT_NONE;
    } else if (key == UI_KEY_ENTER) {
        state->prompting = UI_PROMPT_NONE;
        if (state->prompt[0] != '\0' || asked == UI_PROMPT_ANSWER || asked == UI_PROMPT_COMPARE) {
            answer(state, asked);
        }
    } else if (key == UI_KEY_TAB && asked == UI_PROMPT_COMPARE) {
        compare_complete(state);
    } else if (key == UI_KEY_CTRL_D && asked == UI_PROMPT_ANSWER) {
        state->prompting = UI_PROMPT_NONE;
        state->answer = UI_ANSWER_END;
    } else {
        type(state, key);
    }
}

const char *action_help(const UiState *state, UiAction action)
{
    return state->compare != NULL ? compare_help(action) : action_facts(action)->help;
}

const char *action_brief(const UiState *state, UiAction action)
{
    return state->compare != NULL ? compare_brief(action) : action_facts(action)->brief;
}

bool action_pairs(const UiState *state, UiAction action)
{
    if ((int)action + 1 >= UI_ACTIONS) {
        return false;
    }
    const char *help = action_help(state, action), *next = action_help(state, action + 1);
    return help != NULL && next != NULL && strcmp(help, next) == 0;
}

bool action_matches(const UiState *state, UiAction action, const char *filter)
{
    const char *help = action_help(state, action);
    return help != NULL && (filter[0] == '\0' || strcmp(action_facts(action)->keys, filter) == 0 ||
                            search_in(help, strlen(help), filter) != NULL);
}

static UiScreen screen_below(const UiState *state)
{
    return state->compare != NULL ? UI_SCREEN_COMPARE : UI_SCREEN_MAIN;
}

// On the list of keys: typing filters it, Enter runs what comes first.
static UiAction help_key(UiState *state, UiKey key)
{
    if (key == UI_KEY_ESCAPE || key == '?' || key == UI_KEY_F1) {
        state->screen = screen_below(state);
    } else if (key == UI_KEY_ENTER) {
        state->screen = screen_below(state);
        for (int i = 1; i < UI_ACTIONS && state->prompt[0] != '\0'; i++) {
            if (action_matches(state, (UiAction)i, state->prompt)) {
                action_apply(state, (UiAction)i);
                return (UiAction)i;
            }
        }
    } else {
        type(state, key);
    }
    return UI_NOTHING;
}

UiAction action_key(UiState *state, UiKey key)
{
    state->message = NULL;
    UiAction action = action_of(key_kind(key));
    bool always = action == UI_REDRAW || action == UI_SUSPEND;
    if (state->prompting != UI_PROMPT_NONE && !always) {
        prompt_key(state, key);
        return UI_NOTHING;
    }
    if (state->screen == UI_SCREEN_HELP && !always) {
        return help_key(state, key);
    }
    if (action != UI_NOTHING && action_help(state, action) == NULL) {
        state->message = "That key does nothing here: ? lists those that do.";
        return UI_NOTHING;
    }
    // Esc only goes back; q with nothing to go back from is meant to leave
    if (action == UI_BACK && key == 'q' && !inside_something(state)) {
        action = UI_QUIT;
    }
    action_apply(state, action);
    return action;
}

bool ui_key(UiState *state, UiKey key)
{
    action_key(state, key);
    return !state->quit;
}
