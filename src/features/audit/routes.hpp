#pragma once
/// GET /api/v1/admin/audit.

namespace lem::http {
class Api;
}  // namespace lem::http

namespace lem::audit {

class AuditLog;

void add_routes(http::Api& api, AuditLog& log);

}  // namespace lem::audit
