#include "pages/submit_form.hpp"

#include "base/text.hpp"
#include "platform/http/api/multipart.hpp"

#include <fstream>
#include <sstream>

namespace lem::pages {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(content).str();
}

/// The file of the form as an upload of its own.
std::unique_ptr<blob::StagedFile> staged(std::string_view content,
                                         const std::filesystem::path& form) {
    blob::StagedFileWriter writer(form.parent_path());
    writer.append(content);
    return writer.finish();
}

}  // namespace

FormOutcome handle_submit_form(const http::Request& request, results::Results& results,
                               const accounts::Accounts& accounts) {
    const std::string form = read_file(request.upload->path());
    const auto parts = http::parse_form(request.header("content-type"), form);
    if (!parts)
        throw Error(ErrorCode::bad_request,
                    "The form cannot be read: " + std::string(parts.error()) + ".");
    std::string_view file, token, action, licence;
    for (const http::FormPart& part : *parts) {
        if (part.name == "file") file = part.content;
        if (part.name == "token") token = text::trim(part.content);
        if (part.name == "action") action = part.content;
        if (part.name == "licence") licence = part.content;
    }
    if (file.empty())
        throw Error(ErrorCode::bad_request, "Choose a file: a result.json or a .lem bundle.");
    const auto body = staged(file, request.upload->path());
    FormOutcome outcome;
    outcome.report = results.check(*body);
    if (action != "publish" || !outcome.report->acceptable) return outcome;
    if (token.empty()) throw Error(ErrorCode::unauthenticated, "To publish, give your token.");
    if (licence != "yes")
        throw Error(ErrorCode::bad_request,
                    "To publish, say that you measured this or may publish it.");
    const auto principal = accounts.authenticate(token);
    if (!principal)
        throw Error(ErrorCode::unauthenticated, "The token is unknown, expired or revoked.");
    if (!principal->may(domain::Scope::results_write))
        throw Error(ErrorCode::forbidden, "The token may not publish results.");
    outcome.receipt = results.submit(*principal, *body);
    return outcome;
}

}  // namespace lem::pages
