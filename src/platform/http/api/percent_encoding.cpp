#include "platform/http/api/percent_encoding.hpp"

namespace lem::http {

bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_percent_encoded(std::string_view value) {
    for (std::size_t at = 0; (at = value.find('%', at)) != std::string_view::npos; at += 3) {
        if (at + 2 >= value.size() || !is_hex_digit(value[at + 1]) || !is_hex_digit(value[at + 2]))
            return false;
    }
    return true;
}

}  // namespace lem::http
