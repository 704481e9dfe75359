#pragma once
/// An upload, opened: a result document alone, or a bundle whose manifest has been compared with
/// its files. Throws Error(invalid).

#include "domain/result/result.hpp"
#include "platform/archive/bundle.hpp"
#include "platform/blob/staged_file.hpp"

namespace lem::results {

inline constexpr std::string_view bundle_media_type = "application/vnd.lem.bundle";

struct Upload {
    std::string media_type;
    std::string document;  // the bytes of result.json
    archive::Files files;  // of a bundle; empty for a document alone
    std::string_view requests_jsonl() const;
};

Upload open_upload(const blob::StagedFile& file);

}  // namespace lem::results
