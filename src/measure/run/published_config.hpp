#pragma once
/// A configuration as it is published: folders of this machine are nobody's business. Pure.

#include "domain/experiment/experiment.hpp"

namespace lem::measure {

/// Every path is its last name only; the address of an attached server is left out.
domain::Experiment published_config(domain::Experiment config);
/// Folders are private, names are not: "/home/me/m.gguf" becomes "m.gguf", "DIR=/home/me/models"
/// "DIR=models".
std::string without_folders(const std::string& text);

}  // namespace lem::measure
