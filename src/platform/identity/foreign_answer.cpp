#include "platform/identity/foreign_answer.hpp"

#include "base/text.hpp"
#include "schema/printable.hpp"

#include <algorithm>

namespace lem::identity {
namespace {

const schema::json* member_of(const schema::json& object, std::string_view member) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(member);
    return found == object.end() ? nullptr : &*found;
}

}  // namespace

schema::json json_of(const http::ClientResponse& answer, std::string_view service) {
    auto parsed = schema::parse(answer.body);
    if (parsed && (parsed->is_object() || parsed->is_array())) return *std::move(parsed);
    throw Error(ErrorCode::unavailable, std::string(service) +
                                            " gave an answer that lem does not understand. Try "
                                            "again in a few minutes.")
        .because("status " + std::to_string(answer.status) + ", " +
                 text::cut(answer.content_type, 60) + ", " + std::to_string(answer.body.size()) +
                 " bytes");
}

std::string text_of(const schema::json& object, std::string_view member, std::size_t bytes_max) {
    const schema::json* value = member_of(object, member);
    if (value == nullptr || !value->is_string()) return {};
    const std::string text(text::trim(value->get_ref<const std::string&>()));
    return text.size() <= bytes_max ? text : std::string();
}

std::string number_of(const schema::json& object, std::string_view member) {
    const schema::json* value = member_of(object, member);
    if (value != nullptr && value->is_number_unsigned())
        return std::to_string(value->get<std::uint64_t>());
    constexpr std::size_t digits_max = 20;
    const std::string text = text_of(object, member, digits_max);
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return digits ? text : std::string();
}

bool is_true(const schema::json& object, std::string_view member) {
    const schema::json* value = member_of(object, member);
    return value != nullptr && (*value == true || *value == "true");
}

std::vector<std::string> texts_of(const schema::json& object, std::string_view member) {
    const schema::json* value = member_of(object, member);
    std::vector<std::string> texts;
    if (value == nullptr) return texts;
    if (value->is_string()) texts.push_back(*value);
    if (value->is_array()) {
        for (const schema::json& one : *value) {
            if (one.is_string()) texts.push_back(one);
        }
    }
    return texts;
}

std::string shown_name(std::initializer_list<std::string_view> texts) {
    constexpr std::size_t bytes_max = 100;
    for (const std::string_view text : texts) {
        const std::string line = schema::printable(text::cut(text, bytes_max));
        if (const auto trimmed = text::trim(line); !trimmed.empty()) return std::string(trimmed);
    }
    return {};
}

}  // namespace lem::identity
