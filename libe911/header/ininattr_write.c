#include "base/struct.h"
#include "header/ininattr.h"

/* Write a part that came from a message; a fold in it becomes one blank. */
static e911_status write_part(e911__writer *w, e911_text part, bool quoted, char stop)
{
    size_t start = 0;

    if (part.len == 0)
        return E911_OK;
    if (e911__ininattr_flaw(part, quoted) < part.len || e911__ininattr_find(part, ';') < part.len ||
        e911__ininattr_find(part, stop) < part.len)
        return E911_ERR_ENCODING;
    for (size_t i = 0; i < part.len; i++) {
        size_t fold = e911__ininattr_fold(e911__slice(part, i, part.len - i));

        if (fold == 0)
            continue;
        e911__writer_text(w, e911__slice(part, start, i - start));
        e911__writer_byte(w, ' ');
        start = i + fold;
        i = start - 1;
    }
    e911__writer_text(w, e911__slice(part, start, part.len - start));
    return E911_OK;
}

/* True when the key of a pair is a known one, or stands before: what is written says it once. */
static bool is_repeated(const e911_ininattr *attr, size_t index)
{
    e911_text key = e911__ininattr_trim(attr->others[index].key);

    for (size_t i = 0; i < index; i++) {
        if (e911__equal_nocase(key, e911__ininattr_trim(attr->others[i].key)))
            return true;
    }
    return e911__equal_nocase(key, E911__TEXT(E911__MAC_KEY)) ||
           e911__equal_nocase(key, E911__TEXT(E911__IP_KEY));
}

static e911_status write_others(e911__writer *w, const e911_ininattr *attr)
{
    bool quoted = (attr->flags & E911_ININATTR_UNQUOTED) == 0;
    bool begun = (attr->flags & (E911_ININATTR_MAC | E911_ININATTR_IP)) != 0;

    if (attr->others == NULL || attr->others_count > attr->others_capacity)
        return E911_ERR_INVALID_ARGUMENT;
    if (attr->others_count > E911_ININATTR_PAIRS_MAX)
        return E911_ERR_LIMIT;
    for (size_t i = 0; i < attr->others_count; i++) {
        const e911_ininattr_pair *pair = &attr->others[i];
        e911_status status;

        if (!e911__is_given(pair->key) || !e911__is_given(pair->value))
            return E911_ERR_INVALID_ARGUMENT;
        if (begun || i > 0)
            e911__writer_byte(w, ';');
        if (e911__ininattr_trim(pair->key).len == 0)
            return E911_ERR_ENCODING;
        if (is_repeated(attr, i))
            return E911_ERR_CONFLICT;
        status = write_part(w, pair->key, quoted, '=');
        if (status != E911_OK)
            return status;
        e911__writer_byte(w, '=');
        status = write_part(w, pair->value, quoted, ';');
        if (status != E911_OK)
            return status;
    }
    return E911_OK;
}

static char *put_head(char *at, const e911_ininattr *attr)
{
    if (!(attr->flags & E911_ININATTR_UNQUOTED))
        at = E911__PUT(at, "\"");
    return e911__ininattr_put(at, attr->flags, &attr->mac, &attr->ip);
}

/* Where the most does not fit, what it comes to still may. */
static void write_head(e911__writer *w, const e911_ininattr *attr)
{
    char spare[E911__ININATTR_HEAD_MAX];

    e911__writer_bytes(w, spare, (size_t)(put_head(spare, attr) - spare));
}

static inline e911_status write_value(e911__writer *w, const e911_ininattr *attr)
{
    char *room = e911__writer_room(w, E911__ININATTR_HEAD_MAX);

    if (!(attr->flags & (E911_ININATTR_MAC | E911_ININATTR_IP)) && attr->others_count == 0)
        return E911_ERR_NOT_FOUND;
    if ((attr->flags & E911_ININATTR_IP) && attr->ip.family != 4 && attr->ip.family != 6)
        return E911_ERR_INVALID_ARGUMENT;
    if (room != NULL)
        e911__writer_commit(w, (size_t)(put_head(room, attr) - room));
    else
        write_head(w, attr);
    if (attr->others_count > 0) {
        e911_status status = write_others(w, attr);

        if (status != E911_OK)
            return status;
    }
    if (!(attr->flags & E911_ININATTR_UNQUOTED))
        e911__writer_byte(w, '"');
    return E911_OK;
}

e911_status e911__ininattr_write(e911__writer *writer, const e911_ininattr *attr)
{
    return write_value(writer, attr);
}

e911_status e911_ininattr_format(const e911_ininattr *attr, char *buf, size_t size, size_t *ret_len)
{
    e911_status status = E911_OK;
    e911__writer writer;

    if (!e911__struct_is_current(attr, sizeof *attr))
        status = e911__struct_check_in(attr, sizeof *attr, sizeof *attr);
    if (status != E911_OK)
        return status;
    if (ret_len == NULL || (buf == NULL && size > 0))
        return E911_ERR_INVALID_ARGUMENT;
    writer = (e911__writer){.data = buf, .size = size};
    status = write_value(&writer, attr);
    return status == E911_OK ? e911__writer_end(&writer, ret_len) : status;
}
