#include "ui/compare.h"

#include <assert.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/action.h"
#include "ui/written.h"

enum { SLOWEST = -6, FASTEST = 6, ZOOM_MOST = 20, RACE_MS = 40, NS_PER_MS = 1000000 };

static void side_init(CompareSide *side, const UiProgram *program)
{
    side->program = *program;
    source_text_init(&side->source, program->source, program->source_length);
    lanes_init(&side->lanes, program->trace);
    for (uint32_t i = 0; i < side->lanes.count; i++) {
        side->lanes.lanes[i].tag[0] = '\0'; // A and B are letters enough
    }
    steps_init(&side->steps, program->trace, STEP_TASKS);
    ruler_init(&side->ruler, program->trace);
    side->now = moments_new(program->trace);
    side->drawing = moments_new(program->trace);
    side->looking = moments_new(program->trace);
    Written written;
    written_init(&written, program->trace, trace_length(program->trace), COMPARE_LINES);
    side->lines = written.count < COMPARE_LINES ? (int)written.count : COMPARE_LINES;
    written_deinit(&written);
    Explain explain = compare_explain(side);
    side->outline = outline_new(&explain);
}

static void side_deinit(CompareSide *side)
{
    outline_free(side->outline);
    moments_free(side->looking);
    moments_free(side->drawing);
    moments_free(side->now);
    ruler_deinit(&side->ruler);
    lanes_deinit(&side->lanes);
    source_text_deinit(&side->source);
}

Compare *compare_new(const UiProgram *a, const UiProgram *b, const char *name)
{
    Compare *compare = calloc(1, sizeof *compare);
    char *copy = strdup(name);
    if (compare == NULL || copy == NULL) {
        abort();
    }
    compare->name = copy;
    compare->chosen = COMPARE_BOTH;
    side_init(&compare->sides[0], a);
    side_init(&compare->sides[1], b);
    return compare;
}

void compare_free(Compare *compare)
{
    if (compare == NULL) {
        return;
    }
    for (int i = 0; i < COMPARE_SIDES; i++) {
        side_deinit(&compare->sides[i]);
    }
    free(compare->name);
    free(compare);
}

void compare_grow(Compare *compare, const UiProgram *a)
{
    CompareSide *side = &compare->sides[0];
    side_deinit(side);
    side_init(side, a);
}

const Moment *compare_moment(const CompareSide *side)
{
    return moments_at(side->now, side->position);
}

bool compare_is_over(const CompareSide *side)
{
    return side->step == side->steps.count;
}

Explain compare_explain(const CompareSide *side)
{
    return (Explain){side->program.trace, side->looking, &side->lanes, &side->source};
}

// ---- the order of steps

static int64_t time_of(const CompareSide *side, uint64_t step)
{
    uint64_t position = steps_position(&side->steps, step);
    return position == 0 ? 0 : trace_event_at(side->program.trace, position - 1).time_ns;
}

// The place of a step among those of both sides.
typedef struct Place {
    int64_t time_ns;
    uint64_t ordinal; // among those of its side at that time
    int side;
} Place;

static Place place_of(const Compare *compare, int side, uint64_t step)
{
    int64_t time_ns = time_of(&compare->sides[side], step);
    uint64_t before = steps_until(&compare->sides[side].steps, time_ns - 1);
    return (Place){time_ns, step - 1 - before, side};
}

static bool is_before(Place a, Place b)
{
    if (a.time_ns != b.time_ns) {
        return a.time_ns < b.time_ns;
    }
    return a.ordinal != b.ordinal ? a.ordinal < b.ordinal : a.side < b.side;
}

// How many steps of a side are before a step of the other.
static uint64_t steps_before(const Compare *compare, int side, Place place)
{
    uint64_t before = steps_until(&compare->sides[side].steps, place.time_ns - 1);
    uint64_t then = steps_until(&compare->sides[side].steps, place.time_ns) - before;
    uint64_t most = place.ordinal + (side < place.side);
    return before + (then < most ? then : most);
}

