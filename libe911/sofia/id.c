#include <e911/sofia.h>

#include <string.h>
#include <uuid/uuid.h>

void e911_sofia_new_id(uint8_t *ret_id)
{
    uuid_t id;

    if (ret_id == NULL)
        return;
    uuid_generate(id);
    memcpy(ret_id, id, sizeof id);
}
