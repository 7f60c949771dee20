#include "lang/suggest.h"

#include "lang/builtins.h"
#include "lang/code.h"
#include "lang/dict.h"
#include "lang/exception.h"
#include "lang/list.h"
#include "lang/str.h"

#include <ctype.h>

enum { MOVE_COST = 2, CASE_COST = 1, LENGTH_MAX = 40, CANDIDATES_MAX = 750 };

static int change_cost(char a, char b) {
    if (a == b)
        return 0;
    return tolower((unsigned char)a) == tolower((unsigned char)b) ? CASE_COST : MOVE_COST;
}

static int least(int a, int b) { return a < b ? a : b; }

// The weighted edit distance of two names (Levenshtein 1966), or anything above `limit`.
static int distance(const char *a, int a_size, const char *b, int b_size, int limit) {
    while (a_size && b_size && *a == *b)
        a++, b++, a_size--, b_size--;
    while (a_size && b_size && a[a_size - 1] == b[b_size - 1])
        a_size--, b_size--;
    if (a_size == 0 || b_size == 0)
        return (a_size + b_size) * MOVE_COST;
    if (a_size > LENGTH_MAX || b_size > LENGTH_MAX)
        return limit + 1;
    int row[LENGTH_MAX + 1];
    for (int i = 0; i <= a_size; i++)
        row[i] = i * MOVE_COST;
    for (int j = 0; j < b_size; j++) {
        int corner = row[0];
        row[0] = (j + 1) * MOVE_COST;
        for (int i = 0; i < a_size; i++) {
            int changed = corner + change_cost(a[i], b[j]);
            corner = row[i + 1];
            row[i + 1] = least(changed, MOVE_COST + least(row[i], row[i + 1]));
        }
    }
    return row[a_size];
}

typedef struct Search {
    const Str *name;
    Value best; // borrowed, or ABSENT
    int best_distance;
} Search;

static void consider(Search *s, Value candidate) {
    if (!value_is_str(candidate))
        return;
    const Str *item = str_get(candidate);
    int limit = (int)(s->name->bytes + item->bytes + 3) * MOVE_COST / 6;
    if (s->best != VALUE_ABSENT)
        limit = least(limit, s->best_distance - 1);
    int d = distance(s->name->data, (int)s->name->bytes, item->data, (int)item->bytes, limit);
    if (d > 0 && d <= limit) {
        s->best = candidate;
        s->best_distance = d;
    }
}

static void consider_items(Search *s, Value sequence) {
    int64_t count;
    const Value *items = sequence_items(sequence, &count);
    for (int64_t i = 0; i < count && count < CANDIDATES_MAX; i++)
        consider(s, items[i]);
}

static void consider_keys(Search *s, Value dict) {
    int64_t position = 0;
    if (!value_is_dict(dict) || dict_get(dict)->count >= CANDIDATES_MAX)
        return;
    for (DictEntry *entry; (entry = dict_next(dict_get(dict), &position));)
        consider(s, entry->key);
}

// Names of the function, else of the module, else of the builtins.
static void search_frame(VM *vm, Search *s, Value traceback) {
    if (traceback == VALUE_ABSENT || traceback == VALUE_NONE)
        return;
    const Traceback *t = (const Traceback *)value_obj(traceback);
    while (t->next != VALUE_NONE && t->next != VALUE_ABSENT)
        t = (const Traceback *)value_obj(t->next);
    const Code *code = (const Code *)value_obj(t->code);
    if (value_is_tuple(code->variables))
        consider_items(s, code->variables);
    if (s->best == VALUE_ABSENT)
        consider_keys(s, vm->main);
    if (s->best == VALUE_ABSENT)
        consider_keys(s, vm->builtins);
}

Value suggest_name(VM *vm, Value exception) {
    const Exception *e = exception_get(exception);
    Type *type = value_type(vm, exception);
    if (!value_is_str(e->fields[0]))
        return VALUE_ABSENT;
    Search s = {str_get(e->fields[0]), VALUE_ABSENT, 0};
    if (type == vm_type(vm, T_NameError)) {
        search_frame(vm, &s, e->traceback);
    } else if (type == vm_type(vm, T_AttributeError) && e->fields[1] != VALUE_ABSENT) {
        Value names = object_dir(vm, e->fields[1]);
        if (names == VALUE_ABSENT)
            vm_clear_pending(vm);
        else
            consider_items(&s, names); // interned or held by the class: they outlive the list
        value_unref(vm, names);
    }
    return s.best;
}
