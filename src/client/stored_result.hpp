#pragma once
/// A result as it is stored on disk: a folder, a .lem bundle or a result.json. Memory is bounded:
/// the document is held, requests.jsonl is read as a stream. Thread-safe.

#include "base/violation.hpp"
#include "domain/board/derivation.hpp"
#include "domain/result/result.hpp"
#include "domain/signing/public_key.hpp"

#include <filesystem>

namespace lem::client {

struct StoredResult {
    std::string document;
    /// Reads requests.jsonl from the disk at each call; yields nothing when there is no such file.
    /// Throws Error when the file can no longer be read.
    domain::RequestSource requests;
    domain::RequestSource trace = {};  // of power.csv, in the same way
    Violations disagreements;          // of the files with the manifest, or with their signature
    std::optional<domain::PublicKey> signer = {};  // of exactly these files
};

/// Throws Error(bad_request) when `path` cannot be read, Error(invalid) when it holds no result,
/// and Error(too_large) when the document is larger than limits::result_bytes_max.
StoredResult open_result(const std::filesystem::path& path);

/// Throws Error(invalid) with every violation; `place` names the result in the message.
domain::Manifest read_manifest(std::string_view text, const std::filesystem::path& place);

}  // namespace lem::client
