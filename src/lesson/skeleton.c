#include "lesson/skeleton.h"

#include <ctype.h>
#include <string.h>

static const char lesson_text[] =
    "title: " SKELETON_MARK " the title, which names what is new\n"
    "part: tasks\n"
    "minutes: 5\n"
    "misconceptions: M8\n"
    "---\n"
    "\n"
    SKELETON_MARK " the story: two or three short sentences about something that everybody has waited for.\n"
    "\n"
    "```show program.py\n"
    "at: 0s\n"
    "```\n"
    "\n"
    SKELETON_MARK " what is new in the program: the lines by their numbers, what each does, and nothing of what\n"
    "the question asks for.\n"
    "\n"
    "```predict number\n"
    "program: program.py\n"
    "question: " SKELETON_MARK " a question. After how many seconds does the program end?\n"
    "answer: total time\n"
    "wrong: 3 | M8 | " SKELETON_MARK " why somebody may expect 3, and what happens instead.\n"
    "as: 10: await pour(\"tea\", 2)\n"
    "as: 11: await pour(\"milk\", 1)\n"
    "as: 12:\n"
    "as: 13:\n"
    "```\n"
    "\n"
    "```hint\n"
    SKELETON_MARK " the first small step towards the answer.\n"
    "```\n"
    "\n"
    "```reveal\n"
    SKELETON_MARK " why the answer is what it is.\n"
    "```\n"
    "\n"
    "```exercise repair\n"
    "task: " SKELETON_MARK " what is wrong with the program, and what it shall do.\n"
    "start: start.py\n"
    "solution: solution.py\n"
    "check: total == 2\n"
    "check: leaks == 0\n"
    "check: never(\"error\")\n"
    "```\n"
    "\n"
    "```hint\n"
    SKELETON_MARK " the first small step towards the solution.\n"
    "```\n"
    "\n"
    "```teacher\n"
    SKELETON_MARK " what to ask the class, and what the answers tell.\n"
    "```\n";

static const char begin[] =
    "import asyncio\n"
    "\n"
    "\n"
    "async def pour(what, seconds):\n"
    "    await asyncio.sleep(seconds)\n"
    "    print(what)\n"
    "\n"
    "\n"
    "async def main():\n";

static const char at_once[] =
    "    tea = asyncio.create_task(pour(\"tea\", 2))\n"
    "    milk = asyncio.create_task(pour(\"milk\", 1))\n"
    "    await tea\n"
    "    await milk\n";

static const char in_sequence[] =
    "    await pour(\"tea\", 2)\n"
    "    await pour(\"milk\", 1)\n";

static const char end[] =
    "\n"
    "\n"
    "asyncio.run(main())\n";

const char *skeleton_file(int index, const char *id, Buffer *text)
{
    static const char *const names[] = {"lesson.md", "program.py", "start.py", "solution.py"};
    if (index >= (int)(sizeof names / sizeof *names)) {
        return NULL;
    }
    if (index == 0) {
        buffer_printf(text, "---\nid: %s\n%s", id, lesson_text);
    } else {
        buffer_printf(text, "%s%s%s", begin, index == 2 ? in_sequence : at_once, end);
    }
    return names[index];
}

void skeleton_id(const char *folder, Buffer *id)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') {
        length--;
    }
    size_t from = length;
    while (from > 0 && folder[from - 1] != '/') {
        from--;
    }
    while (from + 1 < length && (isdigit((unsigned char)folder[from]) || folder[from] == '_')) {
        from++;
    }
    for (; from < length; from++) {
        unsigned char c = (unsigned char)folder[from];
        buffer_putc(id, c == '_' || c == ' ' ? '-' : (char)tolower(c));
    }
}
