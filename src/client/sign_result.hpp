#pragma once
/// Signs the files of a result: adds result.dsse.json and its line in the manifest. Thread-safe.

#include "client/key_folder.hpp"
#include "platform/archive/bundle.hpp"

namespace lem::client {

/// The key that signs `files` from now on: `key`, or the one that has signed them before, which
/// stays as it is. `place` names the result in messages. Throws Error(invalid) when the files
/// differ from their manifest or from their signature: what is damaged is not signed.
domain::PublicKey sign(archive::Files& files, const SigningKey& key,
                       const std::filesystem::path& place);

/// Adds the manifest that a document alone does not have.
void add_manifest(archive::Files& files);

/// Signs a result folder or a bundle on the disk; the files are replaced at once or not at all.
/// Throws as `sign`, and Error(bad_request) for a document alone, which has no place for a
/// signature.
domain::PublicKey sign_on_disk(const std::filesystem::path& path, const SigningKey& key);

}  // namespace lem::client
