#include "features/leaderboard/list_place.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace lem::leaderboard {
namespace {

/// Detects typing errors and cursors of another list; a place is no secret.
std::string check_of(std::string_view question, std::string_view place) {
    return sha256_hex(std::string(question) + '\n' + std::string(place)).substr(0, 16);
}

}  // namespace

bool comes_before(const ListPlace& a, const ListPlace& b, bool backwards) {
    if (a.group != b.group) return a.group < b.group;
    if (a.key != b.key) return a.key < b.key;
    return backwards ? b.name < a.name : a.name < b.name;
}

std::string cursor_at(const std::string& question, const ListPlace& last) {
    const std::string place =
        std::to_string(last.group) + ':' + text::number(last.key) + ':' + last.name;
    return text::base64url(check_of(question, place) + ':' + place);
}

ListPlace place_at(const std::string& question, const std::string& cursor) {
    const std::string text = text::from_base64url(cursor).value_or("");
    const std::size_t check = text.find(':'), group = text.find(':', check + 1),
                      key = text.find(':', group + 1);
    if (check != std::string::npos && group != std::string::npos && key != std::string::npos &&
        text.substr(0, check) == check_of(question, text.substr(check + 1))) {
        const auto in_group = text::to_int(text.substr(check + 1, group - check - 1));
        const auto by_key = text::to_double(text.substr(group + 1, key - group - 1));
        if (in_group && by_key) return {static_cast<int>(*in_group), *by_key, text.substr(key + 1)};
    }
    throw Error(ErrorCode::bad_request,
                "The cursor does not belong to this list; start again without it.",
                {{"/cursor", "is not the next_cursor of this list"}});
}

}  // namespace lem::leaderboard
