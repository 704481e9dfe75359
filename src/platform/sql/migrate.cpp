#include "platform/sql/migrate.hpp"

#include "base/clock.hpp"
#include "base/hash.hpp"

#include <algorithm>
#include <map>

namespace lem::sql {
namespace {

constexpr Query create_table{
    "create_schema_migration",
    "CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, "
    "applied_at_ms BIGINT NOT NULL)"};
constexpr Query list_applied{"list_migrations",
                             "SELECT name, sha256 FROM schema_migration ORDER BY name"};
constexpr Query record_applied{
    "record_migration",
    "INSERT INTO schema_migration (name, sha256, applied_at_ms) VALUES (:p1, :p2, :p3)"};
// One server migrates at a time; the number is only a name for the lock.
constexpr Query lock_migrations{"lock_migrations",
                                "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7305805)) AS locked"};

}  // namespace

std::vector<std::string> migrate(Database& database, std::span<const embedded::File> files) {
    std::vector<std::string> applied_now;
    database.write([](Transaction& transaction) { transaction.execute(create_table); });
    for (const embedded::File& file : files) {
        const bool applied = database.write([&](Transaction& transaction) {
            if (transaction.dialect() == Dialect::postgresql)
                transaction.rows<int>(lock_migrations);
            const std::string sha256 = sha256_hex(file.content);
            for (const auto& [name, recorded] :
                 transaction.rows<std::string, std::string>(list_applied)) {
                if (name != file.path) continue;
                if (recorded == sha256) return false;
                throw Error(ErrorCode::conflict,
                            "Migration " + name +
                                " was applied to this database with different content. Use the lem "
                                "version that created the database.");
            }
            transaction.script(file.content);
            transaction.execute(record_applied, file.path, sha256, SystemClock().now_ms());
            return true;
        });
        if (applied) applied_now.emplace_back(file.path);
    }
    const auto known = database.read(
        [](Reader& reader) { return reader.rows<std::string, std::string>(list_applied); });
    for (const auto& [name, sha256] : known) {
        const bool ours = std::any_of(files.begin(), files.end(), [&](const embedded::File& file) {
            return file.path == name;
        });
        if (!ours) {
            throw Error(ErrorCode::conflict,
                        "The database is newer than this program: it has migration " + name +
                            ", which lem does not know. Use a newer lem.");
        }
    }
    return applied_now;
}

}  // namespace lem::sql
