#pragma once
/// A server that is sent signed bundles.

#include "base/hash.hpp"
#include "domain/signing/result_signature.hpp"
#include "domain/signing/signed_note.hpp"
#include "support/bundle.hpp"
#include "support/server.hpp"

namespace lem::test {

using Files = archive::Files;

inline domain::FilesByName references(const Files& files) {
    domain::FilesByName references;
    for (const auto& [name, content] : files)
        references[name] = {name, sha256_hex(content), std::ssize(content)};
    return references;
}

inline domain::Result result_number(int number) {
    domain::Result result = sample_result(number);
    result.experiment.id = "exp_" + std::to_string(number);
    return result;
}

class SigningServer : public Server {
protected:
    static Files files_of(int number) {
        return {{"result.json", schema::to_text(result_number(number))}, {"engine.log", "ready\n"}};
    }
    static Files signed_files(int number, const std::string& seed) {
        Files files = files_of(number);
        files["result.dsse.json"] = domain::sign_files(references(files), seed);
        return files;
    }
    http::ClientResponse send(const Files& files, const std::string& token) {
        return call("POST", "/api/v1/results", bundle_of(files, scratch_.path().string()), token,
                    "application/vnd.lem.bundle");
    }

    std::string log_name() { return domain::read_note_key(get("/log/key").body).value().name; }
    static std::string registration(const domain::KeyClaim& claim, const std::string& seed) {
        return schema::to_text(domain::KeyRegistration{
            .name = "laptop",
            .claim =
                domain::sign_envelope(domain::key_claim_media_type, schema::to_text(claim), seed)});
    }
    http::ClientResponse register_key(const std::string& account, const std::string& token,
                                      const std::string& seed) {
        return call("POST", "/api/v1/keys",
                    registration({.account = account,
                                  .log = log_name(),
                                  .key = domain::text_of(domain::public_key_of(seed))},
                                 seed),
                    token);
    }
    static domain::AccountKey key_in(const http::ClientResponse& response) {
        return schema::from_text<domain::AccountKey>(response.body).value();
    }
    std::string token_of(const std::string& account) {
        return service_->accounts().create_token(account, "test", {domain::Scope::results_write},
                                                 std::nullopt);
    }
    domain::ResultDetail detail(const std::string& id) {
        return schema::from_text<domain::ResultDetail>(get("/api/v1/results/" + id).body).value();
    }

    const std::string seed_ = std::string(32, 's');
    const std::string other_seed_ = std::string(32, 't');
};

}  // namespace lem::test
