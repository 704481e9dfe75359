#pragma once
/// Reads the results whose paths the user gave.

#include "domain/board/derivation.hpp"
#include "domain/compare/request_digest.hpp"

#include <string>
#include <vector>

namespace lem::cli {

struct ReadResult {
    std::string name;  // the path
    domain::Derived document;
    domain::RequestSource requests;  // read from the disk at each call
};

/// A result folder, bundle or result.json. Throws Error(invalid) with every violation.
ReadResult read_result(const std::string& path);

/// What a comparison needs of its requests. Throws Error when the file is gone.
domain::RequestDigest digest_of_requests(const ReadResult& result);

/// The path itself, or the results in a study's folder, in the order of their names.
std::vector<std::string> results_below(const std::string& path);

}  // namespace lem::cli
