#include "schema/read.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "schema/printable.hpp"

#include <algorithm>
#include <cmath>

namespace lem::schema {
namespace {

std::string quoted(std::string_view value) {
    std::string shown(value.substr(0, 60));
    if (value.size() > 60) shown += "...";
    return "\"" + shown + "\"";
}

bool is_identifier(std::string_view value) {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_.-/:@+=").find(c) != std::string_view::npos;
    });
}

bool is_sha256(std::string_view value) {
    return value.size() == 64 && std::all_of(value.begin(), value.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// No part between slashes is empty, "." or "..". A file's path may begin with a slash.
bool names_a_model(std::string_view value) {
    if (value.starts_with('/')) value.remove_prefix(1);
    while (true) {
        const std::size_t end = value.find('/');
        const std::string_view part = value.substr(0, end);
        if (part.empty() || part == "." || part == "..") return false;
        if (end == std::string_view::npos) return true;
        value.remove_prefix(end + 1);
    }
}

/// "U+202E"
std::string code_point(std::uint32_t character) {
    std::string hex(8, '0');
    for (std::size_t i = hex.size(); i-- > 0; character >>= 4)
        hex[i] = "0123456789ABCDEF"[character & 15];
    return "U+" + hex.substr(std::min<std::size_t>(hex.find_first_not_of('0'), 4));
}

}  // namespace

std::string Place::pointer() const {
    if (parent_ == nullptr) return std::string(key_);
    const std::string above = parent_->pointer();
    return index_ ? above + "/" + std::to_string(*index_) : pointer_to(above, key_);
}

const json* Members::find(std::string_view name) {
    auto found = next_;
    if (found == members_.end() || found->first != name)
        found = std::ranges::find(
            members_, name, [](const auto& member) -> const std::string& { return member.first; });
    if (found == members_.end()) return nullptr;
    next_ = found + 1;
    ++found_;
    return &found->second;
}

void Findings::add(const Place& at, std::string message) {
    if (!full()) {
        found_.push_back({at.pointer(), std::move(message)});
    } else {
        ++left_out_;
    }
}

Violations Findings::take() && {
    if (left_out_ > 0) {
        found_.push_back({"", "has " + std::to_string(left_out_) + " more violations, not listed"});
    }
    return std::move(found_);
}

std::optional<std::string> text_problem(std::string_view value, const FieldOptions& options) {
    if (value.size() > options.length_max) {
        return "must be at most " + std::to_string(options.length_max) + " bytes long, found " +
               std::to_string(value.size());
    }
    if (options.filled && text::trim(value).empty()) return "must not be empty";
    if (value.find('\0') != std::string_view::npos) return "must not contain U+0000";
    switch (options.format) {
        case TextFormat::any:
            return std::nullopt;
        case TextFormat::identifier:
            if (is_identifier(value)) return std::nullopt;
            return "must consist of letters, digits and _ . - / : @ + =, found " + quoted(value);
        case TextFormat::name:
            if (const auto character = unprintable_character(value))
                return "must be one line of printable text, found the character " +
                       code_point(*character);
            return std::nullopt;
        case TextFormat::model_name:
            if (!is_identifier(value))
                return "must consist of letters, digits and _ . - / : @ + =, found " +
                       quoted(value);
            if (!names_a_model(value))
                return "must be a name such as Qwen/Qwen3-8B, without empty parts, . or .., "
                       "found " +
                       quoted(value);
            return std::nullopt;
        case TextFormat::date_time:
            if (text::parse_rfc3339(value)) return std::nullopt;
            return "must be a date and time such as 2026-11-20T14:02:00Z, found " + quoted(value);
        case TextFormat::sha256:
            if (is_sha256(value)) return std::nullopt;
            return "must be 64 lower-case hex digits, found " + quoted(value);
    }
    return std::nullopt;
}

std::string range_text(const FieldOptions& options) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const bool below = options.minimum > -infinity, above = options.maximum < infinity;
    if (below && options.minimum == options.maximum) return text::number(options.minimum);
    if (below && above)
        return "from " + text::number(options.minimum) + " to " + text::number(options.maximum);
    if (below) return "at least " + text::number(options.minimum);
    if (above) return "at most " + text::number(options.maximum);
    return "finite";
}

std::string one_of(Names names, std::string_view found) {
    std::string message = "must be ";
    if (names.size() > 1) message += "one of ";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) message += i + 1 == names.size() ? " or " : ", ";
        message += names[i];
    }
    return message + ", found " + quoted(found);
}

