/* What to do with a dialled number: a region, an access prefix, one station, one provider. */
#include <e911/e911.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    e911_engine_options site = {.struct_size = sizeof site};
    e911_call call = {.struct_size = sizeof call};
    e911_edit edit = {.struct_size = sizeof edit};
    e911_engine *engine;
    e911_decision *decision;

    site.region = e911_text_of("US");
    site.access_prefixes = e911_text_of("9");
    site.stations_csv = e911_text_of("NetworkID,IdentificationAddress\n0004f215c285,8182\n");
    site.target_uri = e911_text_of("sip:psap.example.net");
    site.include_station_addresses = 1;
    call.method = e911_text_of("INVITE");
    call.request_uri = e911_text_of(argc > 1 ? argv[1] : "9911");
    call.from = e911_text_of("<sip:8182@pbx.example.net>");
    if (e911_engine_new(&site, &engine, NULL) || e911_decision_new(NULL, &decision) ||
        e911_decide(engine, &call, decision))
        return 1;
    printf("%s\n", e911_class_name(e911_decision_class(decision)));
    for (uint32_t i = 0; e911_decision_edit(decision, 0, i, &edit) == E911_OK; i++)
        printf("%.*s %.*s\n", (int)edit.name.len, edit.name.data, (int)edit.value.len,
               edit.value.data);
    e911_decision_free(decision);
    e911_engine_unref(engine);
    return 0;
}
