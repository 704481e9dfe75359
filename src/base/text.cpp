#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace lem::text {
namespace {

char lower_char(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::string_view blanks = " \t\r\n";

constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level
/// date algorithms").
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const unsigned day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

struct Civil {
    std::int64_t year;
    unsigned month;
    unsigned day;
};

Civil civil_from_days(std::int64_t days) {
    days += 719468;
    const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const auto day_of_era = static_cast<unsigned>(days - era * 146097);
    const unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const unsigned day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned shifted_month = (5 * day_of_year + 2) / 153;
    const unsigned day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2), month, day};
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    while (true) {
        const std::size_t end = text.find(separator, start);
        parts.push_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

std::vector<std::string> search_words(std::string_view text) {
    std::vector<std::string> words(1);
    bool quoted = false;
    for (const char c : text) {
        if (c == '"')
            quoted = !quoted;
        else if (quoted || blanks.find(c) == blanks.npos)
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower_char);
    return result;
}

bool iequals(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower_char(x) == lower_char(y); });
}

bool contains_ignoring_case(std::string_view haystack, std::string_view needle) {
    return std::search(haystack.begin(), haystack.end(), needle.begin(), needle.end(),
                       [](char x, char y) { return lower_char(x) == lower_char(y); }) !=
               haystack.end() ||
           needle.empty();
}

void append_number(std::string& out, double value) {
    std::array<char, 32> buffer;
#ifdef __wasi__
    // libc++'s to_chars brings 100 kB of tables to the browser.
    for (const int digits : {15, 16, 17}) {
        std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
        if (std::strtod(buffer.data(), nullptr) == value) break;
    }
    out += buffer.data();
    return;
#endif
    const auto [end, failure] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), end);
}

void append_number(std::string& out, std::int64_t value) {
    std::array<char, 24> buffer;
    const auto [end, failure] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), end);
}

std::string number(double value) {
    std::string out;
    append_number(out, value);
    return out;
}

std::optional<double> to_double(std::string_view text) {
#ifdef __wasi__
    // libc++ 19 has no from_chars for doubles. There is only one locale; strtod accepts more than
    // from_chars (spaces, a plus, hexadecimal), so those are rejected first.
    if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos ||
        text.front() == '+')
        return std::nullopt;
    const std::string held(text);
    char* end = nullptr;
    const double value = std::strtod(held.c_str(), &end);
    if (end != held.c_str() + held.size()) return std::nullopt;
#else
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
#endif
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

std::optional<std::int64_t> to_int(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string rfc3339(std::int64_t unix_ms) {
    constexpr std::int64_t day_ms = 86'400'000;
    const std::int64_t days = unix_ms >= 0 ? unix_ms / day_ms : (unix_ms - day_ms + 1) / day_ms;
    const std::int64_t in_day = unix_ms - days * day_ms;
    const auto [year, month, day] = civil_from_days(days);
    std::array<char, 48> buffer;
    const int length = std::snprintf(
        buffer.data(), buffer.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(year),
        month, day, static_cast<int>(in_day / 3'600'000), static_cast<int>(in_day / 60'000 % 60),
        static_cast<int>(in_day / 1000 % 60), static_cast<int>(in_day % 1000));
    return {buffer.data(), static_cast<std::size_t>(length)};
}

std::optional<std::int64_t> parse_rfc3339(std::string_view text) {
    const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2),
               second = digits(text, 17, 2);
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't'))
        return std::nullopt;
    if (text[13] != ':' || text[16] != ':') return std::nullopt;
    if (*month < 1 || *month > 12 || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    constexpr std::array month_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
    const int days_in_month =
        month_days[static_cast<std::size_t>(*month - 1)] + (*month == 2 && leap ? 1 : 0);
    if (*day < 1 || *day > days_in_month) return std::nullopt;

    std::size_t at = 19;
    std::int64_t fraction_ms = 0;
    if (at < text.size() && text[at] == '.') {
        std::int64_t scale = 100;
        const std::size_t first = ++at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
            fraction_ms += (text[at] - '0') * scale;
        }
        if (at == first) return std::nullopt;
    }
    std::int64_t offset_minutes = 0;
    if (at >= text.size()) return std::nullopt;
    if (text[at] == 'Z' || text[at] == 'z') {
        ++at;
    } else if (text[at] == '+' || text[at] == '-') {
        const auto hours = digits(text, at + 1, 2), minutes = digits(text, at + 4, 2);
        if (!hours || !minutes || text[at + 3] != ':' || *hours > 23 || *minutes > 59) {
            return std::nullopt;
        }
        offset_minutes = (text[at] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
        at += 6;
    }
    if (at != text.size()) return std::nullopt;
    const std::int64_t days =
        days_from_civil(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
    const std::int64_t seconds = days * 86400 + *hour * 3600 + *minute * 60 + *second;
    return (seconds - offset_minutes * 60) * 1000 + fraction_ms;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digit = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digit[byte >> 4];
        out += digit[byte & 15];
    }
    return out;
}

