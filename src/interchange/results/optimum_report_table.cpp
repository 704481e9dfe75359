/// Hugging Face's optimum-benchmark until 0.1: full_report.csv, a row for each run with its
/// settings in dotted columns. A row holds the mean latency of a batch, in three digits. Speed
/// only. Facts from the reports that the project published (examples/running-llamas,
/// running-mistrals).

#include "base/text.hpp"
#include "interchange/results/fields.hpp"
#include "interchange/results/table.hpp"

#include <cmath>

namespace lem::interchange {
namespace {

using schema::json;

/// Of "['NVIDIA A100-SXM4-80GB', 'NVIDIA A100-SXM4-80GB']".
std::vector<std::string_view> names_in(std::string_view list) {
    std::vector<std::string_view> names;
    const auto parts = text::split(list, '\'');
    for (std::size_t i = 1; i < parts.size(); i += 2)
        names.push_back(parts[i]);
    return names;
}

class RowReader {
public:
    RowReader(const json& row, ImportedRun& run) : run_(run), fields_(row, "", run) {}

    void read() {
        run_.result.tool.name = "optimum-benchmark";
        read_model();
        read_machine();
        read_batch();
        fields_.remove("experiment_name", "is the user's own text");
        fields_.remove("hub_kwargs.cache_dir", "is a path of the machine");
        fields_.ignore("forward.latency(s)", "is a forward pass, which generates no token");
        fields_.ignore("generate.throughput(tokens/s)", "is computed anew from tokens and time");
        fields_.finish("is a setting of the program, without a field in lem");
    }

private:
    void read_model() {
        domain::ModelRecord& model = run_.result.model;
        if (const auto name = fields_.text("model", "")) run_.model(*name, "/model");
        model.revision = fields_.text("hub_kwargs.revision", "model.revision");
        model.precision = fields_.text("backend.torch_dtype", "model.precision");
        if (const auto scheme = fields_.text("backend.quantization_scheme", "model.precision"))
            model.precision = *scheme;
        // The type of a model that is stored quantised is that of its activations.
        for (const char* scheme : {"gptq", "awq"}) {
            if (!text::contains_ignoring_case(model.name, scheme)) continue;
            model.precision = scheme;
            run_.derived("model.precision", "the quantisation in the model's name");
        }
        const auto engine = engine_named(fields_.text("backend.name", "engine.name").value_or(""));
        if (engine) run_.result.engine.name = *engine;
        // The version of the backend pytorch is PyTorch's, and Transformers is the engine.
        run_.result.engine.version =
            engine == domain::EngineName::transformers
                ? fields_.text("environment.transformers_version", "engine.version")
                : fields_.text("backend.version", "engine.version");
    }

    void read_machine() {
        domain::Environment& environment = run_.result.environment;
        if (const auto cpu = fields_.text("environment.cpu", "environment.cpu_model"))
            environment.cpu_model = std::string(text::trim(*cpu));
        const auto cpus =
            fields_.number("environment.cpu_count", "environment.cpu_count", {.maximum = 1e5});
        if (cpus) environment.cpu_count = static_cast<int>(*cpus);
        environment.memory_mb = fields_.number("environment.cpu_ram_mb", "environment.memory_mb");
        environment.os = fields_.text("environment.system", "environment.os");
        const std::string device = fields_.text("device", "environment.devices").value_or("");
        const auto gpus = fields_.text("environment.gpus", "environment.devices");
        if (!gpus || !device.starts_with("cuda")) return;
        // The machine's; without a map of its layers, a model is on one of them.
        const bool one = member(fields_.value(), "backend.device_map").is_null();
        for (const std::string_view name : names_in(*gpus)) {
            run_.devices(name, 1);
            if (one) break;
        }
        if (one) run_.note("The model was on one GPU; the machine may have had more.");
    }

    void read_batch() {
        const Quantity positive{.minimum = 1, .maximum = 65536}, seconds{.maximum = 1e7};
        const auto batch = fields_.number("benchmark.input_shapes.batch_size", "experiment.load",
                                          positive),
                   prompt = fields_.number("benchmark.input_shapes.sequence_length",
                                           "cycles.tokens.input", positive),
                   most = fields_.number("benchmark.generate_kwargs.max_new_tokens",
                                         "cycles.tokens.output", positive),
                   least = fields_.number("benchmark.generate_kwargs.min_new_tokens",
                                          "cycles.tokens.output", positive),
                   length_s = fields_.number("generate.latency(s)", "cycles.window", seconds);
        if (!batch || !most || length_s.value_or(0) <= 0)
            return run_.wrong("/generate.latency(s)",
                              "must be above 0, beside a batch_size and max_new_tokens");
        if (least && *least != *most)
            return run_.wrong("/benchmark.generate_kwargs.min_new_tokens",
                              "must be max_new_tokens; otherwise the answers' length is not known");
        domain::Cycle& cycle = run_.add_cycle(0, *length_s);
        cycle.requests = {static_cast<int>(*batch), 0, 0, {}};
        cycle.mean_concurrency = *batch;
        if (prompt) cycle.tokens.input = std::llround(*batch * *prompt);
        cycle.tokens.output = std::llround(*batch * *most);
        cycle.metrics.e2e_latency_ms = *length_s * 1e3;
        run_.derived("cycles.metrics.e2e_latency_ms", "generate.latency, in seconds");
        cycle.metrics.peak_memory_mb = peak_memory_mb();
        run_.load(domain::ConcurrencyLoad{.streams = static_cast<int>(*batch)});
        run_.note(
            "The time is the mean of several batches in three digits, without a server: a "
            "batch of sequences begins when the one before has ended.");
    }

    std::optional<double> peak_memory_mb() {
        constexpr const char* target = "cycles.metrics.peak_memory_mb";
        if (const auto peak = fields_.number("generate.peak_memory(MB)", target)) return peak;
        const auto used = fields_.number("generate.max_memory_used(MB)", target),
                   reserved = fields_.number("generate.max_memory_reserved(MB)", target);
        if (!used || !reserved || *used >= *reserved) return used;
        run_.note("The peak of memory is left out, because less was used than reserved.");
        return std::nullopt;
    }

    ImportedRun& run_;
    Fields fields_;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (sample.document != nullptr) return std::nullopt;
    const std::string_view first = sample.head.substr(0, sample.head.find('\n'));
    for (const std::string_view column :
         {"experiment_name", "generate.latency(s)", "benchmark.input_shapes.batch_size"}) {
        if (first.find(column) == std::string_view::npos) return std::nullopt;
    }
    return "it has the columns experiment_name and generate.latency(s)";
}

void read(const ResultSource& source, Import& import) {
    const auto table = read_csv(source.bytes);
    if (!table) return import.wrong(table.error());
    for (std::size_t i = 0; i < table->rows.size(); ++i) {
        const json row = row_object(*table, i);
        // A run that failed has no figures.
        if (member(row, "generate.latency(s)").is_null()) continue;
        RowReader(row, import.begin("row " + std::to_string(i + 1))).read();
    }
}

}  // namespace

extern const ResultFormat optimum_report_table;
const ResultFormat optimum_report_table{.name = "optimum-benchmark-table",
                                        .program = "optimum-benchmark, its CSV reports",
                                        .sniff = sniff,
                                        .read = read};

}  // namespace lem::interchange
