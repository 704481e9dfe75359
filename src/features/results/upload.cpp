#include "features/results/upload.hpp"

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "domain/signing/result_signature.hpp"
#include "schema/read.hpp"

namespace lem::results {
namespace {

/// Appends to a file in memory. Throws Error(too_large) beyond its limit.
void append_bounded(std::string& held, std::string_view piece, std::size_t bytes_max,
                    const std::string& name) {
    if (held.size() + piece.size() > bytes_max)
        throw Error(ErrorCode::too_large, "The bundle's " + name + " is larger than " +
                                              std::to_string(bytes_max) + " bytes.");
    held += piece;
}

void require_manifest(const domain::FilesByName& files, std::string_view text) {
    if (!files.contains("manifest.json"))
        throw Error(ErrorCode::invalid, "The bundle lacks manifest.json.");
    auto manifest = schema::from_text<domain::Manifest>(text);
    if (!manifest)
        throw Error(ErrorCode::invalid, "The bundle's manifest.json is invalid.",
                    std::move(manifest.error()));
    Violations violations = domain::disagreements(*manifest, files);
    if (!violations.empty())
        throw Error(ErrorCode::invalid, "The bundle does not match its manifest.",
                    std::move(violations));
}

/// One pass over a bundle: hashes every file, holds the document and the manifest.
class BundleReader {
public:
    BundleReader(Upload& upload, const ProcessorBudget& budget)
        : upload_(upload), budget_(budget) {}

    void take(const std::string& name, std::string_view piece) {
        budget_.require_left();
        if (piece.empty()) {
            end_file();
            current_ = &upload_.files[name];
            current_->name = name;
        }
        hash_.update(piece);
        current_->size_bytes += static_cast<std::int64_t>(piece.size());
        if (name == "result.json")
            append_bounded(upload_.document, piece, limits::result_bytes_max, name);
        if (name == "manifest.json")
            append_bounded(manifest_, piece, limits::manifest_bytes_max, name);
        if (name == domain::signature_name)
            append_bounded(signature_, piece, limits::signature_bytes_max, name);
    }

    void finish() {
        end_file();
        require_manifest(upload_.files, manifest_);
        if (!upload_.files.contains("result.json"))
            throw Error(ErrorCode::invalid, "The bundle lacks result.json.");
        if (!upload_.files.contains(std::string(domain::signature_name))) return;
        auto signer = domain::signer_of(signature_, upload_.files);
        if (!signer)
            throw Error(ErrorCode::invalid, "The bundle's signature is not valid.",
                        std::move(signer.error()));
        upload_.signer = std::move(*signer);
    }

private:
    void end_file() {
        if (current_ != nullptr) current_->sha256 = hash_.finish_hex();
        hash_ = Sha256();
        current_ = nullptr;
    }

    Upload& upload_;
    const ProcessorBudget& budget_;
    domain::FileReference* current_ = nullptr;
    Sha256 hash_;
    std::string manifest_;
    std::string signature_;
};

}  // namespace

void Upload::read_file(const std::string& name, const ProcessorBudget& budget,
                       const std::function<bool(std::string_view)>& take) const {
    if (!files.contains(name)) return;
    bool found = false;
    archive::read(file->path(), [&](const std::string& of_piece, std::string_view piece) {
        budget.require_left();
        if (of_piece != name) return !found;  // what follows the file is not unpacked
        found = true;
        return take(piece);
    });
}

void Upload::store_files(blob::BlobStore& blobs) const {
    std::unique_ptr<blob::StagedFileWriter> writer;  // of the file that is being unpacked
    const auto end_file = [&] {
        if (!writer) return;
        const auto staged = writer->finish();
        blobs.adopt(staged->path(), staged->sha256);
        writer.reset();
    };
    archive::read(file->path(), [&](const std::string&, std::string_view piece) {
        if (piece.empty()) {
            end_file();
            writer = std::make_unique<blob::StagedFileWriter>(file->folder());
        }
        writer->append(piece);
        return true;
    });
    end_file();
}

Upload open_upload(const blob::StagedFile& file, const ProcessorBudget& budget) {
    Upload upload;
    upload.file = &file;
    if (archive::is_bundle(file.first_bytes)) {
        upload.media_type = bundle_media_type;
        BundleReader reader(upload, budget);
        archive::read(file.path(), [&](const std::string& name, std::string_view piece) {
            reader.take(name, piece);
            return true;
        });
        reader.finish();
        return upload;
    }
    if (file.size_bytes > limits::result_bytes_max)
        throw Error(ErrorCode::too_large,
                    "A result document may hold at most 8 MiB; send a bundle.");
    upload.media_type = "application/json";
    upload.document = file.content();
    return upload;
}

}  // namespace lem::results
