/* ININAttr for the rooms above. */
#ifndef E911_HEADER_ININATTR_H
#define E911_HEADER_ININATTR_H

#include "base/writer.h"

#include <e911/ininattr.h>

/* As e911_ininattr_format(), into a writer. */
e911_status e911__ininattr_write(e911__writer *writer, const e911_ininattr *attr);

#endif
