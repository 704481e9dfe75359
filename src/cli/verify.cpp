#include "base/clock.hpp"
#include "base/hash.hpp"
#include "cli/commands.hpp"
#include "cli/own_folders.hpp"
#include "cli/print_checks.hpp"
#include "cli/print_error.hpp"
#include "client/log_proof.hpp"
#include "client/stored_result.hpp"
#include "domain/board/derivation.hpp"
#include "domain/board/leaderboard_wire.hpp"

#include <fmt/format.h>

namespace lem::cli {
namespace {

struct VerifyOptions {
    std::string path;
    std::string signer;
    std::string log;
    std::string log_key;
    bool json = false;
};

/// The name of the user's own key, if it is one. A key that cannot be read is not a reason to fail.
std::string own_name(const domain::PublicKey& key) {
    try {
        for (const client::SigningKey& own : own_keys().list())
            if (own.public_key() == key) return own.name;
    } catch (const Error&) {
        return {};
    }
    return {};
}

void print_signer(const std::string& path, const std::optional<domain::PublicKey>& signer) {
    if (!signer) {
        fmt::print("{}: not signed\n", path);
        return;
    }
    const std::string own = own_name(*signer);
    fmt::print(
        "{}: signed by the key {}{}\n  Over exactly these files. It proves who sent them "
        "and that they are unchanged, not that the figures are true.\n",
        path, domain::fingerprint_of(*signer), own.empty() ? "" : ", which is yours: " + own);
}

/// A public key or its fingerprint, as users type them.
bool is_key(const domain::PublicKey& key, const std::string& typed) {
    return typed == domain::text_of(key) || typed == domain::fingerprint_of(key);
}

/// What the user demands of the signature.
std::optional<domain::ProblemPlace> wrong_signer(const VerifyOptions& options,
                                                 const client::StoredResult& stored) {
    if (options.signer.empty() || (stored.signer && is_key(*stored.signer, options.signer)))
        return std::nullopt;
    return domain::ProblemPlace{"", stored.signer
                                        ? "signed by " + domain::fingerprint_of(*stored.signer) +
                                              ", not by " + options.signer
                                        : "not validly signed, although --signer demands it"};
}

void print_proof(const client::LogProof& proof) {
    fmt::print("{}: entry {} says that {} was accepted at {}, {}\n", for_terminal(proof.log),
               proof.index, for_terminal(proof.entry.result), for_terminal(proof.entry.accepted_at),
               proof.entry.signer_sha256 ? "signed by " + *proof.entry.signer_sha256
                                         : std::string("not signed"));
    fmt::print("  Proven: the entry is in the log of {} entries with the root {}.\n", proof.size,
               proof.root);
    if (proof.size_before)
        fmt::print("  Proven: this log continues the one of {} entries that was seen before.\n",
                   *proof.size_before);
    else
        fmt::print(
            "  Not proven: anything earlier, because this log was never seen before. Its "
            "checkpoint is kept for the next time.\n");
    if (proof.key_is_new)
        fmt::print("  Not proven: that the log's key is the right one. Compare it: {}\n",
                   for_terminal(proof.key));
}

void prove(const VerifyOptions& options, const std::string& document) {
    client::LogTrust trust{.seen_folder = own_logs()};
    if (!options.log_key.empty()) {
        trust.key = domain::read_note_key(options.log_key);
        if (!trust.key)
            throw Error(ErrorCode::bad_request,
                        "--log-key must be NAME+HASH+KEY, as the log's /log/key gives it.");
    }
    client::LogPlace place(options.log);
    const client::LogProof proof = client::prove_in_log(place, sha256_hex(document), trust);
    if (options.json)
        fmt::print("{}\n", schema::to_text(proof));
    else
        print_proof(proof);
}

int verify(const VerifyOptions& options) {
    const client::StoredResult stored = client::open_result(options.path);
    domain::CheckReport report = domain::derive({stored.document, stored.requests, stored.trace},
                                                {.received_at_ms = SystemClock().now_ms()})
                                     .report;
    for (const auto& [pointer, message] : stored.disagreements)
        report.violations.push_back({pointer, message});
    const auto unwanted = wrong_signer(options, stored);
    if (unwanted) report.violations.push_back(*unwanted);
    report.acceptable = report.acceptable && stored.disagreements.empty() && !unwanted;
    if (stored.signer) report.signer = domain::signed_by(*stored.signer);
    if (options.json) {
        fmt::print("{}\n", schema::to_text(report));
    } else {
        for (const auto& [pointer, message] : report.violations)
            fmt::print("{}: {} {}\n", options.path, for_terminal(pointer), for_terminal(message));
        if (stored.disagreements.empty()) print_signer(options.path, stored.signer);
        print_checks(report.checks);
        fmt::print("{}: {}\n", options.path, report.acceptable ? "acceptable" : "not acceptable");
    }
    if (!options.log.empty()) {
        std::fflush(stdout);
        prove(options, stored.document);
    }
    return report.acceptable ? 0 : 1;
}

}  // namespace

void add_verify(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "verify", "Check a result and its signature offline, with the server's own checks");
    command->footer(
        "Examples:\n  lem verify results/quickstart-20261120-140200\n  lem verify run.lem --json\n"
        "  lem verify run.lem --signer ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "  lem verify run.lem --log https://lem.example\n"
        "Exit status 1: the server would reject it, or the signature or the log is not as asked.");
    const auto options = std::make_shared<VerifyOptions>();
    command->add_option("result", options->path, "Result folder, .lem bundle or result.json")
        ->required();
    command->add_option("--signer", options->signer,
                        "The key or the fingerprint that must have signed it");
    command->add_option("--log", options->log,
                        "Server, or folder with a copy of its log, that must have an entry about "
                        "it; keeps the last checkpoint and proves that the log continues it");
    command->add_option("--log-key", options->log_key,
                        "The log's key; otherwise the one that it gave when it was first seen");
    command->add_flag("--json", options->json,
                      "Print the report as a line of JSON, and the proof as another");
    command->callback([options, &exit_code] { exit_code = verify(*options); });
}

}  // namespace lem::cli
