#include "features/audit/routes.hpp"

#include "domain/account.hpp"
#include "features/audit/audit.hpp"
#include "platform/http/api/api.hpp"

namespace lem::audit {

void add_routes(http::Api& api, AuditLog& log) {
    api.get("/api/v1/admin/audit")
        .named("list_audit_entries", "The audit log, newest entries first", "administration")
        .scope(domain::Scope::admin)
        .query<Query>()
        .answers<Page>([&log](auto& call) { return log.list(call.query); });
}

}  // namespace lem::audit
