#pragma once
/// How a result file of another program becomes results in lem's own form. Each format is one file
/// of this folder and one line of result_formats.cpp. Pure; does not throw.

#include "base/limits.hpp"
#include "domain/result/result.hpp"
#include "interchange/recognise.hpp"

#include <span>

namespace lem::interchange {

/// One JSON object of a file: the file itself, an item of its array, or a line.
struct Record {
    schema::json value;
    std::string place;  // "" for the whole file; "/3" for an item; "line 7"
};

/// What the user of an importer knows and the file may not say. It takes precedence over the file.
struct GivenFacts {
    std::optional<std::string> model = {};
    std::optional<domain::EngineName> engine = {};
    std::optional<std::string> engine_version = {};
    std::optional<std::string> hardware = {};  // the name of one device
    std::optional<int> hardware_count = {};
};

/// Energy that another program metered beside the run.
struct GivenEnergy {
    std::vector<double> gpu_joules;  // of each GPU, or one for all of them
    std::string gpu_model = {};
    int gpu_count = 0;
    std::string source;  // program, place and file, in words
    std::vector<std::string> notes = {};
};

/// A file that is to be imported.
struct ResultSource {
    std::string_view bytes;
    std::string_view sha256;               // of the bytes, in hexadecimal
    std::span<const Record> records = {};  // empty if the file is not JSON
    GivenFacts given = {};
    std::size_t results_max = limits::import_records_max;
};

class Import;

struct ResultFormat {
    std::string_view name;     // identifies the format: "vllm-bench"
    std::string_view program;  // that writes it: "vLLM bench serve"
    /// Why a file is of this format; nullopt if it is not.
    std::optional<std::string> (*sniff)(const Sample&) = nullptr;
    /// Adds a result for each run in the file, and a violation for everything that is wrong.
    void (*read)(const ResultSource&, Import&) = nullptr;
};

std::span<const ResultFormat> result_formats();
/// The program that writes a format of this name; the name, if there is no such format.
std::string_view program_of(std::string_view format);

/// Why nothing was imported: every violation with its place.
struct ImportFailure {
    bool recognised = true;        // false: the file is in none of the formats
    std::string_view format = {};  // that it is in; empty if it was not read so far
    Violations violations;
};

/// The results of a file in one of result_formats(), in its order, each with its report in
/// `provenance.mapping`; none of them if one cannot be read. `format` names the format instead of
/// recognising it. A violation for more than `results_max` results.
tl::expected<std::vector<domain::Result>, ImportFailure> import_results(
    std::string_view bytes, std::string_view sha256, const GivenFacts& given,
    std::string_view format = {}, std::size_t results_max = limits::import_records_max);

/// Adds the energy to an imported result that has one cycle and no energy yet, and computes what
/// follows from it. A violation if it has several cycles, or energy of its own.
std::optional<Violation> add_energy(domain::Result& result, const GivenEnergy& energy);

}  // namespace lem::interchange
