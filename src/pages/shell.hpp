#pragma once
/// The built index.html around every page, and the policy by which browsers run the styles and the
/// scripts that stand in it, and no others. Constant after construction; thread-safe.

#include <string>
#include <string_view>

namespace lem::pages {

class Shell {
public:
    /// `html` outlives the shell; empty if the program was built without the web application.
    explicit Shell(std::string_view html);

    std::string_view html() const { return html_; }
    /// The Content-Security-Policy of all pages but the submit page.
    const std::string& policy() const { return policy_; }
    /// That of the submit page, which compiles WebAssembly.
    const std::string& submit_policy() const { return submit_policy_; }

private:
    std::string_view html_;
    std::string policy_, submit_policy_;
};

}  // namespace lem::pages
