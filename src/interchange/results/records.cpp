#include "interchange/results/records.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace lem::interchange {
namespace {

/// A copy in which NaN is null and Infinity is "inf"; both are words that JSON has not.
std::string without_python_numbers(std::string_view text) {
    struct Word {
        std::string_view python, json;
    };
    constexpr std::array words{Word{"NaN", "null"}, Word{"-Infinity", "\"-inf\""},
                               Word{"Infinity", "\"inf\""}};
    std::string changed;
    changed.reserve(text.size());
    bool quoted = false;
    for (std::size_t i = 0; i < text.size();) {
        if (quoted && text[i] == '\\') {
            changed += text.substr(i, 2);
            i += 2;
            continue;
        }
        if (text[i] == '"') quoted = !quoted;
        const auto word = quoted ? words.end() : std::ranges::find_if(words, [&](const Word& one) {
            return text.substr(i).starts_with(one.python);
        });
        const bool found = word != words.end();
        changed += found ? word->json : text.substr(i, 1);
        i += found ? word->python.size() : 1;
    }
    return changed;
}

tl::expected<schema::json, Violations> parse(std::string_view text) {
    const bool python = text.find("NaN") != std::string_view::npos ||
                        text.find("Infinity") != std::string_view::npos;
    return python ? schema::parse(without_python_numbers(text)) : schema::parse(text);
}

/// A log may begin its lines with a time in brackets.
bool starts_as_json(std::string_view text) {
    if (text.starts_with('{')) return true;
    if (!text.starts_with('[')) return false;
    const std::string_view next = text::trim(text.substr(1));
    return next.empty() || next.starts_with('{') || next.starts_with(']');
}

/// Several objects, each on its own line, and nothing else.
bool is_json_lines(std::string_view text) {
    const std::size_t end = text.find('\n');
    const std::string_view first = text::trim(text.substr(0, end));
    const std::string_view rest =
        end == std::string_view::npos ? std::string_view() : text::trim(text.substr(end));
    return first.starts_with('{') && first.ends_with('}') && rest.starts_with('{');
}

/// A line may be one of a run's requests, not a run.
constexpr std::size_t lines_max = 4 * limits::import_records_max;

tl::expected<ReadRecords, Violations> too_many(std::size_t most) {
    return tl::unexpected(Violations{{"", "has more than " + std::to_string(most) + " records"}});
}

tl::expected<ReadRecords, Violations> read_lines(std::string_view text, std::size_t number) {
    ReadRecords read;
    Violations violations;
    for (const std::string_view line : text::split(text, '\n')) {
        ++number;
        if (text::trim(line).empty()) continue;
        if (read.records.size() >= lines_max) return too_many(lines_max);
        const std::string place = "line " + std::to_string(number);
        auto value = parse(line);
        if (value) {
            read.records.push_back({std::move(*value), place});
            continue;
        }
        for (auto& [pointer, message] : value.error()) {
            if (violations.size() < limits::violations_max)
                violations.push_back(
                    {place + (pointer.empty() ? "" : " " + pointer), std::move(message)});
        }
    }
    if (!violations.empty()) return tl::unexpected(std::move(violations));
    return read;
}

/// Empties lists from the inside. The library's destructor moves what is in a list to a stack, as
/// if it were nested without end, and takes longer than reading a number does.
void empty_lists(schema::json& value) {
    if (value.is_object()) {
        for (auto& [key, member] : value.get_ref<schema::json::object_t&>())
            empty_lists(member);
    } else if (value.is_array()) {
        auto& items = value.get_ref<schema::json::array_t&>();
        for (schema::json& item : items) {
            if (item.is_structured()) empty_lists(item);
        }
        items.clear();
    }
}

}  // namespace

ReadRecords::~ReadRecords() {
    for (Record& record : records)
        empty_lists(record.value);
}

tl::expected<ReadRecords, Violations> read_records(std::string_view bytes) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    std::size_t skipped = 0;
    std::string_view text = bytes;
    // A tool's log may come before what it was told to print.
    for (std::string_view rest = text; !rest.empty(); ++skipped) {
        if (starts_as_json(text::trim(rest.substr(0, rest.find('\n'))))) {
            text = rest;
            break;
        }
        const std::size_t end = rest.find('\n');
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (!starts_as_json(text::trim(text))) return ReadRecords{};
    ReadRecords read;
    if (is_json_lines(text)) {
        auto lines = read_lines(text, skipped);
        if (!lines) return lines;
        read = std::move(*lines);
    } else {
        auto document = parse(text);
        if (!document) {
            // A log in brackets, or a table with a JSON cell, is not JSON: say nothing of it.
            if (skipped > 0) return ReadRecords{};
            return tl::unexpected(std::move(document.error()));
        }
        if (!document->is_array()) {
            read.records.push_back({std::move(*document), ""});
        } else {
            if (document->size() > limits::import_records_max)
                return too_many(limits::import_records_max);
            for (std::size_t i = 0; i < document->size(); ++i)
                read.records.push_back({std::move((*document)[i]), "/" + std::to_string(i)});
        }
    }
    if (skipped > 0)
        read.notes.push_back("The text before the first record was not read: " +
                             std::to_string(skipped) + (skipped == 1 ? " line." : " lines."));
    return read;
}

}  // namespace lem::interchange
