#include "cli/importer.hpp"

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/import_files.hpp"
#include "cli/import_print.hpp"
#include "cli/import_sources.hpp"
#include "cli/interrupt.hpp"
#include "cli/print_error.hpp"
#include "cli/source_results.hpp"
#include "cli/tell.hpp"
#include "interchange/results/replicates.hpp"
#include "schema/write.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <utility>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

class Importer {
public:
    explicit Importer(const ImportOptions& options) : options_(options) {}

    /// Several files: one that cannot be read does not stop the others.
    int run() {
        for (const std::string& path : options_.files) {
            for_each_source(path, [&](const ImportSource& source) {
                if (!interrupted) try_import(source);
                return !interrupted;
            });
            if (interrupted) return exit_interrupted;
        }
        std::fflush(stdout);
        if (unknown_ > 0)
            tell("{} other {} not in a format that lem reads (lem import --list-formats).\n",
                 unknown_, unknown_ == 1 ? "file is" : "files are");
        if (options_.json)
            print_replicates_json(written_);
        else if (!written_.empty())
            print_summary();
        return failed_ > 0 ? 1 : 0;
    }

private:
    void print_summary() const {
        print_replicates(written_);
        fmt::print(
            "{} {} in {}. Check one with lem verify, publish all with:\n  lem submit "
            "{}/*/result.json --server URL\n",
            written_.size(), written_.size() == 1 ? "result" : "results", options_.output,
            options_.output);
    }

    /// A folder may hold anything; a file that was named must be a result.
    void try_import(const ImportSource& source) {
        try {
            import(source);
        } catch (const Error& error) {
            if (is_other_file(source, error)) {
                ++unknown_;
                return;
            }
            std::fflush(stdout);
            print_error(error);
            ++failed_;
        }
    }

    void import(const ImportSource& source) {
        const SourceContent content = source.read();
        auto read = results_of(source, content, options_);
        if (!read) {
            ++unknown_;
            return;
        }
        const std::string& file = source.name;
        const std::string sha256 = sha256_hex(content.kept());
        bool begun = false;
        for (std::size_t i = 0; i < read->results.size(); ++i) {
            // Those of lem, from an export, stay byte for byte.
            const std::string document = read->documents.empty() ? schema::to_text(read->results[i])
                                                                 : std::move(read->documents[i]);
            const domain::Derived derived =
                domain::derive({.document = document}, {.received_at_ms = clock_.now_ms()});
            if (is_known(derived, file)) continue;
            if (!std::exchange(begun, true)) begin(*read, content, file, sha256);
            write(document, derived, folder_of(file, sha256, i), file);
        }
    }

    /// Whether it is another document of a run that was imported before.
    bool is_known(const domain::Derived& derived, const std::string& file) {
        const auto run = interchange::run_of(derived);
        if (!run) return false;
        const auto [known, is_new] = runs_.emplace(*run, file);
        if (!is_new && !options_.json)
            fmt::print("{}: the same run as in {}\n", file, known->second);
        return !is_new;
    }

    void begin(const SourceResults& read, const SourceContent& content, const std::string& file,
               const std::string& sha256) const {
        if (!options_.json)
            fmt::print("{}: {}, {} {}\n", file, read.program, read.results.size(),
                       read.results.size() == 1 ? "result" : "results");
        if (read.documents.empty())
            write_file(fs::path(options_.output) / "originals" /
                           (sha256.substr(0, 12) + "-" + name_of(file)),
                       content.kept());
    }

    fs::path folder_of(const std::string& file, const std::string& sha256, std::size_t index) {
        return fs::path(options_.output) /
               (text::slug(fs::path(name_of(file)).stem().string(), 60) + "-" +
                sha256.substr(0, 8) + "-" + std::to_string(index + 1));
    }

    static std::string name_of(const std::string& file) {
        const std::string_view name = text::file_name(file);
        return file == "-" ? "input"
                           : std::string(name.substr(name.size() -
                                                     std::min<std::size_t>(name.size(), 120)));
    }

    void write(const std::string& document, const domain::Derived& derived, const fs::path& folder,
               const std::string& file) {
        write_file(folder / "result.json", document);
        written_.push_back(imported_result(derived, folder.string()));
        if (options_.json)
            fmt::print("{{\"file\":{},\"folder\":{},\"result\":{}}}\n", schema::json(file).dump(),
                       schema::json(folder.string()).dump(), document);
        else
            print_result(derived, folder.string(), options_.report);
    }

    const ImportOptions& options_;
    SystemClock clock_;
    std::map<std::string, std::string> runs_;  // to the file that had it first
    std::vector<ImportedResult> written_;
    std::size_t failed_ = 0, unknown_ = 0;
};

}  // namespace

int import_files(const ImportOptions& options) {
    return Importer(options).run();
}

}  // namespace lem::cli
