#include "client/key_folder.hpp"

#include "base/ed25519.hpp"
#include "base/file.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view created = "Created: ", ending = ".pem";
constexpr std::size_t name_bytes_max = 60;

void require_name(const std::string& name) {
    if (!name.empty() && text::slug(name, name_bytes_max) == name) return;
    throw Error(ErrorCode::bad_request,
                "A key's name has lower-case letters, digits, dots and single hyphens, at most " +
                    std::to_string(name_bytes_max) + "; \"" + text::cut(name, name_bytes_max) +
                    "\" is not one.");
}

/// A new file for its owner alone, on the disk when this returns.
void write_private(const fs::path& file, std::string_view content) {
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST)
        throw Error(ErrorCode::conflict,
                    "There is a key " + file.string() +
                        " already; it is not replaced, because results may be signed with it. "
                        "Choose another name.");
    const bool written = descriptor >= 0 &&
                         write(descriptor, content.data(), content.size()) == std::ssize(content) &&
                         fsync(descriptor) == 0;
    if (descriptor >= 0) close(descriptor);
    if (written) return;
    if (descriptor >= 0) unlink(file.c_str());
    throw Error(ErrorCode::unavailable,
                "Cannot write " + file.string() + "; set XDG_CONFIG_HOME to a writable folder.");
}

}  // namespace

fs::path KeyFolder::file_of(const std::string& name) const {
    require_name(name);
    return folder_ / (name + std::string(ending));
}

SigningKey KeyFolder::create(const std::string& name, const Clock& clock,
                             RandomSource& random) const {
    const fs::path file = file_of(name);
    SigningKey key{.name = name,
                   .created_at = text::rfc3339(clock.now_ms()),
                   .seed = random.bytes(ed25519::seed_bytes)};
    file::create_private_folder(folder_);
    write_private(file,
                  std::string(created) + key.created_at + "\n" + domain::private_pem(key.seed));
    return key;
}

SigningKey KeyFolder::named(const std::string& name) const {
    const fs::path file = file_of(name);
    struct stat status{};
    if (stat(file.c_str(), &status) != 0)
        throw Error(ErrorCode::not_found,
                    "There is no key " + name + "; `lem keys list` lists the keys.");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw Error(ErrorCode::forbidden, "Others can use the key " + file.string() +
                                              ", so it is not used. Run: chmod 600 " +
                                              file.string());
    const std::string content = file::read(file, 16 * limits::kib);
    auto seed = domain::seed_of_pem(content);
    if (!seed) throw Error(ErrorCode::invalid, file.string() + " holds no private key of Ed25519.");
    SigningKey key{.name = name, .created_at = {}, .seed = std::move(*seed)};
    const std::string_view first = text::split(content, '\n').front();
    if (first.starts_with(created)) key.created_at = text::trim(first.substr(created.size()));
    return key;
}

std::vector<SigningKey> KeyFolder::list() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder_, none)) {
        const std::string name = entry.path().stem().string();
        if (entry.path().extension() == ending && text::slug(name, name_bytes_max) == name)
            names.push_back(name);
    }
    std::ranges::sort(names);
    std::vector<SigningKey> keys;
    for (const std::string& name : names)
        keys.push_back(named(name));
    return keys;
}

std::optional<SigningKey> KeyFolder::chosen(const std::string& name) const {
    if (!name.empty()) return named(name);
    std::vector<SigningKey> keys = list();
    if (keys.empty()) return std::nullopt;
    if (keys.size() == 1) return std::move(keys.front());
    std::string names;
    for (const SigningKey& key : keys)
        names += (names.empty() ? "" : ", ") + key.name;
    throw Error(ErrorCode::bad_request,
                "There are several keys (" + names + "); name one with --key.");
}

}  // namespace lem::client
