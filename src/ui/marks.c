#include "ui/marks.h"

#include <stdlib.h>

#include "ui/paragraph.h"
#include "ui/pointer.h"

void marks_init(Marks *marks, const Terms *terms)
{
    *marks = (Marks){terms, calloc(terms->count + 1, sizeof *marks->seen)};
    if (marks->seen == NULL) {
        abort();
    }
}

void marks_deinit(Marks *marks)
{
    free(marks->seen);
}

void marks_read(Marks *marks, const char *text, size_t length)
{
    size_t at = 0, bytes;
    for (const Term *term; (term = terms_next(marks->terms, text, length, &at, &bytes)) != NULL; at += bytes) {
        marks->seen[term - marks->terms->terms] = true;
    }
}

void marks_draw(Marks *marks, Canvas *canvas, int row, int column, int columns, const char *text, size_t length)
{
    size_t at = 0, bytes, line = 0, line_bytes = paragraph_line(text, length, columns);
    for (const Term *term; (term = terms_next(marks->terms, text, length, &at, &bytes)) != NULL; at += bytes) {
        bool *seen = &marks->seen[term - marks->terms->terms];
        size_t end = at + bytes;
        for (size_t from = at; from < end;) { // a term may go on in the next line
            while (from >= line + line_bytes) {
                line += line_bytes + 1; // the blank
                line_bytes = paragraph_line(text + line, length - line, columns);
                row++;
            }
            from = from < line ? line : from;
            size_t stop = end < line + line_bytes ? end : line + line_bytes;
            int left = column + canvas_width(text + line, from - line);
            int width = canvas_width(text + from, stop - from);
            if (!*seen) {
                canvas_text_within(canvas, row, left, width, CANVAS_TERM, text + from, stop - from);
            }
            canvas_place(canvas, row, left, 1, width, POINTER_TERM, (uint64_t)(term - marks->terms->terms));
            from = stop < end ? stop + 1 : end;
        }
        *seen = true;
    }
}
