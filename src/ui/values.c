#include "ui/values.h"

#include <stdlib.h>

enum { KEPT = 8 };

typedef struct Picture {
    uint64_t position;
    uint32_t lane;
    uint64_t used; // when it was last asked for; 0: never
    Buffer text;
} Picture;

struct Values {
    const UiInspect *inspect;
    uint64_t uses;
    Picture pictures[KEPT];
};

Values *values_new(const UiInspect *inspect)
{
    Values *values = calloc(1, sizeof *values);
    if (values == NULL) {
        abort();
    }
    values->inspect = inspect;
    for (int i = 0; i < KEPT; i++) {
        buffer_init(&values->pictures[i].text);
    }
    return values;
}

void values_free(Values *values)
{
    if (values == NULL) {
        return;
    }
    for (int i = 0; i < KEPT; i++) {
        buffer_deinit(&values->pictures[i].text);
    }
    free(values);
}

const char *values_at(Values *values, uint64_t position, uint32_t lane)
{
    Picture *oldest = &values->pictures[0];
    for (int i = 0; i < KEPT; i++) {
        Picture *picture = &values->pictures[i];
        if (picture->used != 0 && picture->position == position && picture->lane == lane) {
            picture->used = ++values->uses;
            return picture->text.data;
        }
        oldest = picture->used < oldest->used ? picture : oldest;
    }
    buffer_clear(&oldest->text);
    if (values->inspect->locals != NULL) {
        values->inspect->locals(values->inspect->context, position, lane, &oldest->text);
    }
    oldest->position = position;
    oldest->lane = lane;
    oldest->used = ++values->uses;
    return oldest->text.data;
}
