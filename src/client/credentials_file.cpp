#include "client/credentials_file.hpp"

#include "base/file.hpp"
#include "base/limits.hpp"
#include "schema/read.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <sys/stat.h>

namespace lem::client {

/// The oldest login makes room for a new one.
constexpr std::size_t servers_max = 100;

struct KeptLogins {
    std::vector<KeptLogin> servers;
};

}  // namespace lem::client

namespace lem::schema {

template <>
struct description<client::KeptLogin> {
    using T = client::KeptLogin;
    static constexpr auto record = schema::record(
        "KeptLogin", "The token of one server.",
        field("server", &T::server, {.doc = "Its address."}),
        field("account", &T::account, {.doc = "Name of the account, when it was kept."}),
        field("token", &T::token, {.doc = "The token."}),
        field("expires_at", &T::expires_at,
              {.doc = "When it ends; null if it does not.", .format = TextFormat::date_time}));
};

template <>
struct description<client::KeptLogins> {
    using T = client::KeptLogins;
    static constexpr auto record = schema::record(
        "KeptLogins", "What lem login keeps.",
        field("servers", &T::servers, {.doc = "One for each.", .items_max = client::servers_max}));
};

}  // namespace lem::schema

namespace lem::client {

std::vector<KeptLogin> CredentialsFile::all() const {
    struct stat status{};
    if (stat(path_.c_str(), &status) != 0) return {};
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw Error(ErrorCode::bad_request, "Others can read the tokens in " + path_.string() +
                                                ", so they are not used. Run: chmod 600 " +
                                                path_.string());
    auto kept = schema::from_text<KeptLogins>(file::read(path_, limits::mib));
    if (!kept)
        throw Error(ErrorCode::bad_request,
                    path_.string() + " is not what lem login writes. Remove it and sign in again.",
                    std::move(kept.error()));
    return std::move(kept->servers);
}

std::optional<KeptLogin> CredentialsFile::find(const std::string& server) const {
    std::vector<KeptLogin> logins = all();
    const auto found = std::ranges::find(logins, server, &KeptLogin::server);
    if (found == logins.end()) return std::nullopt;
    return std::move(*found);
}

void CredentialsFile::keep(const KeptLogin& login) const {
    std::vector<KeptLogin> logins = all();
    std::erase_if(logins, [&](const KeptLogin& one) { return one.server == login.server; });
    if (logins.size() >= servers_max) logins.erase(logins.begin());
    logins.push_back(login);
    write(logins);
}

bool CredentialsFile::forget(const std::string& server) const {
    std::vector<KeptLogin> logins = all();
    if (std::erase_if(logins, [&](const KeptLogin& one) { return one.server == server; }) == 0)
        return false;
    write(logins);
    return true;
}

void CredentialsFile::write(const std::vector<KeptLogin>& logins) const {
    file::create_private_folder(path_.parent_path());
    file::replace_private(path_, schema::to_text(KeptLogins{logins}) + "\n");
}

}  // namespace lem::client
