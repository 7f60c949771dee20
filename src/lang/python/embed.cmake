# Writes OUT, a C file with the text of every .py file beside this script: the table python_modules.
file(GLOB modules ${CMAKE_CURRENT_LIST_DIR}/*.py)
list(SORT modules)
set(rows "")
foreach(path IN LISTS modules)
    get_filename_component(file ${path} NAME)
    string(REGEX REPLACE "\\.py$" "" name ${file})
    file(READ ${path} text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n     \"" text "${text}")
    string(APPEND rows "    {\"${name}\",\n     \"${text}\"},\n")
endforeach()
file(WRITE ${OUT}.new "// Made by embed.cmake.
#include \"lang/python_module.h\"

const PythonModule python_modules[] = {
${rows}    {0},
};
")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
file(REMOVE ${OUT}.new)
