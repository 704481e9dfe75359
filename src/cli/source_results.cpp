#include "cli/source_results.hpp"

#include "base/error.hpp"
#include "base/hash.hpp"
#include "cli/import_files.hpp"
#include "cli/import_mapping.hpp"
#include "domain/result/result_wire.hpp"
#include "interchange/results/energy_file.hpp"
#include "interchange/results/file_report.hpp"
#include "interchange/results/mapped_table.hpp"
#include "schema/read.hpp"

namespace lem::cli {
namespace {

Error not_imported(const std::string& file, Violations violations) {
    return Error(ErrorCode::invalid, file + " was not imported.", std::move(violations));
}

void add_energy(std::vector<domain::Result>& results, const std::string& file,
                const std::string& energy_file) {
    const std::string bytes = read_source(energy_file);
    const auto metered = interchange::read_energy_file(bytes);
    if (!metered) throw Error(ErrorCode::invalid, energy_file + " was not read.", metered.error());
    if (results.size() != 1 || results[0].cycles.size() != 1)
        throw Error(ErrorCode::invalid, "--energy needs a file with one run of one cycle; " + file +
                                            " has " + std::to_string(results.size()) + " with " +
                                            std::to_string(results[0].cycles.size()) +
                                            " in the first.");
    const domain::Window& window = results[0].cycles[0].window;
    const auto energy =
        interchange::energy_of_run(*metered, window.end_s - window.start_s, sha256_hex(bytes));
    if (!energy)
        throw Error(ErrorCode::invalid, energy_file + " does not belong to the run.",
                    energy.error());
    if (const auto wrong = interchange::add_energy(results[0], *energy))
        throw not_imported(file, {*wrong});
}

/// Documents of lem, from an export, stay byte for byte.
SourceResults own_results(const std::vector<std::string_view>& documents, const std::string& file) {
    SourceResults own{.program = "lem", .results = {}};
    Violations violations;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        auto valid = schema::from_text<domain::Result>(documents[i]);
        if (valid) {
            own.results.push_back(std::move(*valid));
            own.documents.emplace_back(documents[i]);
            continue;
        }
        const std::string place =
            documents.size() == 1 ? "" : "result " + std::to_string(i + 1) + " ";
        for (const auto& [pointer, message] : valid.error())
            violations.push_back({place + pointer, message});
    }
    if (!violations.empty()) throw not_imported(file, std::move(violations));
    return own;
}

}  // namespace

std::optional<SourceResults> results_of(const ImportSource& source, const SourceContent& content,
                                        const ImportOptions& options) {
    const std::string &file = source.name, &bytes = content.text;
    const auto own = interchange::own_documents(bytes);
    if (!own.empty() && !options.map) return own_results(own, file);
    const std::string sha256 = sha256_hex(content.kept());
    auto results = options.map
                       ? interchange::import_table(bytes, sha256, options.given,
                                                   read_mapping(*options.map, bytes))
                       : interchange::import_results(bytes, sha256, options.given, options.format);
    if (!results && !results.error().recognised && source.of_folder) return std::nullopt;
    if (!results) throw not_imported(file, std::move(results.error().violations));
    if (options.energy) add_energy(*results, file, *options.energy);
    SourceResults read{.program = {}, .results = std::move(*results)};
    if (!read.results.empty())
        read.program = interchange::program_of(read.results.front().provenance->format);
    return read;
}

bool is_other_file(const ImportSource& source, const Error& error) {
    return source.of_folder && (error.code() == ErrorCode::too_large ||
                                error.code() == ErrorCode::unsupported_media_type);
}

}  // namespace lem::cli
