#ifndef AWAITSCOPE_UI_ACTION_H
#define AWAITSCOPE_UI_ACTION_H

#include "ui/key.h"
#include "ui/state.h"

// Input becomes an action, an action changes the state, the state is drawn.

typedef enum UiAction {
    UI_NOTHING,
#define UI_ACTION(name, keys, group, help, brief) UI_##name,
#include "ui/action.def"
#undef UI_ACTION
} UiAction;

typedef enum UiGroup { UI_GROUP_MOVE, UI_GROUP_LOOK, UI_GROUP_DO, UI_GROUP_ALWAYS } UiGroup;

enum {
    UI_GROUPS = 4,
    UI_ACTIONS = 1
#define UI_ACTION(name, keys, group, help, brief) +1
#include "ui/action.def"
#undef UI_ACTION
};

typedef struct UiActionFacts {
    const char *keys; // as key_parse reads them
    const char *help;
    const char *brief;
    UiGroup group;
} UiActionFacts;

// The row of action.def; not for UI_NOTHING.
const UiActionFacts *action_facts(UiAction action);

// The action of a key, UI_NOTHING where it has none.
UiAction action_of(UiKey key);

// Changes the state as the action says. UI_REDRAW, UI_MOUSE and UI_SUSPEND change nothing: they concern
// the terminal.
void action_apply(UiState *state, UiAction action);

// Gives a key to the state: to an open prompt, else as its action. Returns the action.
UiAction action_key(UiState *state, UiKey key);

// What an action does on the screen that is shown (below the list of keys), and what the bottom line says
// of it, "" for most. NULL where it is not on that screen.
const char *action_help(const UiState *state, UiAction action);
const char *action_brief(const UiState *state, UiAction action);

// Whether the next row of the table shares a line of the list with this one.
bool action_pairs(const UiState *state, UiAction action);

// Whether the list of keys shows the action when `filter` has been typed.
bool action_matches(const UiState *state, UiAction action, const char *filter);

#endif
