#pragma once
/// The submit page for browsers without scripts: the form is posted, the server answers with the
/// same verdicts, and publishes when that was asked for.

#include "features/accounts/accounts.hpp"
#include "features/results/results.hpp"
#include "platform/http/api/message.hpp"

namespace lem::pages {

struct FormOutcome {
    std::optional<domain::Receipt> receipt;     // published
    std::optional<domain::CheckReport> report;  // checked only, or refused
};

/// Throws Error for a form that cannot be read and, when it is to publish, for one without consent
/// or with a wrong token.
FormOutcome handle_submit_form(const http::Request& request, results::Results& results,
                               const accounts::Accounts& accounts);

}  // namespace lem::pages
