#include "base/clock.hpp"
#include "base/id.hpp"
#include "cli/commands.hpp"
#include "cli/own_folders.hpp"
#include "cli/print_error.hpp"
#include "cli/publish.hpp"
#include "client/account_keys.hpp"
#include "client/sign_result.hpp"
#include "schema/write.hpp"

#include <fmt/format.h>

namespace lem::cli {

/// A key as it is listed: all but the private part.
struct ListedKey {
    std::string name;
    std::optional<std::string> created_at;
    std::string fingerprint;
    std::string key;
};

}  // namespace lem::cli

namespace lem::schema {

template <>
struct description<cli::ListedKey> {
    using T = cli::ListedKey;
    static constexpr auto record = schema::record(
        "ListedKey", "A key of this user.", field("name", &T::name, {.doc = "Its name."}),
        field("created_at", &T::created_at,
              {.doc = "When; null when its file does not say.", .format = TextFormat::date_time}),
        field("fingerprint", &T::fingerprint,
              {.doc = "SHA-256 of the public key.", .format = TextFormat::sha256}),
        field("key", &T::key, {.doc = "The public key."}));
};

}  // namespace lem::schema

namespace lem::cli {
namespace {

ListedKey listed(const client::SigningKey& key) {
    return {.name = key.name,
            .created_at = key.created_at.empty() ? std::nullopt : std::optional(key.created_at),
            .fingerprint = domain::fingerprint_of(key.public_key()),
            .key = domain::text_of(key.public_key())};
}

void create(const std::string& name, bool json) {
    SystemRandom random;
    const ListedKey made = listed(own_keys().create(name, SystemClock(), random));
    if (json)
        fmt::print("{}\n", schema::to_text(made));
    else
        fmt::print(
            "Created the key {}, fingerprint {}.\n  From now on lem submit signs with it. For the "
            "signature to count, register the key once: lem keys register --server URL\n",
            made.name, made.fingerprint);
}

void list(bool json) {
    std::vector<ListedKey> keys;
    for (const client::SigningKey& key : own_keys().list())
        keys.push_back(listed(key));
    if (json) {
        fmt::print("{}\n", schema::to_text(keys));
        return;
    }
    if (keys.empty()) fmt::print("There are no keys; lem keys create makes one.\n");
    for (const ListedKey& key : keys)
        fmt::print("{:20}  {:10}  {}\n", key.name, key.created_at.value_or("-").substr(0, 10),
                   key.fingerprint);
}

struct SignOptions {
    std::vector<std::string> results;
    std::string key;
};

client::SigningKey own_key(const std::string& name) {
    auto key = own_keys().chosen(name);
    if (!key)
        throw Error(ErrorCode::bad_request, "There is no key yet; lem keys create makes one.");
    return std::move(*key);
}

/// A result that cannot be signed does not stop the others.
int sign(const SignOptions& options) {
    const client::SigningKey key = own_key(options.key);
    int exit_code = 0;
    for (const std::string& path : options.results) {
        try {
            const domain::PublicKey signer = client::sign_on_disk(path, key);
            fmt::print("{}: {} {}\n", path,
                       signer == key.public_key() ? "signed by" : "was signed before by",
                       domain::fingerprint_of(signer));
        } catch (const Error& error) {
            print_error(error, path);
            exit_code = traits_of(error.code()).exit_code;
        }
    }
    return exit_code;
}

struct ServerOptions {
    PublishOptions publish;
    std::string key;
    std::string id;
    bool json = false;
};

void print(const domain::AccountKey& key, bool json) {
    if (json)
        fmt::print("{}\n", schema::to_text(key));
    else
        fmt::print("{}: {} is {} of the account {}.\n", for_terminal(key.id),
                   for_terminal(key.fingerprint), key.revoked_at ? "a revoked key" : "a key",
                   for_terminal(key.account));
}

void add_own(CLI::App& keys, int& exit_code) {
    auto* created = keys.add_subcommand("create", "Create a key pair; the private key stays here");
    created->footer(
        "Examples:\n  lem keys create\n  lem keys create laptop --json\n"
        "The private key is a file that only you can read, in ~/.config/lem/keys. Keep a copy: it "
        "cannot be restored.");
    const auto name = std::make_shared<std::string>("default");
    const auto create_json = std::make_shared<bool>(false);
    created->add_option("name", *name, "Name of the key, also of its file")->capture_default_str();
    created->add_flag("--json", *create_json, "Print the key, without its private part, as JSON");
    created->callback([name, create_json, &exit_code] {
        create(*name, *create_json);
        exit_code = 0;
    });

    auto* listing = keys.add_subcommand("list", "List your keys: name, date, fingerprint");
    listing->footer("Example:\n  lem keys list --json");
    const auto list_json = std::make_shared<bool>(false);
    listing->add_flag("--json", *list_json, "Print JSON");
    listing->callback([list_json, &exit_code] {
        list(*list_json);
        exit_code = 0;
    });

    auto* exported = keys.add_subcommand("export", "Print a public key, for others to verify with");
    exported->footer("Examples:\n  lem keys export\n  lem keys export laptop --pem > laptop.pem");
    const auto export_name = std::make_shared<std::string>();
    const auto pem = std::make_shared<bool>(false);
    exported->add_option("name", *export_name, "Name of the key; needed if there are several");
    exported->add_flag("--pem", *pem, "Print PEM, as other programs read it");
    exported->callback([export_name, pem, &exit_code] {
        const domain::PublicKey key = own_key(*export_name).public_key();
        fmt::print("{}", *pem ? domain::public_pem(key) : domain::text_of(key) + "\n");
        exit_code = 0;
    });
}

void add_sign(CLI::App& keys, int& exit_code) {
    auto* command =
        keys.add_subcommand("sign", "Sign results on the disk; lem submit does it by itself");
    command->footer("Example:\n  lem keys sign results/quickstart-20261120-140200 --key laptop");
    const auto options = std::make_shared<SignOptions>();
    command->add_option("results", options->results, "Result folders or .lem bundles")->required();
    command->add_option("--key", options->key, "Name of the key; needed if there are several")
        ->envname("LEM_KEY");
    command->callback([options, &exit_code] { exit_code = sign(*options); });
}

void add_at_server(CLI::App& keys, int& exit_code) {
    auto* registering =
        keys.add_subcommand("register", "Make a key one of your account at a server");
    registering->footer(
        "Example:\n  lem keys register --server https://lem.example --token-file token\n"
        "The server then marks what the key signs as signed by you. A key belongs to one account "
        "for ever.");
    const auto options = std::make_shared<ServerOptions>();
    registering->add_option("--key", options->key, "Name of the key; needed if there are several")
        ->envname("LEM_KEY");
    add_publish_options(*registering, options->publish);
    registering->add_flag("--json", options->json, "Print the registered key as JSON");
    registering->callback([options, &exit_code] {
        print(client::register_key(credentials_of(options->publish), own_key(options->key)),
              options->json);
        exit_code = 0;
    });

    auto* revoking = keys.add_subcommand("revoke", "Revoke a key of your account at a server");
    revoking->footer(
        "Example:\n  lem keys revoke key_01J... --server https://lem.example --token-file token\n"
        "What was published before stays signed; what comes later is not. It cannot be undone.");
    const auto revoked = std::make_shared<ServerOptions>();
    revoking->add_option("id", revoked->id, "Key id, as lem keys register printed it")->required();
    add_publish_options(*revoking, revoked->publish);
    revoking->add_flag("--json", revoked->json, "Print the revoked key as JSON");
    revoking->callback([revoked, &exit_code] {
        print(client::revoke_key(credentials_of(revoked->publish), revoked->id), revoked->json);
        exit_code = 0;
    });
}

}  // namespace

void add_keys(CLI::App& app, int& exit_code) {
    auto* keys = app.add_subcommand("keys", "Keys that sign what you publish");
    keys->require_subcommand(1);
    keys->footer("Example:\n  lem keys create && lem keys register --server https://lem.example");
    add_own(*keys, exit_code);
    add_sign(*keys, exit_code);
    add_at_server(*keys, exit_code);
}

}  // namespace lem::cli