static void put_side(CompareSide *side, uint64_t step)
{
    side->step = step;
    side->position = steps_position(&side->steps, step);
}

// Makes step `step` of a side the last one of all.
static void put_both(Compare *compare, int side, uint64_t step)
{
    int other = 1 - side;
    put_side(&compare->sides[side], step);
    if (step == 0) {
        put_side(&compare->sides[other], 0);
    } else {
        put_side(&compare->sides[other],
                 steps_before(compare, other, place_of(compare, side, step)));
    }
    compare->moved = side;
    compare->clock_ns = 0;
}

static bool step_chosen(Compare *compare, int direction)
{
    const CompareSide *side = &compare->sides[compare->chosen];
    if (direction > 0 ? compare_is_over(side) : side->step == 0) {
        return false;
    }
    put_both(compare, compare->chosen, direction > 0 ? side->step + 1 : side->step - 1);
    return true;
}

// The side whose step is the last, or will be the next; −1 where there is none.
static int side_of_step(const Compare *compare, bool next)
{
    int found = -1;
    Place best = {0};
    for (int i = 0; i < COMPARE_SIDES; i++) {
        const CompareSide *side = &compare->sides[i];
        if (next ? compare_is_over(side) : side->step == 0) {
            continue;
        }
        Place place = place_of(compare, i, next ? side->step + 1 : side->step);
        if (found < 0 || (next ? is_before(place, best) : is_before(best, place))) {
            found = i;
            best = place;
        }
    }
    return found;
}

static void find_moved(Compare *compare)
{
    int last = side_of_step(compare, false);
    compare->moved = last < 0 ? 0 : last;
}

bool compare_step(Compare *compare, int direction)
{
    if (compare->chosen != COMPARE_BOTH) {
        return step_chosen(compare, direction);
    }
    int which = side_of_step(compare, direction > 0);
    if (which < 0) {
        return false;
    }
    CompareSide *side = &compare->sides[which];
    put_side(side, direction > 0 ? side->step + 1 : side->step - 1);
    find_moved(compare);
    compare->clock_ns = 0;
    return true;
}

static bool is_all_over(const Compare *compare)
{
    return compare_is_over(&compare->sides[0]) && compare_is_over(&compare->sides[1]);
}

void compare_go_to_time(Compare *compare, int64_t time_ns)
{
    for (int i = 0; i < COMPARE_SIDES; i++) {
        put_side(&compare->sides[i], steps_until(&compare->sides[i].steps, time_ns));
    }
    find_moved(compare);
    compare->clock_ns = is_all_over(compare) ? 0 : time_ns;
}

uint64_t compare_steps(const Compare *compare)
{
    return compare->sides[0].steps.count + compare->sides[1].steps.count;
}

uint64_t compare_at_step(const Compare *compare)
{
    return compare->sides[0].step + compare->sides[1].step;
}

void compare_go_to_step(Compare *compare, uint64_t step)
{
    // the last step of A that is among them
    uint64_t low = 0, high = compare->sides[0].steps.count;
    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2;
        if (middle + steps_before(compare, 1, place_of(compare, 0, middle)) <= step) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    uint64_t other = step - low, most = compare->sides[1].steps.count;
    put_side(&compare->sides[0], low);
    put_side(&compare->sides[1], other < most ? other : most);
    find_moved(compare);
    compare->clock_ns = 0;
}

int64_t compare_clock_ns(const Compare *compare)
{
    int64_t clock_ns = compare->clock_ns;
    for (int i = 0; i < COMPARE_SIDES; i++) {
        int64_t own = compare_moment(&compare->sides[i])->clock_ns;
        clock_ns = own > clock_ns ? own : clock_ns;
    }
    return clock_ns;
}

// ---- racing

