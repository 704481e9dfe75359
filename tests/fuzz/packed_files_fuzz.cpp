#include "base/error.hpp"
#include "base/limits.hpp"
#include "platform/archive/compressed.hpp"
#include "platform/sql/foreign_sqlite.hpp"

/// Archives and databases of strangers give their content or an Error. The first byte chooses what
/// the rest is taken for.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        if (data[0] % 3 == 0) {
            lem::archive::is_archive(bytes);
            lem::archive::inflate(bytes, lem::limits::mib);
        } else if (data[0] % 3 == 1) {
            lem::archive::unpack(bytes, lem::limits::mib);
        } else {
            lem::sql::ForeignSqlite database(bytes);
            if (database.has_table("t"))
                database.for_each("SELECT a FROM t", 100, [](const lem::sql::Row&) {});
        }
    } catch (const lem::Error&) {
    }
    return 0;
}
