#pragma once
/// A configuration as it is published, without the folders of the machine that ran it. Pure.

#include "domain/experiment/experiment.hpp"

namespace lem::domain {

/// Every path becomes its last component; the address of an attached server is left out.
Experiment published_config(Experiment config);
/// A path, or NAME=PATH, without its folders: "/home/me/m.gguf" becomes "m.gguf", and
/// "DIR=/home/me/models" becomes "DIR=models". Any other text is returned unchanged.
std::string without_folders(const std::string& word);

}  // namespace lem::domain
