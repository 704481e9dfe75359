#pragma once
/// All files of a result in memory, as they are packed and signed. Thread-safe.

#include "platform/archive/bundle.hpp"

namespace lem::client {

enum class ResultForm { folder, bundle, document };

struct ResultFiles {
    ResultForm form = ResultForm::document;
    archive::Files files;
    std::string original;  // of a bundle or a document: its bytes
};

/// A result folder (the files that its manifest lists), a .lem bundle or a result.json, which is
/// then the only file. Throws Error when it cannot be read.
ResultFiles read_result_files(const std::filesystem::path& path);

/// The bundle as bytes. Packing is repeatable: the same files give the same bytes.
std::string packed(const archive::Files& files);

}  // namespace lem::client
