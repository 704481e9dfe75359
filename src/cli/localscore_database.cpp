#include "cli/localscore_database.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "platform/sql/foreign_sqlite.hpp"
#include "schema/json.hpp"

#include <map>

namespace lem::cli {
namespace {

using schema::json;
using Id = std::int64_t;

constexpr std::size_t text_bytes_max = 1'000;

json json_of(const sql::Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    const auto* words = std::get_if<std::string>(&value);
    if (words == nullptr) return nullptr;
    if (words->size() > text_bytes_max)
        throw Error(ErrorCode::invalid, "The database is refused: it has a name of more than " +
                                            std::to_string(text_bytes_max) + " bytes.");
    return *words;
}

/// A table whose first column is an id, as objects. `members` are their names, of the columns after
/// the id.
std::map<Id, json> objects_in(sql::ForeignSqlite& database, const std::string& select,
                              std::initializer_list<const char*> members) {
    std::map<Id, json> objects;
    database.for_each(select, limits::import_records_max, [&](const sql::Row& row) {
        const auto* id = std::get_if<std::int64_t>(&row[0]);
        if (id == nullptr) return;
        json object = json::object();
        std::size_t column = 1;
        for (const char* member : members)
            object[member] = json_of(row[column++]);
        objects.emplace(*id, std::move(object));
    });
    return objects;
}

/// The object that a member of `from` refers to; null if there is none.
const json& referred(const std::map<Id, json>& objects, const json& from, const char* member) {
    static const json none;
    const json& id = from[member];
    const auto found = id.is_number_integer() ? objects.find(id.get<Id>()) : objects.end();
    return found == objects.end() ? none : found->second;
}

/// The tables that the documents need.
struct Tables {
    explicit Tables(sql::ForeignSqlite& database)
        : systems(objects_in(
              database,
              "SELECT id, cpu_name, cpu_arch, ram_gb, kernel_type, kernel_release, "
              "system_version FROM benchmark_systems",
              {"cpu_name", "cpu_arch", "ram_gb", "kernel_type", "kernel_release", "version"})),
          accelerators(objects_in(
              database, "SELECT id, name, type, memory_gb, manufacturer FROM accelerators",
              {"name", "type", "memory_gb", "manufacturer"})),
          runtimes(objects_in(database, "SELECT id, name, version, commit_hash FROM runtimes",
                              {"name", "version", "commit"})),
          models(objects_in(database, "SELECT id, name, params FROM models", {"name", "params"})),
          variants(objects_in(database, "SELECT id, model_id, quantization FROM model_variants",
                              {"model", "quantization"})),
          runs(objects_in(database,
                          "SELECT id, system_id, accelerator_id, model_variant_id, runtime_id FROM "
                          "benchmark_runs",
                          {"system", "accelerator", "variant", "runtime"})),
          tests(objects_in(
              database,
              "SELECT id, benchmark_run_id, name, n_prompt, n_gen, avg_time_ms, "
              "power_watts, prompt_tps, gen_tps, prompt_tps_watt, gen_tps_watt, "
              "ttft_ms FROM test_results",
              {"run", "name", "n_prompt", "n_gen", "avg_time_ms", "power_watts", "prompt_tps",
               "gen_tps", "prompt_tps_watt", "gen_tps_watt", "ttft_ms"})) {}

    std::map<Id, json> systems, accelerators, runtimes, models, variants, runs, tests;
};

json document_of(const Tables& tables, const json& run, const std::vector<json>& tests) {
    const json& variant = referred(tables.variants, run, "variant");
    const json& model = variant.is_null() ? variant : referred(tables.models, variant, "model");
    json document = {{"runtime_info", referred(tables.runtimes, run, "runtime")},
                     {"system_info", referred(tables.systems, run, "system")},
                     {"accelerator_info", referred(tables.accelerators, run, "accelerator")},
                     {"results", json::array()}};
    for (json test : tests) {
        test.erase("run");
        if (!model.is_null()) {
            test["model_name"] = model["name"];
            test["model_n_params"] = model["params"];
            test["model_quant_str"] = variant["quantization"];
        }
        document["results"].push_back(std::move(test));
    }
    return document;
}

}  // namespace

std::string localscore_documents(const std::string& database) {
    sql::ForeignSqlite opened(database);
    for (const char* table : {"benchmark_runs", "test_results", "accelerators", "models"}) {
        if (!opened.has_table(table))
            throw Error(ErrorCode::unsupported_media_type,
                        std::string("It is a SQLite database, but not LocalScore's: it has no "
                                    "table ") +
                            table + ".");
    }
    const Tables tables(opened);
    std::map<Id, std::vector<json>> tests_of;
    for (const auto& [id, test] : tables.tests) {
        const json& run = test["run"];
        if (run.is_number_integer()) tests_of[run.get<Id>()].push_back(test);
    }
    std::string lines;
    for (const auto& [id, run] : tables.runs) {
        const auto tests = tests_of.find(id);
        if (tests != tests_of.end()) lines += document_of(tables, run, tests->second).dump() + "\n";
    }
    if (lines.empty())
        throw Error(ErrorCode::invalid, "The database has no test that belongs to a run.");
    return lines;
}

}  // namespace lem::cli
