#include "base/error.hpp"
#include "platform/http/api/message.hpp"
#include "platform/http/api/multipart.hpp"
#include "platform/http/server/head_check.hpp"

/// A head that passes the check must contain nothing that parsers interpret differently.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view head(reinterpret_cast<const char*>(data), size);
    const auto refusal = lem::http::check_head(head);
    if (!refusal) {
        const std::size_t end = head.find("\r\n\r\n");
        const std::string_view lines = head.substr(0, end);
        LEM_ASSERT(lines.find('\0') == std::string_view::npos);
        LEM_ASSERT(lines.find("\r\n ") == std::string_view::npos &&
                   lines.find("\r\n\t") == std::string_view::npos);
        for (std::size_t at = lines.find('\n'); at != std::string_view::npos;
             at = lines.find('\n', at + 1))
            LEM_ASSERT(at > 0 && lines[at - 1] == '\r');
    }
    lem::http::parse_query(head);
    lem::http::percent_decode(head, false);
    const auto form = lem::http::parse_form("multipart/form-data; boundary=b", head);
    if (form) {
        for (const auto& part : *form)
            LEM_ASSERT(part.content.empty() ||
                       (part.content.data() >= head.data() &&
                        part.content.data() + part.content.size() <= head.data() + size));
    }
    return 0;
}
