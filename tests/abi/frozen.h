/* How the frozen files say what compiled programs have built in. */
#ifndef FROZEN_H
#define FROZEN_H

#include <e911/e911.h>
#include <e911/sofia.h>

#define VALUE(name, number) _Static_assert((name) == (number), #name " has another value")
#define SIZE(type, bytes)   _Static_assert(sizeof(type) == (bytes), #type " has another size")
#define FIELD(type, field, offset, bytes)                                                          \
    _Static_assert(offsetof(type, field) == (offset) && sizeof(((type *)0)->field) == (bytes),     \
                   #type "." #field " has another place or size")

#endif
