#include "interchange/results/llama_bench_row.hpp"

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

namespace lem::interchange {
namespace {

using schema::json;

/// The quantisation in a type such as "llama 1B Q4_K - Medium" or "qwen3moe 30B.A3B BF16".
std::optional<std::string> precision_in(std::string_view model_type) {
    for (const std::string_view word : text::split(model_type, ' ')) {
        const bool quantised = word.size() > 1 && (word[0] == 'Q' || word.starts_with("IQ")) &&
                               word.find_first_of("0123456789") != std::string_view::npos;
        if (quantised || word == "F16" || word == "BF16" || word == "F32" || word == "MXFP4" ||
            word.starts_with("TQ"))
            return text::lower(word);
    }
    return std::nullopt;
}

class RowReader {
public:
    RowReader(const json& row, ImportedRun& run) : run_(run), fields_(row, "", run) {}

    void read() {
        run_.result.tool.name = "llama-bench";
        run_.result.engine.name = domain::EngineName::llama_cpp;
        run_.result.engine.launcher = "llama-bench";
        if (const auto build = fields_.count("build_number", "engine.version"); build && *build > 0)
            run_.result.engine.version = "b" + std::to_string(*build);
        model();
        machine();
        const auto prompt = fields_.count("n_prompt", "cycles.tokens.input").value_or(0),
                   generated = fields_.count("n_gen", "cycles.tokens.output").value_or(0),
                   depth = fields_.count("n_depth", "cycles.mean_context_tokens").value_or(0);
        if (prompt + generated <= 0)
            return run_.wrong("/n_gen", "is 0, and so is n_prompt: the row tested nothing");
        if (const auto time = fields_.text("test_time", "experiment.started_at"))
            run_.result.experiment.started_at = *time;
        cycles(prompt, generated, depth);
        run_.load(domain::ConcurrencyLoad{.streams = 1});
        run_.derived("experiment.load", "llama-bench computes one sequence at a time");
        run_.note("Without a server, tokenising and sampling: faster than the same model served.");
        for (const char* name : {"avg_ns", "stddev_ns", "avg_ts", "stddev_ts", "samples_ts"})
            fields_.ignore(name, "is computed anew from tokens and time");
        fields_.finish("is a setting of llama.cpp, without a field in lem");
    }

private:
    void model() {
        if (const auto file = fields_.text("model_filename", ""))
            run_.model(file->ends_with(".gguf") ? *file : *file + ".gguf", "/model_filename");
        if (const auto type = fields_.text("model_type", "model.precision"))
            run_.result.model.precision = precision_in(*type);
        run_.result.model.parameters_total =
            fields_.number("model_n_params", "model.parameters_total");
        if (const auto bytes = fields_.count("model_size", "model.file_bytes"))
            run_.result.model.file_bytes = *bytes;
    }

    void machine() {
        run_.result.environment.cpu_model = fields_.text("cpu_info", "environment.cpu_model");
        const auto gpus = fields_.text("gpu_info", "environment.devices");
        const auto backends = fields_.text("backends", "engine.capabilities.backends");
        if (backends) run_.result.engine.capabilities["backends"] = *backends;
        for (const char* name : {"n_gpu_layers", "n_threads", "n_batch", "n_ubatch"}) {
            if (const auto number = fields_.number(name, "engine.capabilities", {.minimum = -1e6}))
                run_.result.engine.capabilities[name] = static_cast<std::int64_t>(*number);
        }
        settings();
        if (!gpus || (backends && *backends == "CPU")) return;
        for (const std::string_view name : text::split(*gpus, ',')) {
            if (text::trim(name).empty()) continue;
            // A remote device is named by its address.
            const bool remote = text::trim(name).starts_with("RPC");
            run_.devices(remote ? "remote device" : text::trim(name), 1);
        }
    }

    /// They change the speed, so that runs which differ in them are no replicates.
    void settings() {
        auto& settings = run_.result.engine.capabilities;
        for (const char* name : {"type_k", "type_v", "split_mode"}) {
            if (auto text = fields_.text(name, "engine.capabilities")) settings[name] = *text;
        }
        // CSV has 0 and 1, and -1 where llama.cpp decides.
        if (member(fields_.value(), "flash_attn").is_number()) {
            const auto number =
                fields_.number("flash_attn", "engine.capabilities", {.minimum = -1});
            if (number && *number >= 0)
                settings["flash_attn"] = *number != 0;
            else if (number)
                settings["flash_attn"] = "auto";
        } else if (const auto flag = fields_.flag("flash_attn", "engine.capabilities")) {
            settings["flash_attn"] = *flag;
        }
    }

    /// One for each repetition; of a table that has only their mean, one.
    void cycles(std::int64_t prompt, std::int64_t generated, std::int64_t depth) {
        std::vector<double> lengths_ns;
        if (const json* samples = fields_.array("samples_ns")) {
            for (const json& sample : *samples)
                lengths_ns.push_back(sample.is_number() ? sample.get<double>() : 0);
            run_.report({"/samples_ns", "cycles.window", domain::FieldFate::converted,
                         "nanoseconds, one cycle for each repetition"});
        } else if (const auto mean = fields_.number("avg_ns", "cycles.window")) {
            lengths_ns.push_back(*mean);
        } else if (const auto rate = fields_.number("avg_ts", "cycles.window"); rate && *rate > 0) {
            lengths_ns.push_back(static_cast<double>(prompt + generated) / *rate * 1e9);
        }
        if (lengths_ns.empty() || lengths_ns.size() > static_cast<std::size_t>(domain::most_cycles))
            return run_.wrong("/samples_ns", "must have from 1 to 1000 repetitions");
        double start_s = 0;
        for (std::size_t i = 0; i < lengths_ns.size(); ++i) {
            if (!(lengths_ns[i] > 0 && lengths_ns[i] < 1e17)) {
                run_.wrong("/samples_ns/" + std::to_string(i),
                           "must be nanoseconds above 0, found " + text::number(lengths_ns[i]));
                continue;
            }
            add_cycle(start_s, lengths_ns[i] / 1e9, prompt, generated, depth);
            start_s += lengths_ns[i] / 1e9;
        }
    }

    void add_cycle(double start_s, double length_s, std::int64_t prompt, std::int64_t generated,
                   std::int64_t depth) {
        domain::Cycle& cycle = run_.add_cycle(start_s, length_s);
        cycle.tokens.input = prompt;
        cycle.tokens.output = generated;
        // Tokens that were in the cache before count as the prompt of what follows.
        cycle.mean_input_tokens = static_cast<double>(prompt + depth);
        cycle.requests = {.completed = 1, .failed = 0, .unfinished = 0, .usual_error = {}};
        cycle.mean_concurrency = 1;
        const double length_ms = length_s * 1e3;
        if (generated == 0) cycle.metrics.time_to_first_token_ms = length_ms;
        if (prompt == 0) {
            cycle.metrics.latency_per_token_ms = length_ms / static_cast<double>(generated);
            cycle.mean_context_tokens =
                static_cast<double>(depth) + static_cast<double>(generated) / 2;
        } else if (generated > 0) {
            cycle.metrics.e2e_latency_ms = length_ms;
        }
    }

    ImportedRun& run_;
    Fields fields_;
};

}  // namespace

void read_llama_bench_row(const json& row, ImportedRun& run) {
    RowReader(row, run).read();
}

}  // namespace lem::interchange
