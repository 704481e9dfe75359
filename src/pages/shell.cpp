#include "pages/shell.hpp"

#include "base/base64.hpp"
#include "base/hash.hpp"

namespace lem::pages {
namespace {

constexpr std::string_view bare_shell =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width, "
    "initial-scale=1\"><!--lem:head--></head><body><div "
    "id=\"root\"><!--lem:main--></div><!--lem:data--></body></html>";

std::string source_of(std::string_view text) {
    return " 'sha256-" + base64(sha256_bytes(text)) + "'";
}

/// The sources of what stands between `open` and `close`, each with a space before it.
std::string inline_sources(std::string_view html, std::string_view open, std::string_view close) {
    std::string sources;
    for (std::size_t at = 0; (at = html.find(open, at)) != std::string_view::npos;) {
        at += open.size();
        const std::size_t end = html.find(close, at);
        if (end == std::string_view::npos) break;
        sources += source_of(html.substr(at, end - at));
        at = end;
    }
    return sources;
}

std::string policy_text(std::string_view scripts, std::string_view styles) {
    // The empty style is that of libraries which ask whether styles work.
    return "default-src 'none'; script-src 'self'" + std::string(scripts) + "; style-src 'self'" +
           source_of("") + std::string(styles) +
           "; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
           "manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
           "form-action 'self'";
}

}  // namespace

Shell::Shell(std::string_view html) : html_(html.empty() ? bare_shell : html) {
    const std::string scripts = inline_sources(html_, "<script>", "</script>");
    const std::string styles = inline_sources(html_, "<style>", "</style>");
    policy_ = policy_text(scripts, styles);
    submit_policy_ = policy_text(scripts + " 'wasm-unsafe-eval'", styles);
}

}  // namespace lem::pages
