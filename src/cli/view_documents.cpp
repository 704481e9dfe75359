#include "cli/view_documents.hpp"

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/source_results.hpp"
#include "client/result_files.hpp"
#include "platform/archive/bundle.hpp"
#include "schema/write.hpp"

#include <atomic>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t message_bytes_max = 1'000;
constexpr std::size_t violations_named_max = 3;

void erase_all(std::string& text, std::string_view part) {
    std::string rest;
    std::size_t from = 0;
    for (std::size_t at = 0; (at = text.find(part, from)) != std::string::npos;
         from = at + part.size())
        rest.append(text, from, at - from);
    text = rest.append(text, from);
}

/// The file's SHA-256 is in each of its results, and the ids of their runs begin with it.
std::string content_of(std::string document, const std::string& file_sha256) {
    constexpr std::size_t in_id = 24;
    erase_all(document, file_sha256);
    erase_all(document, std::string_view(file_sha256).substr(0, in_id));
    return sha256_hex(document);
}

/// The bundle as `lem submit` sends it.
ViewedDocument packed(const std::string& path, const fs::path& scratch) {
    ViewedDocument document{.bytes = {}, .run = {}, .content = {}, .file = path};
    if (fs::is_directory(path)) {
        static std::atomic<std::uint64_t> number{0};
        const fs::path bundle = scratch / ("bundle-" + std::to_string(++number));
        client::ResultFiles result = client::read_result_files(path);
        archive::pack(result.files, bundle);
        document.bytes = file::read(bundle, limits::bundle_inflated_bytes_max);
        document.alone = std::move(result.files["result.json"]);
        fs::remove(bundle);
    } else {
        document.bytes = file::read(path, limits::bundle_bytes_max);
    }
    document.content = sha256_hex(document.bytes);
    return document;
}

void read_source_into(UnitDocuments& unit, const ImportSource& source,
                      const ImportOptions& options) {
    try {
        const SourceContent content = source.read();
        const auto read = results_of(source, content, options);
        if (!read) {
            ++unit.other_files;
            return;
        }
        const std::string sha256 = sha256_hex(content.kept());
        for (std::size_t i = 0; i < read->results.size(); ++i) {
            const bool own = !read->documents.empty();
            std::string bytes = own ? read->documents[i] : schema::to_text(read->results[i]);
            std::string content_sha256 = own ? sha256_hex(bytes) : content_of(bytes, sha256);
            unit.documents.push_back({.bytes = std::move(bytes),
                                      .run = read->results[i].experiment.id,
                                      .content = std::move(content_sha256),
                                      .file = source.name});
        }
    } catch (const Error& error) {
        if (is_other_file(source, error))
            ++unit.other_files;
        else
            unit.unreadable.push_back(unreadable_file(source.name, error));
    }
}

void read_packable_into(UnitDocuments& unit, const std::string& path, const fs::path& scratch) {
    try {
        unit.documents.push_back(packed(path, scratch));
    } catch (const Error& error) {
        unit.unreadable.push_back(unreadable_file(path, error));
    }
}

}  // namespace

UnitDocuments read_unit(const ViewUnit& unit, const ImportOptions& options,
                        const fs::path& scratch) {
    UnitDocuments read;
    try {
        if (unit.packable) read_packable_into(read, *unit.packable, scratch);
        for (const ImportSource& source : unit.sources)
            read_source_into(read, source, options);
    } catch (const std::exception& failure) {
        read.unreadable.push_back(
            {shown_text(unit.name), shown_text(std::string("internal error: ") + failure.what())});
    }
    return read;
}

pages::UnreadableFile unreadable_file(const std::string& file, const Error& error) {
    std::string message = error.message();
    if (message.starts_with(file + " ")) message.erase(0, file.size() + 1);
    if (message == "was not imported." && !error.violations().empty()) message.clear();
    std::size_t named = 0;
    for (const auto& [pointer, problem] : error.violations()) {
        if (named++ == violations_named_max) break;
        message +=
            (message.empty() ? "" : " ") + pointer + (pointer.empty() ? "" : " ") + problem + ".";
    }
    if (error.violations().size() > violations_named_max) message += " There is more.";
    return {shown_text(file), shown_text(message)};
}

std::string shown_text(std::string_view text) {
    return text::cut(text, message_bytes_max);
}

}  // namespace lem::cli
