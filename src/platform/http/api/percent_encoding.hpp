#pragma once
/// Whether the escapes of an address are whole (RFC 3986, section 2.1). Pure; does not throw.

#include <string_view>

namespace lem::http {

bool is_hex_digit(char c);
/// True if every percent sign is followed by two hexadecimal digits.
bool is_percent_encoded(std::string_view value);

}  // namespace lem::http