std::string base64url(std::string_view bytes) {
    std::string out;
    unsigned buffered = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffered = buffered << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            out += base64url_alphabet[buffered >> (bits - 6) & 63];
    }
    if (bits > 0) out += base64url_alphabet[buffered << (6 - bits) & 63];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    unsigned buffered = 0;
    int bits = 0;
    for (const char c : text) {
        const std::size_t value = base64url_alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        buffered = buffered << 6 | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(buffered >> bits & 255);
        }
    }
    return out;
}

namespace {

/// Bytes of the UTF-8 character that the text begins with; 0 if it begins with none.
std::size_t character_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length > text.size()) return 0;
    for (std::size_t k = 1; k < length; ++k) {
        if ((static_cast<unsigned char>(text[k]) & 0xC0) != 0x80) return 0;
    }
    const auto second = length > 1 ? static_cast<unsigned char>(text[1]) : 0;
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second >= 0xA0;
    const bool beyond = lead == 0xF4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

/// A multiple of eight bytes that the text begins with and that are ASCII, compared together.
std::size_t ascii_eights(std::string_view bytes) {
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080;
    std::size_t length = 0;
    for (std::uint64_t eight = 0; length + sizeof eight <= bytes.size(); length += sizeof eight) {
        std::memcpy(&eight, bytes.data() + length, sizeof eight);
        if ((eight & high_bits) != 0) break;
    }
    return length;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    for (;;) {
        bytes.remove_prefix(ascii_eights(bytes));
        if (bytes.empty()) return true;
        const std::size_t length = character_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
}

std::string cut(std::string_view text, std::size_t bytes_max) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = character_length(text), taken = std::max<std::size_t>(1, length);
        if (out.size() + taken > bytes_max) break;
        if (length == 0)
            out += '?';
        else
            out += text.substr(0, length);
        text.remove_prefix(taken);
    }
    return out;
}

std::string_view file_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string slug(std::string_view text, std::size_t bytes_max) {
    std::string slug;
    for (const char c : lower(text)) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '.' && !slug.empty());
        if (plain || (!slug.empty() && slug.back() != '-')) slug += plain ? c : '-';
    }
    slug.resize(std::min(slug.size(), bytes_max));
    while (slug.ends_with('-'))
        slug.pop_back();
    return slug;
}

std::string html_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::optional<std::string_view> nearest(std::string_view wrong,
                                        std::span<const std::string_view> names) {
    std::optional<std::string_view> best;
    std::size_t best_distance = 3;
    for (const std::string_view name : names) {
        const std::size_t distance = edit_distance(wrong.substr(0, 64), name);
        if (distance < best_distance) {
            best = name;
            best_distance = distance;
        }
    }
    return best;
}

}  // namespace lem::text
