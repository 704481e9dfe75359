#pragma once
/// Content coding for text: its negotiation, and the compression itself. Pure.

#include <string>
#include <string_view>

namespace lem::http {

enum class Coding { identity, gzip, brotli };

/// The best coding that an Accept-Encoding header allows (RFC 9110, 12.5.3).
Coding choose_coding(std::string_view accept_encoding);
std::string_view coding_name(Coding coding);

std::string compress(std::string_view bytes, Coding coding);
bool is_text_type(std::string_view content_type);

}  // namespace lem::http
