// The same program in C++: the headers must give the same functions with C linkage.
#include "consumer.c"
