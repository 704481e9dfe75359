#include "features/leaderboard/submitted_names.hpp"

#include <algorithm>

namespace lem::leaderboard {
namespace {

/// Results of one statement.
constexpr std::size_t numbers_at_once = 100;

std::string places() {
    std::string list;
    for (std::size_t i = 1; i <= numbers_at_once; ++i)
        list += (i == 1 ? ":p" : ", :p") + std::to_string(i);
    return list;
}

std::string select_names(const std::string& column) {
    return "SELECT " + column + ", COUNT(*) FROM result JOIN result_derived ON result_id = id " +
           "WHERE number IN (" + places() + ") GROUP BY " + column;
}

const std::string text_of_models = select_names("model"), text_of_devices = select_names("device");
const sql::Query select_models{"submitted_models", text_of_models};
const sql::Query select_devices{"submitted_devices", text_of_devices};

}  // namespace

std::vector<domain::SubmittedName> submitted_names(sql::Database& database, NameKind kind,
                                                   std::span<const std::uint32_t> numbers) {
    std::map<std::string, std::int64_t> counts;
    database.read([&](sql::Reader& reader) {
        counts.clear();
        for (std::size_t first = 0; first < numbers.size(); first += numbers_at_once) {
            std::vector<sql::Value> values(numbers_at_once, sql::to_value(-1));  // no number
            for (std::size_t i = 0; i < numbers_at_once && first + i < numbers.size(); ++i)
                values[i] = sql::to_value(std::int64_t{numbers[first + i]});
            reader.for_each(kind == NameKind::model ? select_models : select_devices, values,
                            [&](const sql::Row& row) {
                                counts[sql::from_value<std::string>(row[0])] +=
                                    sql::from_value<std::int64_t>(row[1]);
                            });
        }
    });
    std::vector<domain::SubmittedName> names;
    for (const auto& [name, results] : counts) {
        // Results that were derived by an older program have no device name yet.
        if (!name.empty()) names.push_back({name, results});
    }
    std::ranges::sort(names, [](const auto& a, const auto& b) {
        return a.results != b.results ? a.results > b.results : a.name < b.name;
    });
    return names;
}

}  // namespace lem::leaderboard
