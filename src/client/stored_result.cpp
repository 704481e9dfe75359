#include "client/stored_result.hpp"

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "domain/signing/result_signature.hpp"
#include "platform/archive/bundle.hpp"
#include "schema/read.hpp"

#include <set>

namespace lem::client {
namespace {

namespace fs = std::filesystem;

constexpr const char* document_name = "result.json";
constexpr const char* manifest_name = "manifest.json";
constexpr const char* requests_name = "requests.jsonl";
constexpr const char* trace_name = "power.csv";

/// Hashes every file of a result, and holds its document and its manifest.
class FilesReader {
public:
    void begin(const std::string& name) {
        end();
        current_ = &files_[name];
        current_->name = name;
    }
    void take(std::string_view piece) {
        hash_.update(piece);
        current_->size_bytes += static_cast<std::int64_t>(piece.size());
        if (current_->name == document_name)
            append_limited(document_, piece, limits::result_bytes_max);
        if (current_->name == manifest_name)
            append_limited(manifest_, piece, limits::manifest_bytes_max);
        if (current_->name == domain::signature_name)
            append_limited(signature_, piece, limits::signature_bytes_max);
    }

    template <class PiecesOf>
    StoredResult finish(const fs::path& path, PiecesOf pieces_of) {
        end();
        if (!files_.contains(document_name))
            throw Error(ErrorCode::invalid, path.string() + " lacks result.json.");
        if (!files_.contains(manifest_name))
            throw Error(ErrorCode::invalid, path.string() + " lacks manifest.json.");
        StoredResult result{
            .document = std::move(document_),
            .requests = pieces_of(requests_name),
            .trace = pieces_of(trace_name),
            .disagreements = domain::disagreements(read_manifest(manifest_, path), files_)};
        if (!files_.contains(std::string(domain::signature_name))) return result;
        if (auto signer = domain::signer_of(signature_, files_))
            result.signer = std::move(*signer);
        else
            result.disagreements.insert(result.disagreements.end(), signer.error().begin(),
                                        signer.error().end());
        return result;
    }

private:
    void end() {
        if (current_ != nullptr) current_->sha256 = hash_.finish_hex();
        hash_ = Sha256();
        current_ = nullptr;
    }
    void append_limited(std::string& held, std::string_view piece, std::size_t bytes_max) const {
        if (held.size() + piece.size() > bytes_max)
            throw Error(ErrorCode::too_large, current_->name + " is larger than " +
                                                  std::to_string(bytes_max) + " bytes.");
        held += piece;
    }

    domain::FilesByName files_;
    domain::FileReference* current_ = nullptr;
    Sha256 hash_;
    std::string document_;
    std::string manifest_;
    std::string signature_;
};

/// Other files of the folder, such as a log that is still being written, are not part of the
/// result.
StoredResult open_folder(const fs::path& folder) {
    if (!fs::is_regular_file(folder / document_name) ||
        !fs::is_regular_file(folder / manifest_name))
        throw Error(
            ErrorCode::bad_request,
            folder.string() + " is not a result folder: it lacks result.json or manifest.json.");
    FilesReader reader;
    const auto read = [&](const std::string& name) {
        reader.begin(name);
        file::read_pieces(folder / name, [&](std::string_view piece) {
            reader.take(piece);
            return true;
        });
    };
    const domain::Manifest manifest =
        read_manifest(file::read(folder / manifest_name, limits::manifest_bytes_max), folder);
    std::set<std::string> seen{manifest_name};
    read(manifest_name);
    for (const domain::FileReference& listed : manifest.files) {
        // A name with a slash is not a file of this folder; a missing file is reported.
        if (fs::path(listed.name).filename() == listed.name &&
            fs::is_regular_file(folder / listed.name) && seen.insert(listed.name).second)
            read(listed.name);
    }
    return reader.finish(folder, [&](const char* name) {
        return [file = folder / name](const domain::TakeBytes& take) {
            if (fs::exists(file)) file::read_pieces(file, take);
        };
    });
}

StoredResult open_bundle(const fs::path& bundle) {
    FilesReader reader;
    archive::read(bundle, [&](const std::string& name, std::string_view piece) {
        if (piece.empty()) reader.begin(name);
        reader.take(piece);
        return true;
    });
    return reader.finish(bundle, [&](const char* wanted) {
        return [bundle, wanted](const domain::TakeBytes& take) {
            archive::read(bundle, [&](const std::string& name, std::string_view piece) {
                return name != wanted || take(piece);
            });
        };
    });
}

bool is_bundle(const fs::path& path) {
    bool bundle = false;
    file::read_pieces(path, [&](std::string_view piece) {
        bundle = archive::is_bundle(piece);
        return false;
    });
    return bundle;
}

}  // namespace

domain::Manifest read_manifest(std::string_view text, const fs::path& place) {
    auto manifest = schema::from_text<domain::Manifest>(text);
    if (!manifest)
        throw Error(ErrorCode::invalid, "The manifest.json of " + place.string() + " is invalid.",
                    std::move(manifest.error()));
    return std::move(*manifest);
}

StoredResult open_result(const fs::path& path) {
    if (fs::is_directory(path)) return open_folder(path);
    if (is_bundle(path)) return open_bundle(path);
    return {.document = file::read(path, limits::result_bytes_max),
            .requests = domain::requests_in(""),
            .disagreements = {}};
}

}  // namespace lem::client
