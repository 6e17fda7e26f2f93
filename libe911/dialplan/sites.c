#include "dialplan/sites.h"

#include "dialplan/plan.h"

bool e911__plan_has_sites(const e911_plan *plan)
{
    return plan->rules.site_count > 0;
}

e911_text e911__plan_site_name(const e911_plan *plan, uint32_t site)
{
    return site > plan->rules.site_count ? E911__NOTHING : e911__site_name(&plan->rules, site);
}
