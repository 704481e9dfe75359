#pragma once
/// The submit form that browsers without scripts send.

#include "platform/http/api/message.hpp"

namespace lem::pages {

struct SubmitForm {
    std::unique_ptr<blob::StagedFile> file;
    bool licence = false;  // the visitor may publish it
};

/// Throws Error(bad_request) for a form that cannot be read or has no file.
SubmitForm read_submit_form(const http::Request& request);

}  // namespace lem::pages
