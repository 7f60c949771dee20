#include "ui/pointer.h"

#include "ui/action.h"

enum { SCROLL_LINES = 3 };

UiPointed pointer_find(const Canvas *canvas, UiKey key)
{
    UiPointed pointed = {0};
    int row, column;
    uint64_t value = 0;
    if (!key_place(key, &row, &column)) {
        return pointed;
    }
    pointed.has_pane = canvas_place_at(canvas, row, column, POINTER_PANE, &value);
    pointed.pane = (UiPane)value;
    pointed.has_lane = canvas_place_at(canvas, row, column, POINTER_LANE, &value);
    pointed.lane = (uint32_t)value;
    pointed.has_position = canvas_place_at(canvas, row, column, POINTER_POSITION, &pointed.position);
    pointed.ruler = canvas_place_at(canvas, row, column, POINTER_RULER, &value);
    return pointed;
}

// To the first step that the column shows.
static void go_to_column(UiState *state, uint64_t begin)
{
    const Steps *steps = &state->steps[state->detail];
    uint64_t step = steps_at(steps, begin) + 1;
    state->playing = false;
    state_jump(state, steps_position(steps, step < steps->count ? step : steps->count));
}

void pointer_click(UiState *state)
{
    const UiPointed *pointed = &state->pointed;
    if (pointed->has_pane) {
        state->pane = pointed->pane;
    }
    if (pointed->has_position) {
        go_to_column(state, pointed->position);
    }
    if (pointed->has_lane) {
        bool again = state->chosen == (int32_t)pointed->lane && !pointed->has_position;
        state->chosen = again ? UI_NO_LANE : (int32_t)pointed->lane;
    }
}

void pointer_turn(UiState *state, int direction)
{
    const UiPointed *pointed = &state->pointed;
    if (pointed->ruler) {
        action_apply(state, direction < 0 ? UI_ZOOM_IN : UI_ZOOM_OUT);
    } else if (pointed->has_pane && pointed->pane == UI_PANE_TIMELINE) {
        action_apply(state, direction < 0 ? UI_STEP_BACK : UI_STEP);
    } else if (pointed->has_pane) {
        state->scroll[pointed->pane] += SCROLL_LINES * direction;
    }
}

bool ui_point(UiState *state, const Canvas *canvas, UiKey key)
{
    state->pointed = pointer_find(canvas, key);
    bool stays = ui_key(state, key);
    state->pointed = (UiPointed){0};
    return stays;
}
