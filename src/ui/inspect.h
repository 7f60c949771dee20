#ifndef AWAITSCOPE_UI_INSPECT_H
#define AWAITSCOPE_UI_INSPECT_H

#include "run/run.h"
#include "ui/ui.h"

// What the screen asks of a run that it shows, which must outlive it.
UiInspect inspect_of(Run *run);

#endif
