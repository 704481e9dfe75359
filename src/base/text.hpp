#pragma once
/// Small text functions without a better home. Pure; no I/O, no locale; nothing here throws.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lem::text {

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
/// Splits at spaces; text "in double quotes" is one word, without the quotes. An unclosed quote
/// ends with the text. No empty words.
std::vector<std::string> search_words(std::string_view text);
std::string lower(std::string_view text);  // ASCII only
bool iequals(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view haystack, std::string_view needle);

/// The shortest text that reads back as the same double ("1.5", "2", "1e-07"). Finite values only.
std::string number(double value);
void append_number(std::string& out, double value);
void append_number(std::string& out, std::int64_t value);

/// Parse the whole text; nullopt unless it is one finite number.
std::optional<double> to_double(std::string_view text);
std::optional<std::int64_t> to_int(std::string_view text);

/// RFC 3339 in UTC with milliseconds: 2026-11-20T14:02:00.000Z
std::string rfc3339(std::int64_t unix_ms);
/// Accepts Z or an offset, with or without fraction; nullopt when it is not a date-time.
std::optional<std::int64_t> parse_rfc3339(std::string_view text);

std::string hex(std::string_view bytes);
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);
bool is_utf8(std::string_view bytes);
/// The beginning of a text of unknown origin, at most `bytes_max` long and cut between characters;
/// invalid UTF-8 becomes "?".
std::string cut(std::string_view text, std::size_t bytes_max);

/// What follows the last slash of a path: "m.gguf" of "/home/me/m.gguf".
std::string_view file_name(std::string_view path);
/// A name for files and folders: lower-case letters, digits and dots; everything between them
/// becomes one hyphen. At most `bytes_max` long; empty if the text has no letter or digit.
std::string slug(std::string_view text, std::size_t bytes_max);

/// Escapes for element content and double-quoted attribute values.
std::string html_escape(std::string_view text);

/// The name nearest to `wrong` within two edits, for "did you mean".
std::optional<std::string_view> nearest(std::string_view wrong,
                                        std::span<const std::string_view> names);

}  // namespace lem::text
