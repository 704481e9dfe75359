#pragma once
/// A result and the submit form as HTML text. Pure.

#include "domain/board/submission.hpp"

namespace lem::pages {

std::string result_page_html(const domain::ResultDetail& detail);
/// With a report: what the checks of the posted file said.
/// `refusal` says why a posted form was not taken.
std::string submit_form_html(const std::optional<domain::CheckReport>& report,
                             const std::string& refusal = {});

}  // namespace lem::pages
