#pragma once
/// An opened upload: a result document alone, or a bundle whose manifest and signature match its
/// files. A bundle's files stay packed on disk and are read as streams. Throws Error(invalid), and
/// Error(too_large) when the budget is used up.

#include "domain/result/bundle_manifest.hpp"
#include "domain/signing/public_key.hpp"
#include "features/results/processor_budget.hpp"
#include "platform/archive/bundle.hpp"
#include "platform/blob/blob_store.hpp"
#include "platform/blob/staged_file.hpp"

namespace lem::results {

inline constexpr std::string_view bundle_media_type = "application/vnd.lem.bundle";

struct Upload {
    std::string media_type;
    std::string document;                          // the bytes of result.json
    domain::FilesByName files;                     // of a bundle; empty for a document alone
    std::optional<domain::PublicKey> signer = {};  // of exactly these files
    const blob::StagedFile* file = nullptr;

    /// Passes the pieces of a file of the bundle to `take` until it returns false; none if there is
    /// no such file.
    void read_file(const std::string& name, const ProcessorBudget& budget,
                   const std::function<bool(std::string_view)>& take) const;
    /// Stores every file of a bundle durably.
    void store_files(blob::BlobStore& blobs) const;
};

/// `file` must outlive the upload.
Upload open_upload(const blob::StagedFile& file, const ProcessorBudget& budget);

}  // namespace lem::results
