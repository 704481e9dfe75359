#include "domain/signing/statement.hpp"
#include "support/signing_server.hpp"

#include <thread>

/// Keys of accounts and signed bundles, over HTTP.
namespace lem {
namespace {

using test::Files, test::result_number;

class SigningApi : public test::SigningServer {};

TEST_P(SigningApi, AResultSignedByAKeyOfItsAccountIsSigned) {
    const auto registered = register_key("ada", token_, seed_);
    ASSERT_EQ(registered.status, 201) << registered.body;
    const auto answer = send(signed_files(1, seed_), token_);
    ASSERT_EQ(answer.status, 201) << answer.body;
    const domain::Receipt published = receipt(answer);
    ASSERT_TRUE(published.signature);
    EXPECT_TRUE(published.signature->verified);
    const domain::ResultDetail shown = detail(published.id.text);
    EXPECT_EQ(shown.row.trust, domain::Trust::is_signed);
    ASSERT_TRUE(shown.signature);
    EXPECT_EQ(shown.signature->key_id, key_in(registered).id);
    EXPECT_EQ(shown.signature->fingerprint, domain::fingerprint_of(domain::public_key_of(seed_)));
    EXPECT_EQ(shown.signature->account, "ada");
    EXPECT_EQ(shown.log_index, 0);
    ASSERT_EQ(submit(result_number(2)).status, 201);
    EXPECT_EQ(board("?trust=signed").total, 1);
    EXPECT_EQ(board("?trust=self_reported").total, 1);
    restart();
    EXPECT_EQ(board("?trust=signed").items.at(0).id, published.id);
}

TEST_P(SigningApi, AnUnknownKeyCountsFromItsRegistrationOn) {
    const domain::Receipt published = receipt(send(signed_files(1, seed_), token_));
    ASSERT_TRUE(published.signature);
    EXPECT_EQ(published.signature->standing, domain::SignerStanding::unknown_key);
    EXPECT_EQ(detail(published.id.text).row.trust, domain::Trust::self_reported);
    ASSERT_EQ(register_key("ada", token_, seed_).status, 201);
    EXPECT_EQ(detail(published.id.text).row.trust, domain::Trust::is_signed);
    EXPECT_EQ(register_key("ada", token_, seed_).status, 200);
    const auto listed =
        schema::from_text<domain::AccountKeyList>(get("/api/v1/keys?account=ada").body).value();
    EXPECT_EQ(listed.items.size(), 1U);
    EXPECT_EQ(get("/api/v1/keys?account=eve").body, R"({"items":[]})");
    for (int tries = 0; board("?trust=signed").total == 0 && tries < 100; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(board("?trust=signed").total, 1) << "the leaderboard follows";
}

TEST_P(SigningApi, AKeyOfAnotherAccountIsRefused) {
    const std::string eve = token_of("eve");
    ASSERT_EQ(register_key("ada", token_, seed_).status, 201);
    const auto stolen = send(signed_files(1, seed_), eve);
    EXPECT_EQ(stolen.status, 403);
    EXPECT_NE(stolen.body.find("a key of another account"), std::string::npos) << stolen.body;
    EXPECT_EQ(register_key("eve", eve, seed_).status, 409);
    EXPECT_EQ(board().total, 0);
    EXPECT_EQ(domain::open_checkpoint(get("/log/checkpoint").body,
                                      domain::read_note_key(get("/log/key").body).value())
                  ->size,
              0U);
}

TEST_P(SigningApi, ARevokedKeySignsNoMoreButWhatItSignedStays) {
    const domain::AccountKey key = key_in(register_key("ada", token_, seed_));
    const std::string before = receipt(send(signed_files(1, seed_), token_)).id.text;
    EXPECT_EQ(call("DELETE", "/api/v1/keys/" + key.id, "", token_of("eve")).status, 403);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // revoked after, not at once
    const auto revoked = call("DELETE", "/api/v1/keys/" + key.id, "", token_);
    EXPECT_EQ(revoked.status, 200) << revoked.body;
    EXPECT_TRUE(key_in(revoked).revoked_at);
    EXPECT_EQ(key_in(call("DELETE", "/api/v1/keys/" + key.id, "", token_)).revoked_at,
              key_in(revoked).revoked_at)
        << "the first time stays";
    EXPECT_EQ(detail(before).row.trust, domain::Trust::is_signed);
    const auto late = send(signed_files(2, seed_), token_);
    EXPECT_EQ(late.status, 403);
    EXPECT_NE(late.body.find("revoked"), std::string::npos) << late.body;
    EXPECT_EQ(register_key("ada", token_, seed_).status, 409) << "for ever";
    EXPECT_EQ(call("DELETE", "/api/v1/keys/key_none", "", token_).status, 404);
}

TEST_P(SigningApi, ABundleThatIsNotWhatWasSignedIsRefusedAndTheFileNamed) {
    const auto refusal = [&](const Files& files) {
        const auto answer = send(files, token_);
        EXPECT_EQ(answer.status, 422) << answer.body;
        return answer.body;
    };
    Files files = signed_files(1, seed_);
    files["engine.log"] = "Ready\n";
    EXPECT_NE(refusal(files).find("engine.log is not the file that was signed"), std::string::npos);
    files = signed_files(1, seed_);
    files["more.txt"] = "x";
    EXPECT_NE(refusal(files).find("more.txt is not signed"), std::string::npos);
    files = signed_files(1, seed_);
    files.erase("engine.log");
    EXPECT_NE(refusal(files).find("engine.log, which is not here"), std::string::npos);
    files = signed_files(1, seed_);
    files["result.dsse.json"] = signed_files(2, seed_)["result.dsse.json"];
    EXPECT_NE(refusal(files).find("result.json is not the file that was signed"),
              std::string::npos);
    const std::string signature = signed_files(1, seed_)["result.dsse.json"];
    for (std::size_t i = 0; i < signature.size(); i += 7) {
        files = signed_files(1, seed_);
        files["result.dsse.json"][i] = static_cast<char>(signature[i] ^ 1);
        refusal(files);
    }
    files = signed_files(1, seed_);
    files["result.dsse.json"] = std::string(limits::signature_bytes_max + 1, ' ');
    EXPECT_EQ(send(files, token_).status, 413);
    EXPECT_EQ(board().total, 0);
    EXPECT_EQ(send(signed_files(1, seed_), token_).status, 201);
}

TEST_P(SigningApi, AClaimMustBeOfThisKeyAccountAndServer) {
    const std::string key = domain::text_of(domain::public_key_of(seed_));
    const domain::KeyClaim good{.account = "ada", .log = log_name(), .key = key};
    const auto refusal = [&](const std::string& body) {
        const auto answer = call("POST", "/api/v1/keys", body, token_);
        EXPECT_EQ(answer.status, 422) << answer.body;
        return answer.body;
    };
    domain::KeyClaim claim = good;
    claim.account = "eve";
    EXPECT_NE(refusal(registration(claim, seed_)).find("/account"), std::string::npos);
    claim = good;
    claim.log = "lem-log/another";
    EXPECT_NE(refusal(registration(claim, seed_)).find("/log"), std::string::npos);
    EXPECT_NE(refusal(registration(good, other_seed_)).find("/key"), std::string::npos)
        << "signed by another key than it names";
    std::string changed = registration(good, seed_);
    const std::size_t at = changed.find("\"payload\":\"") + 11;
    changed[at] = changed[at] == 'e' ? 'f' : 'e';
    EXPECT_NE(refusal(changed).find("/claim/signatures/0/sig"), std::string::npos);
    refusal("{}");
    EXPECT_EQ(call("POST", "/api/v1/keys", registration(good, seed_)).status, 401);
    EXPECT_EQ(get("/api/v1/keys").body, R"({"items":[]})");
}

TEST_P(SigningApi, AnAccountHasABoundedNumberOfKeys) {
    for (std::size_t i = 0; i <= limits::keys_of_account_max; ++i) {
        const std::string seed(32, static_cast<char>('A' + i));
        EXPECT_EQ(register_key("ada", token_, seed).status,
                  i < limits::keys_of_account_max ? 201 : 409)
            << i;
    }
}

TEST_P(SigningApi, ASignatureIsAddedToARunThatWasPublishedWithout) {
    ASSERT_EQ(register_key("ada", token_, seed_).status, 201);
    const std::string bare = receipt(send(files_of(1), token_)).id.text;
    const auto answer = send(signed_files(1, seed_), token_);
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(detail(bare).row.state, domain::ResultState::withdrawn);
    EXPECT_EQ(board().total, 1);
    EXPECT_EQ(board("?trust=signed").total, 1);
    EXPECT_EQ(send(signed_files(1, other_seed_), token_).status, 200) << "another is not needed";
    EXPECT_EQ(send(files_of(1), token_).status, 200) << "nor is it taken away";
    EXPECT_EQ(board("?trust=signed").total, 1);
}

TEST_P(SigningApi, TheServerSignsWhatItAccepted) {
    const domain::Receipt published = receipt(send(signed_files(1, seed_), token_));
    const std::string at = "/api/v1/results/" + published.id.text + "/attestation";
    const auto envelope = schema::from_text<domain::DsseEnvelope>(get(at).body).value();
    const auto opened = domain::open_envelope(envelope, domain::statement_media_type);
    ASSERT_TRUE(opened) << opened.error()[0].message;
    EXPECT_EQ(opened->signer, domain::read_note_key(get("/log/key").body).value().key);
    const auto statement = schema::from_text<domain::Statement>(opened->body).value();
    EXPECT_EQ(statement.predicate_type, domain::acceptance_predicate_type);
    ASSERT_TRUE(statement.predicate);
    EXPECT_EQ(statement.predicate->result, published.id.text);
    EXPECT_EQ(statement.predicate->submission_sha256, published.sha256);
    EXPECT_EQ(statement.predicate->signer_sha256,
              domain::fingerprint_of(domain::public_key_of(seed_)));
    ASSERT_EQ(statement.subject.size(), 4U) << "with manifest and signature";
    EXPECT_EQ(statement.subject[0].name, "engine.log");
    EXPECT_EQ(statement.subject[0].digest.at("sha256"), sha256_hex("ready\n"));
    EXPECT_EQ(get("/api/v1/results/res_none/attestation").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Databases, SigningApi, testing::Values("sqlite", "postgresql"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lem
