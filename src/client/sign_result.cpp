#include "client/sign_result.hpp"

#include "base/file.hpp"
#include "base/hash.hpp"
#include "client/result_files.hpp"
#include "client/stored_result.hpp"
#include "domain/result/bundle_manifest.hpp"
#include "domain/signing/result_signature.hpp"
#include "schema/write.hpp"

namespace lem::client {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_name = "manifest.json";

domain::FilesByName references(const archive::Files& files) {
    domain::FilesByName references;
    for (const auto& [name, content] : files)
        references[name] = {name, sha256_hex(content), std::ssize(content)};
    return references;
}

}  // namespace

domain::PublicKey sign(archive::Files& files, const SigningKey& key, const fs::path& place) {
    domain::Manifest manifest = read_manifest(files[manifest_name], place);
    const domain::FilesByName known = references(files);
    Violations violations = domain::disagreements(manifest, known);
    if (!violations.empty())
        throw Error(ErrorCode::invalid, place.string() + " does not match its manifest.",
                    std::move(violations));
    const std::string name(domain::signature_name);
    if (const auto signature = files.find(name); signature != files.end()) {
        auto signer = domain::signer_of(signature->second, known);
        if (!signer)
            throw Error(ErrorCode::invalid, "The signature of " + place.string() + " is wrong.",
                        std::move(signer.error()));
        return *signer;
    }
    const std::string signature = domain::sign_files(known, key.seed);
    files[name] = signature;
    manifest.files.push_back({name, sha256_hex(signature), std::ssize(signature)});
    files[manifest_name] = schema::to_pretty_text(manifest);
    return key.public_key();
}

void add_manifest(archive::Files& files) {
    domain::Manifest manifest;
    for (const auto& [name, reference] : references(files))
        manifest.files.push_back(reference);
    files[manifest_name] = schema::to_pretty_text(manifest);
}

domain::PublicKey sign_on_disk(const fs::path& path, const SigningKey& key) {
    ResultFiles result = read_result_files(path);
    if (result.form == ResultForm::document)
        throw Error(ErrorCode::bad_request,
                    path.string() +
                        " is a document alone, without a place for a signature. `lem "
                        "submit` signs it as it sends it.");
    const domain::PublicKey signer = sign(result.files, key, path);
    if (result.form == ResultForm::bundle) {
        file::replace(path, packed(result.files));
    } else {
        // The manifest last: a signature that it does not name yet is not part of the result.
        for (const std::string& name :
             {std::string(domain::signature_name), std::string(manifest_name)})
            file::replace(path / name, result.files.at(name));
    }
    return signer;
}

}  // namespace lem::client
