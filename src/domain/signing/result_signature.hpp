#pragma once
/// The signature of a result: the file result.dsse.json of its bundle, an envelope with a statement
/// about every other file but the manifest, which names the signature too. Pure; does not throw.

#include "domain/result/bundle_manifest.hpp"
#include "domain/signing/dsse.hpp"

namespace lem::domain {

inline constexpr std::string_view signature_name = "result.dsse.json";

/// The content of result.dsse.json. The same files and the same key give the same bytes.
std::string sign_files(const FilesByName& files, std::string_view seed);

/// The key that signed these files, as they are; or what is wrong, with the files that differ.
tl::expected<PublicKey, Violations> signer_of(std::string_view signature, const FilesByName& files);

}  // namespace lem::domain
