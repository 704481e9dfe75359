#pragma once
/// Text for TeX, LaTeX and BibTeX alike. Pure; does not throw.

#include <string>
#include <string_view>

namespace lem::pages::exports {

/// Text that TeX prints as it is; braces stay in pairs, as BibTeX needs them.
std::string tex_escaped(std::string_view text);
/// A key or label: letters, digits, hyphens and underscores; others become a hyphen.
std::string tex_key(std::string_view text);
/// An address inside `\url{}`.
std::string tex_url(std::string_view address);

}  // namespace lem::pages::exports
