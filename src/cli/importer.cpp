#include "cli/importer.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "cli/import_files.hpp"
#include "cli/import_sources.hpp"
#include "cli/interrupt.hpp"
#include "cli/print_error.hpp"
#include "cli/read_result.hpp"
#include "cli/source_results.hpp"
#include "cli/tell.hpp"
#include "domain/board/derivation.hpp"
#include "domain/board/leaderboard_wire.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;

std::string counted(const domain::Provenance& provenance) {
    std::string text;
    for (const auto& fate : schema::enumeration<domain::FieldFate>::values) {
        const auto count =
            std::ranges::count(provenance.mapping, fate.value, &domain::MappedField::fate);
        if (count > 0)
            text +=
                (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(fate.name);
    }
    return "Fields: " + text + ".";
}

std::string in_one_line(const domain::LeaderboardRow& row) {
    std::string text = row.model + ", " + row.engine +
                       (row.hardware.empty() ? "" : ", " + row.hardware) + ", " + row.load;
    const auto add = [&](const domain::RankedValue& value, const char* unit) {
        if (value.value) text += fmt::format(", {:.4g} {}", *value.value, unit);
    };
    add(row.metrics.throughput_tokens_per_sec, "tok/s");
    add(row.metrics.tokens_per_joule, "tok/J");
    if (!row.metrics.tokens_per_joule.value) text += ", no energy";
    return text;
}

void print_report(const domain::Provenance& provenance) {
    for (const domain::MappedField& field : provenance.mapping) {
        const std::string arrow = field.source.empty() || field.target.empty() ? "" : " -> ";
        fmt::print("    {:<9} {}{}{}: {}\n", schema::name_of(field.fate), field.source, arrow,
                   field.target, field.reason);
    }
    for (const std::string& note : provenance.notes)
        fmt::print("    note      {}\n", note);
}

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
        if (!options_.json && written_ > 0)
            fmt::print(
                "{} {} in {}. Check one with lem verify, publish all with:\n  lem submit "
                "{}/*/result.json --server URL\n",
                written_, written_ == 1 ? "result" : "results", options_.output, options_.output);
        return failed_ > 0 ? 1 : 0;
    }

private:
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
        if (!read->documents.empty()) return import_own(*read, file, sha256);
        std::vector<domain::Result>& results = read->results;
        std::erase_if(results, [&](const domain::Result& result) {
            const auto [run, is_new] = runs_.emplace(result.experiment.id, file);
            if (!is_new && !options_.json)
                fmt::print("{}: the same run as in {}\n", file, run->second);
            return !is_new;
        });
        if (results.empty()) return;
        print_found(file, read->program, results.size());
        write_file(
            fs::path(options_.output) / "originals" / (sha256.substr(0, 12) + "-" + name_of(file)),
            content.kept());
        for (std::size_t i = 0; i < results.size(); ++i)
            write(schema::to_text(results[i]), folder_of(file, sha256, i), file);
    }

    void import_own(const SourceResults& own, const std::string& file, const std::string& sha256) {
        print_found(file, own.program, own.documents.size());
        for (std::size_t i = 0; i < own.documents.size(); ++i)
            write(own.documents[i], folder_of(file, sha256, i), file);
    }

    void print_found(const std::string& file, std::string_view program, std::size_t count) const {
        if (!options_.json)
            fmt::print("{}: {}, {} {}\n", file, program, count, count == 1 ? "result" : "results");
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

    void write(const std::string& document, const fs::path& folder, const std::string& file) {
        write_file(folder / "result.json", document);
        ++written_;
        if (options_.json) {
            fmt::print("{{\"file\":{},\"folder\":{},\"result\":{}}}\n", schema::json(file).dump(),
                       schema::json(folder.string()).dump(), document);
            return;
        }
        const auto written = read_result((folder / "result.json").string()).document;
        const domain::CheckReport& report = written.report;
        fmt::print("  {}\n    {}\n", folder.string(),
                   report.row ? in_one_line(*report.row) : "is no valid result: see lem verify");
        if (const auto& provenance = written.result.provenance) {
            fmt::print("    {}{}\n", counted(*provenance),
                       options_.report ? "" : " --report shows each.");
            if (options_.report) print_report(*provenance);
        }
        for (const domain::Check& check : report.checks) {
            if (check.outcome == domain::CheckOutcome::rejected ||
                check.outcome == domain::CheckOutcome::warning)
                fmt::print("    {:<9} {} {}\n", schema::name_of(check.outcome), check.code,
                           check.message);
        }
    }

    const ImportOptions& options_;
    std::map<std::string, std::string> runs_;  // experiment.id to the file that had it first
    std::size_t written_ = 0, failed_ = 0, unknown_ = 0;
};

}  // namespace

int import_files(const ImportOptions& options) {
    return Importer(options).run();
}

}  // namespace lem::cli