int compare_tick(Compare *compare, int elapsed_ms)
{
    if (!compare->racing) {
        return -1;
    }
    int64_t passed = (int64_t)elapsed_ms * NS_PER_MS;
    passed = compare->pace >= 0 ? passed << compare->pace : passed >> -compare->pace;
    compare_go_to_time(compare, compare_clock_ns(compare) + passed);
    compare->racing = !is_all_over(compare);
    return compare->racing ? RACE_MS : -1;
}

static void start_race(Compare *compare)
{
    if (is_all_over(compare)) {
        compare_go_to_step(compare, 0);
    }
    compare->racing = true;
}

// ---- keys

static const struct {
    const char *help, *brief;
} words[UI_ACTIONS] = {
#define UI_COMPARE_ACTION(name, help, brief) [UI_##name] = {help, brief},
#include "ui/compare_action.def"
#undef UI_COMPARE_ACTION
};

const char *compare_help(UiAction action)
{
    return words[action].help;
}

const char *compare_brief(UiAction action)
{
    return words[action].brief;
}

static int limited(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static void change_pace(UiState *state, int by)
{
    Compare *compare = state->compare;
    compare->pace = limited(compare->pace + by, SLOWEST, FASTEST);
    int factor = 1 << (compare->pace < 0 ? -compare->pace : compare->pace);
    snprintf(state->said, sizeof state->said, "A race: %d s of the clock in %d s.",
             compare->pace < 0 ? 1 : factor, compare->pace < 0 ? factor : 1);
    state->message = state->said;
}

static void choose_side(UiState *state)
{
    static const char *const said[] = {"Steps are A's; B follows the clock.",
                                       "Steps are B's; A follows the clock.",
                                       "Steps are those of both, in the order of time."};
    Compare *compare = state->compare;
    compare->chosen = (compare->chosen + 1) % (COMPARE_SIDES + 1);
    state->message = said[compare->chosen];
}

static void scroll(Compare *compare, int direction)
{
    for (int i = 0; i < COMPARE_SIDES; i++) {
        CompareSide *side = &compare->sides[i];
        if (compare->chosen == COMPARE_BOTH || compare->chosen == i) {
            side->scroll = limited(side->scroll + direction, 0, (int)side->lanes.shown - 1);
        }
    }
}

static void show_below(Compare *compare, UiBeside what)
{
    compare->beside = compare->beside == what ? UI_BESIDE_OUTPUT : what;
}

static void go_back(UiState *state)
{
    if (state->compare->beside != UI_BESIDE_OUTPUT) {
        state->compare->beside = UI_BESIDE_OUTPUT;
    } else if (state->program.others.only) {
        state->quit = true;
    } else {
        compare_close(state);
    }
}

static void zoom(Compare *compare, int by)
{
    compare->zoom = limited(compare->zoom + by, -ZOOM_MOST, ZOOM_MOST);
}

// On the ruler it zooms, on the timelines it steps.
static void turn_wheel(const UiState *state, int direction)
{
    if (state->pointed.ruler) {
        zoom(state->compare, -direction);
    } else if (state->pointed.has_position) {
        state->compare->racing = false;
        compare_step(state->compare, direction);
    }
}

void compare_apply(UiState *state, UiAction action)
{
    Compare *compare = state->compare;
    assert(action == UI_NOTHING || compare_help(action) != NULL);
    bool moves = action != UI_NOTHING && action_facts(action)->group == UI_GROUP_MOVE;
    if (moves && action != UI_PLAY && action != UI_FASTER && action != UI_SLOWER) {
        compare->racing = false;
    }
    if (action == UI_STEP || action == UI_STEP_BACK) {
        int direction = action == UI_STEP ? 1 : -1;
        if (!compare_step(compare, direction)) {
            state->message = direction > 0 ? "This is the end. ← goes back, Space races again."
                                           : "This is the beginning.";
        }
    } else if (action == UI_PLAY && compare->racing) {
        compare->racing = false;
    } else if (action == UI_PLAY) {
        start_race(compare);
    } else if (action == UI_GO_END) {
        compare_go_to_step(compare, compare_steps(compare));
    } else if (action == UI_GO_START) {
        compare_go_to_step(compare, 0);
    } else if (action == UI_FASTER || action == UI_SLOWER) {
        change_pace(state, action == UI_FASTER ? 1 : -1);
    } else if (action == UI_CHOOSE_UP || action == UI_CHOOSE_DOWN) {
        scroll(compare, action == UI_CHOOSE_UP ? -1 : 1);
    } else if (action == UI_WHY || action == UI_CRITICAL) {
        show_below(compare, action == UI_WHY ? UI_BESIDE_WHY : UI_BESIDE_CRITICAL);
    } else if (action == UI_ZOOM_IN || action == UI_ZOOM_OUT) {
        zoom(compare, action == UI_ZOOM_IN ? 1 : -1);
    } else if (action == UI_ZOOM_FIT) {
        compare->zoom = 0;
    } else if (action == UI_AXIS) {
        compare->axis = (RulerKind)((compare->axis + 1) % RULER_KINDS);
    } else if (action == UI_NEXT_PANE) {
        choose_side(state);
    } else if (action == UI_POINT && state->pointed.has_position) {
        compare->racing = false;
        compare_go_to_time(compare, (int64_t)state->pointed.position);
    } else if (action == UI_WHEEL_UP || action == UI_WHEEL_DOWN) {
        turn_wheel(state, action == UI_WHEEL_UP ? -1 : 1);
    } else if (action == UI_BACK) {
        go_back(state);
    }
}

// ---- coming and going

bool ui_compare(UiState *state)
{
    const char *twin = state->program.others.twin;
    return compare_open(state, twin == NULL ? "" : twin);
}

bool compare_open(UiState *state, const char *name)
{
    const UiOthers *others = &state->program.others;
    // before the recording that is shown may go
    bool begun = state->compare != NULL ? compare_at_step(state->compare) > 0 : state->position > 0;
    int64_t time_ns = state->compare != NULL ? compare_clock_ns(state->compare)
                                             : state_moment(state)->clock_ns;
    UiProgram other;
    Buffer problem;
    buffer_init(&problem);
    bool found = false;
    if (others->record == NULL) {
        buffer_puts(&problem, "There is nothing to compare with.");
    } else {
        found = others->record(others->context, name, &other, &problem);
    }
    if (found) {
        compare_free(state->compare);
        state->compare = compare_new(&state->program, &other, name);
        state->screen = UI_SCREEN_COMPARE;
        state->playing = false;
        if (begun) {
            compare_go_to_time(state->compare, time_ns);
        }
    } else {
        snprintf(state->said, sizeof state->said, "%s", problem.data);
        state->message = state->said;
    }
    buffer_deinit(&problem);
    return found;
}

void compare_complete(UiState *state)
{
    char pattern[UI_PROMPT_BYTES + 1];
    snprintf(pattern, sizeof pattern, "%s*", state->prompt);
    glob_t found;
    if (glob(pattern, GLOB_MARK, NULL, &found) == 0) {
        size_t common = strlen(found.gl_pathv[0]);
        for (size_t i = 1; i < found.gl_pathc; i++) {
            size_t same = 0;
            while (same < common && found.gl_pathv[i][same] == found.gl_pathv[0][same]) {
                same++;
            }
            common = same;
        }
        if (common > strlen(state->prompt) && common < UI_PROMPT_BYTES) {
            memcpy(state->prompt, found.gl_pathv[0], common);
            state->prompt[common] = '\0';
        }
        globfree(&found);
    }
}

void compare_close(UiState *state)
{
    if (state->compare == NULL) {
        return;
    }
    compare_free(state->compare);
    state->compare = NULL;
    state->screen = UI_SCREEN_MAIN;
}
