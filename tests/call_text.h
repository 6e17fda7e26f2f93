/* The facts of a call as text that can be compared, kept in a file and read in a report. */
#ifndef E911_TESTS_CALL_TEXT_H
#define E911_TESTS_CALL_TEXT_H

#include <e911/decide.h>

/* One fact a line, "name: value", control characters and bytes above 126 as \r \n \t \xHH; what is
   absent or empty has no line. Without what only the host knows. For free(). */
char *call_text(const e911_call *call);

/* The same of bytes alone. */
char *bytes_text(const char *bytes, size_t len);

#endif
