#ifndef AWAITSCOPE_LANG_SYMTABLE_CHECK_H
#define AWAITSCOPE_LANG_SYMTABLE_CHECK_H

#include "lang/symtable_internal.h"

// The parts of symtable_check.c that have files of their own.

// Checks the pattern of a case: names bound twice, alternatives that bind different names, and
// patterns that match everything where something follows (`may_be_irrefutable` is false).
void symtable_check_pattern(Symtable *table, const Ast *pattern, bool may_be_irrefutable);

// Checks where `from __future__ import …` stands and what it names.
void symtable_check_future(Symtable *table, const AstModule *module);

#endif
