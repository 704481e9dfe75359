/// llmfit's community results (github.com/AlexsJones/llmfit, llmfit-core/data/community, schema 1):
/// a machine and its `results`, each of which is the mean of a few requests sent one after another
/// to a local server, and becomes a result. Speed only. Facts: its JSON schema and bench.rs.

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <algorithm>
#include <cmath>

namespace lem::interchange {
namespace {

using domain::FieldFate;
using schema::json;

/// A run that gave nothing has zeros for figures.
bool failed(const json& result) {
    const auto none = [&](std::string_view name) {
        const json& value = member(result, name);
        return value.is_number() && value.get<double>() == 0;
    };
    return result.is_object() && none("avgOutputTokens") && none("avgTps");
}

class Reader {
public:
    Reader(const json& file, std::size_t index, ImportedRun& run)
        : run_(run),
          file_(file, "", run),
          result_(member(file, "results")[index], "/results/" + std::to_string(index), run) {}

    void read() {
        run_.result.tool.name = "llmfit";
        run_.result.provenance->format_version = version();
        if (const json* tool = file_.object("tool")) {
            Fields fields(*tool, "/tool", run_);
            if (const auto version = fields.text("version", "tool.version"))
                run_.result.tool.version = *version;
            fields.ignore("name", "is llmfit");
            fields.finish();
        }
        if (const json* part = file_.object("hardware")) hardware(*part);
        model();
        cycle();
        file_.ignore("submittedAtUnix", "is when it was submitted, and not when it ran");
        file_.array("results");
        file_.finish();
        result_.finish();
    }

private:
    std::optional<std::string> version() {
        const auto number = file_.count("schemaVersion", "provenance.format_version");
        return number ? std::optional(std::to_string(*number)) : std::nullopt;
    }

    void model() {
        const std::string pointer = result_.pointer_of("model");
        if (const auto name = result_.text("model", "")) run_.model(*name, pointer);
        run_.note(
            "The model has the name that the local server gives it; its precision is not "
            "stated.");
        const auto provider = result_.text("provider", "engine.name");
        if (!provider) return;
        run_.result.engine.launcher = provider;
        if (const auto engine = engine_named(*provider))
            run_.result.engine.name = *engine;
        else
            run_.note("The engine is " + text::cut(*provider, 40) + ", reached as an OpenAI API.");
    }

    void hardware(const json& part) {
        Fields fields(part, "/hardware", run_);
        domain::Environment& machine = run_.result.environment;
        const auto kind = fields.text("hwClass", "environment.devices"),
                   name = fields.text("hardwareName", "environment.devices");
        machine.cpu_model = fields.text("cpu", "environment.cpu_model");
        const auto cores = fields.number("cpuCores", "environment.cpu_count", {.maximum = 1e5}),
                   gpus = fields.number("gpuCount", "environment.devices", {.maximum = 4096});
        if (cores) machine.cpu_count = static_cast<int>(*cores);
        machine.memory_mb = fields.number("ramGb", "environment.memory_mb",
                                          {.factor = mb_per_gib, .reason = "GiB"});
        machine.os = fields.text("os", "environment.os");
        const int count = std::max(1, static_cast<int>(gpus.value_or(1)));
        if (kind == "CPU_ONLY") {
            run_.devices(machine.cpu_model.value_or("unknown CPU"), 1);
            machine.devices.back().kind = "cpu";
        } else if (name) {
            run_.devices(*name, count);
        }
        if (kind == "DISCRETE_GPU") {
            const auto memory_mb =
                fields.number("vramGb", "environment.devices",
                              {.factor = mb_per_gib, .reason = "GiB, of all GPUs together"});
            for (domain::Device& device : machine.devices) {
                if (memory_mb) device.memory_mb = *memory_mb / count;
            }
        } else {
            fields.ignore("vramGb", "is the main memory");
        }
        fields.ignore("memTierGb", "is vramGb, rounded");
        fields.ignore("unifiedMemory", "is in hwClass");
        fields.finish();
    }

    /// One, as the file has only the means of the requests.
    void cycle() {
        const auto requests =
            result_.number("numRuns", "cycles.requests.completed", {.minimum = 1, .maximum = 1e6});
        const auto length_ms = result_.number("avgTotalMs", "cycles.metrics.e2e_latency_ms",
                                              {.minimum = 1e-3, .maximum = 1e9});
        const auto tokens =
            result_.number("avgOutputTokens", "cycles.mean_output_tokens", {.maximum = 1e8});
        for (const char* rate : {"avgTps", "minTps", "maxTps"})
            result_.ignore(rate, "is computed anew from tokens and time");
        result_.ignore("avgTtftMs",
                       "is Ollama's time for the prompt alone, without what comes "
                       "before and after it");
        if (!requests || *requests != std::floor(*requests))
            return run_.wrong(result_.pointer_of("numRuns"), "must be a whole number from 1 on");
        if (!length_ms || !tokens)
            return run_.wrong(result_.pointer_of(length_ms ? "avgOutputTokens" : "avgTotalMs"),
                              "is required");
        domain::Cycle& cycle = run_.add_cycle(0, *requests * *length_ms / 1e3);
        run_.derived("cycles.window", "numRuns times avgTotalMs: one request after another");
        cycle.tokens.output = std::llround(*requests * *tokens);
        run_.derived("cycles.tokens.output", "numRuns times avgOutputTokens, to a whole number");
        cycle.mean_output_tokens = tokens;
        cycle.requests = {.completed = static_cast<int>(*requests),
                          .failed = 0,
                          .unfinished = 0,
                          .usual_error = {}};
        run_.derived("cycles.requests.failed", "llmfit gives up at the first failure");
        cycle.mean_concurrency = 1;
        cycle.metrics.e2e_latency_ms = length_ms;
        run_.load(domain::ConcurrencyLoad{.streams = 1});
        run_.derived("experiment.load", "llmfit sends one request after another");
        if (run_.result.engine.name == domain::EngineName::ollama)
            run_.note(
                "Ollama's time of a request includes loading the model, if it was not "
                "loaded.");
    }

    ImportedRun& run_;
    Fields file_, result_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"schemaVersion", "hardware", "results"})) return std::nullopt;
    if (!member(member(*sample.document, "hardware"), "hwClass").is_string()) return std::nullopt;
    return "it has the keys schemaVersion, results and hardware with hwClass";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        const json& results = member(record.value, "results");
        if (!results.is_array()) {
            import.wrong(record.place + "/results", "must be an array of results");
            continue;
        }
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (!failed(results[i])) Reader(record.value, i, import.begin(record.place)).read();
        }
    }
}

}  // namespace

extern const ResultFormat llmfit;
const ResultFormat llmfit{.name = "llmfit", .program = "llmfit", .sniff = sniff, .read = read};

}  // namespace lem::interchange
