#pragma once
/// A result and the submit form as HTML text. Pure.

#include "domain/submission.hpp"

namespace lem::results {

std::string page_html(const domain::ResultDetail& detail);
/// With a report: what the checks of the posted file said.
std::string submit_form_html(const std::optional<domain::CheckReport>& report);

}  // namespace lem::results
