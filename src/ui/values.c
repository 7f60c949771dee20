#include "ui/values.h"

#include <stdlib.h>
#include <string.h>

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
    Picture chains, handles; // of all lanes
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
    buffer_init(&values->chains.text);
    buffer_init(&values->handles.text);
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
    buffer_deinit(&values->chains.text);
    buffer_deinit(&values->handles.text);
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

static const char *of_all_lanes(Values *values, Picture *picture, uint64_t position,
                                bool (*look)(void *context, uint64_t position, Buffer *out))
{
    if (picture->used == 0 || picture->position != position) {
        buffer_clear(&picture->text);
        picture->used = 1;
        picture->position = position;
        if (look != NULL) {
            look(values->inspect->context, position, &picture->text);
        }
    }
    return picture->text.data;
}

const char *values_chain(Values *values, uint64_t position, uint32_t lane, size_t *length)
{
    const char *at = of_all_lanes(values, &values->chains, position, values->inspect->chains);
    while (*at != '\0') {
        char *end;
        unsigned long of = strtoul(at, &end, 10);
        *length = strcspn(end + 1, "\n");
        if (of == lane) {
            return end + 1;
        }
        at = end + 1 + *length + 1;
    }
    *length = 0;
    return "";
}

const char *values_handles(Values *values, uint64_t position)
{
    return of_all_lanes(values, &values->handles, position, values->inspect->handles);
}
