#include "pages/submit_form.hpp"

#include "platform/http/api/multipart.hpp"

namespace lem::pages {
namespace {

/// The file of the form as an upload of its own.
std::unique_ptr<blob::StagedFile> staged(std::string_view content,
                                         const std::filesystem::path& folder) {
    blob::StagedFileWriter writer(folder);
    writer.append(content);
    return writer.finish();
}

}  // namespace

SubmitForm read_submit_form(const http::Request& request) {
    const std::string body = request.upload->content();
    const auto parts = http::parse_form(request.header("content-type"), body);
    if (!parts)
        throw Error(ErrorCode::bad_request,
                    "The form cannot be read: " + std::string(parts.error()) + ".");
    std::string_view file;
    SubmitForm form;
    for (const http::FormPart& part : *parts) {
        if (part.name == "file") file = part.content;
        if (part.name == "licence") form.licence = part.content == "yes";
    }
    if (file.empty())
        throw Error(ErrorCode::bad_request, "Choose a file: a result.json or a .lem bundle.");
    form.file = staged(file, request.upload->folder());
    return form;
}

}  // namespace lem::pages
