#pragma once
/// Reads the audit log, which every feature writes (platform/sql/audit.hpp). Thread-safe; calls
/// block.

#include "features/audit/audit_wire.hpp"
#include "platform/sql/audit.hpp"

namespace lem::audit {

class AuditLog {
public:
    explicit AuditLog(sql::Database& database) : database_(database) {}

    /// Newest first. Throws Error(bad_request) for a cursor of another list.
    Page list(const Query& query) const;
    sql::AuditVerdict verify(const std::string& expected = {}) const;

private:
    sql::Database& database_;
};

}  // namespace lem::audit
