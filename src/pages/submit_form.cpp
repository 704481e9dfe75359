#include "pages/submit_form.hpp"

#include "base/file.hpp"
#include "platform/http/api/multipart.hpp"

namespace lem::pages {
namespace {

/// The file of the form as an upload of its own.
std::unique_ptr<blob::StagedFile> staged(std::string_view content,
                                         const std::filesystem::path& form) {
    blob::StagedFileWriter writer(form.parent_path());
    writer.append(content);
    return writer.finish();
}

}  // namespace

SubmitForm read_submit_form(const http::Request& request) {
    const std::string body =
        file::read(request.upload->path(), request.upload->size_bytes, ErrorCode::internal);
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
    form.file = staged(file, request.upload->path());
    return form;
}

}  // namespace lem::pages