void report_unknown(const std::string& key, const Place& at, Names known, Findings& findings,
                    const std::string& kind) {
    if (findings.full()) return findings.add(at, {});
    std::string message = kind.empty() ? "is not a known field" : "is not a field of " + kind;
    if (const auto near = text::nearest(key, known))
        message += "; did you mean " + std::string(*near) + "?";
    findings.add(Place(at, key), std::move(message));
}

void report_kind(std::string_view expected, const json& source, const Place& at,
                 Findings& findings) {
    findings.add(at,
                 "must be " + std::string(expected) + ", found " + std::string(kind_of(source)));
}

bool has_too_many_members(const json& source, std::string_view type, Names known, const Place& at,
                          Findings& findings) {
    if (source.size() <= known.size() + limits::violations_max) return false;
    findings.add(at, "holds " + std::to_string(source.size()) + " members, but " +
                         std::string(type) + " has only " + std::to_string(known.size()) +
                         " fields");
    return true;
}

void report_unknown_members(const json& source, Names known, std::string_view tag, const Place& at,
                            Findings& findings) {
    const std::string kind =
        tag.empty() ? "" : std::string(tag) + " " + source[tag].get<std::string>();
    for (const auto& member : source.items()) {
        const std::string& key = member.key();
        if (std::ranges::find(known, key) == known.end() && key != tag)
            report_unknown(key, at, known, findings, kind);
    }
}

std::optional<std::size_t> read_choice(const json& source, Names names, const Place& at,
                                       Findings& findings) {
    if (!source.is_string()) {
        report_kind("a string", source, at, findings);
        return std::nullopt;
    }
    const auto& name = source.get_ref<const std::string&>();
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    findings.add(at, one_of(names, name));
    return std::nullopt;
}

bool has_items_at_most(const json& source, std::size_t items_max, const Place& at,
                       Findings& findings) {
    if (!source.is_array()) {
        report_kind("an array", source, at, findings);
        return false;
    }
    if (source.size() <= items_max) return true;
    findings.add(at, "must hold at most " + std::to_string(items_max) + " items, found " +
                         std::to_string(source.size()));
    return false;
}

bool is_number_in_range(const json& source, bool whole, const FieldOptions& options,
                        const Place& at, Findings& findings) {
    const bool fits = whole ? source.is_number_integer() : source.is_number();
    const auto problem = [&](std::string message) {
        findings.add(at, std::move(message));
        return false;
    };
    if (!fits) {
        const std::string_view wanted = whole ? "a whole number" : "a number";
        return problem("must be " + std::string(wanted) + ", found " +
                       std::string(source.is_number() ? source.dump() : kind_of(source)));
    }
    const auto number = source.get<double>();
    const bool in_range = options.minimum <= number && number <= options.maximum;
    if (!in_range) return problem("must be " + range_text(options) + ", found " + source.dump());
    if (number != 0 && std::abs(number) < smallest_number)
        return problem("must be 0 or at least " + text::number(smallest_number) +
                       " in size, found " + source.dump());
    return true;
}

bool is_integer_that_fits(const json& source, std::int64_t lowest, std::uint64_t highest,
                          const Place& at, Findings& findings) {
    const bool fits = source.is_number_unsigned() ? source.get<std::uint64_t>() <= highest
                                                  : source.get<std::int64_t>() >= lowest;
    if (!fits) findings.add(at, "is out of range: " + source.dump());
    return fits;
}

void read_scalar(const json& source, Scalar& target, const Place& at, Findings& findings) {
    if (source.is_boolean())
        target = source.get<bool>();
    else if (source.is_number_integer())
        target = source.get<std::int64_t>();
    else if (source.is_number())
        target = source.get<double>();
    else if (source.is_string())
        target = source.get<std::string>();
    else
        report_kind("a text, a number, true or false", source, at, findings);
}

void read_text(const json& source, std::string& target, const FieldOptions& options,
               const Place& at, Findings& findings) {
    if (!source.is_string()) return report_kind("a string", source, at, findings);
    target = source.get<std::string>();
    if (auto problem = text_problem(target, options)) findings.add(at, std::move(*problem));
}

void read_bool(const json& source, bool& target, const Place& at, Findings& findings) {
    if (!source.is_boolean()) return report_kind("true or false", source, at, findings);
    target = source.get<bool>();
}

}  // namespace lem::schema
