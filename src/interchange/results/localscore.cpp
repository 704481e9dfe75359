/// LocalScore (github.com/cjpais/LocalScore, client in llamafile 0.9): the JSON that its client
/// sends to POST /api/results. Each of `results` is a test of one prompt length and one answer
/// length, one sequence at a time, without a server; each becomes a result. `power_watts` is the
/// mean over the test, and 0 from a client without a sensor. Facts: the schema in that endpoint
/// and the client's power sampler (NVML or ROCm of one GPU, Apple's energy model of the chip).

#include "base/text.hpp"
#include "interchange/results/fields.hpp"

#include <algorithm>

namespace lem::interchange {
namespace {

using domain::FieldFate;
using schema::json;

constexpr std::string_view digits = "0123456789";

/// A name such as "Meta Llama 3.1 8B Instruct" with hyphens for what a model's name may not hold.
std::string hyphenated(std::string_view name) {
    name = text::trim(name);
    name.remove_prefix(name.find_last_of("/\\") + 1);  // folders are private
    std::string changed(name);
    for (char& c : changed) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool allowed = letter || digits.find(c) != std::string_view::npos ||
                             std::string_view("_.-:@+=").find(c) != std::string_view::npos;
        if (!allowed) c = '-';
    }
    return changed;
}

/// "q4_k" of "Q4_K - Medium", "f32" of "all F32".
std::optional<std::string> precision_in(std::string_view quantisation) {
    for (const std::string_view word : text::split(quantisation, ' ')) {
        if (word.find_first_of(digits) != std::string_view::npos) return text::lower(word);
    }
    return std::nullopt;
}

/// Of each repetition, or their mean.
std::vector<double> lengths_s(Fields& test, double mean_s, ImportedRun& run) {
    std::vector<double> lengths;
    const json* samples = test.array("samples_ns");
    const auto most = static_cast<std::size_t>(domain::most_cycles);
    if (samples != nullptr && samples->size() <= most) {
        for (const json& sample : *samples)
            lengths.push_back(sample.is_number() ? sample.get<double>() / 1e9 : 0);
    }
    const bool valid =
        std::ranges::all_of(lengths, [](double length) { return length > 0 && length < 1e8; });
    if (!lengths.empty() && valid) {
        run.report({test.pointer_of("samples_ns"), "cycles.window", FieldFate::converted,
                    "nanoseconds, one cycle for each repetition"});
        return lengths;
    }
    if (samples != nullptr) test.ignore("samples_ns", "is no list of times");
    run.note("The cycle is the mean of repetitions, whose number the file does not say.");
    return {mean_s};
}

class Reader {
public:
    Reader(const json& file, std::size_t index, ImportedRun& run)
        : run_(run),
          file_(file, "", run),
          test_(member(file, "results")[index], "/results/" + std::to_string(index), run) {}

    void read() {
        run_.result.tool.name = "LocalScore";
        model();
        if (const json* part = file_.object("runtime_info")) runtime(*part);
        if (const json* part = file_.object("system_info")) system(*part);
        if (const json* part = file_.object("accelerator_info")) accelerator(*part);
        cycles();
        energy();
        run_.load(domain::ConcurrencyLoad{.streams = 1});
        run_.derived("experiment.load", "LocalScore computes one sequence at a time");
        run_.note("Without a server, tokenising and sampling: faster than the same model served.");
        file_.ignore("results_summary", "is over all tests, and is computed anew for each");
        file_.array("results");
        file_.finish();
        test_.finish();
    }

private:
    void model() {
        if (const auto name = test_.text("model_name", "")) {
            run_.result.model.name = hyphenated(*name);
            const bool same = run_.result.model.name == *name;
            run_.report({test_.pointer_of("model_name"), "model.name",
                         same ? FieldFate::taken : FieldFate::converted,
                         same ? "the same" : "with hyphens for spaces"});
        }
        if (const auto quantisation = test_.text("model_quant_str", "model.precision"))
            run_.result.model.precision = precision_in(*quantisation);
        run_.result.model.parameters_total =
            test_.number("model_n_params", "model.parameters_total");
        test_.ignore("model_params_str", "is model_n_params, rounded");
        test_.ignore("name", "is n_prompt and n_gen");
    }

    void runtime(const json& part) {
        Fields fields(part, "/runtime_info", run_);
        const auto name = fields.text("name", "engine.launcher");
        if (name) {
            run_.result.engine.launcher = name;
            if (const auto engine = engine_named(*name)) run_.result.engine.name = *engine;
        }
        const auto version = fields.text("version", "engine.version");
        if (version && !version->empty())
            run_.result.engine.version = name ? *name + "-" + *version : *version;
        fields.ignore("commit", "the version is taken");
        fields.finish();
    }

    void system(const json& part) {
        Fields fields(part, "/system_info", run_);
        domain::Environment& machine = run_.result.environment;
        machine.cpu_model = fields.text("cpu_name", "environment.cpu_model");
        machine.memory_mb = fields.number("ram_gb", "environment.memory_mb",
                                          {.factor = mb_per_gib, .reason = "GiB"});
        machine.os = fields.text("kernel_type", "environment.os");
        machine.kernel = fields.text("kernel_release", "environment.kernel");
        fields.remove("version", "is the kernel's build, which may name a machine");
        fields.finish();
    }

    void accelerator(const json& part) {
        Fields fields(part, "/accelerator_info", run_);
        const auto name = fields.text("name", "environment.devices"),
                   type = fields.text("type", "environment.devices"),
                   maker = fields.text("manufacturer", "cycles.energy");
        const auto memory_mb = fields.number("memory_gb", "environment.devices",
                                             {.factor = mb_per_gib, .reason = "GiB"});
        gpu_ = type == "GPU";
        apple_ = maker == "Apple" || (name && name->starts_with("Apple "));
        if (name) {
            run_.devices(*name, 1);
            domain::Device& device = run_.result.environment.devices.back();
            if (type == "CPU") device.kind = "cpu";
            device.memory_mb = memory_mb;
        }
        fields.finish();
    }

    /// One for each repetition; if the file has only their mean, one.
    void cycles() {
        const auto prompt = test_.count("n_prompt", "cycles.tokens.input"),
                   generated = test_.count("n_gen", "cycles.tokens.output");
        if (prompt.value_or(0) + generated.value_or(0) <= 0)
            return run_.wrong(test_.pointer_of("n_gen"), "is 0, and so is n_prompt");
        const auto mean_ms =
            test_.number("avg_time_ms", "cycles.window",
                         {.reason = "milliseconds", .minimum = 1e-6, .maximum = 1e11});
        const auto first_ms = test_.number("ttft_ms", "cycles.metrics.time_to_first_token_ms");
        const auto rate = test_.number("gen_tps", "cycles.metrics.latency_per_token_ms",
                                       {.reason = "1000 divided by it"});
        test_.ignore("prompt_tps", "is computed anew from tokens and time");
        for (const char* ratio : {"prompt_tps_watt", "gen_tps_watt"})
            test_.ignore(ratio, "is computed anew from tokens, time and energy");
        if (!mean_ms) return run_.wrong(test_.pointer_of("avg_time_ms"), "must be a time above 0");
        double start_s = 0;
        for (const double length_s : lengths_s(test_, *mean_ms / 1e3, run_)) {
            domain::Cycle& cycle = run_.add_cycle(start_s, length_s);
            start_s += length_s;
            cycle.tokens.input = prompt;
            cycle.tokens.output = generated;
            cycle.requests = {.completed = 1, .failed = 0, .unfinished = 0, .usual_error = {}};
            cycle.mean_concurrency = 1;
            cycle.metrics.e2e_latency_ms = length_s * 1e3;
            if (first_ms && *first_ms > 0) cycle.metrics.time_to_first_token_ms = first_ms;
            if (rate && *rate > 0 && generated.value_or(0) > 0)
                cycle.metrics.latency_per_token_ms = 1e3 / *rate;
        }
    }

    /// Of a CPU other than Apple's the client knows no power, so what it states covers nothing
    /// that is known.
    void energy() {
        if (!gpu_ && !apple_)
            return test_.ignore("power_watts", "is of a CPU, and what it covers is not known");
        const auto watts =
            test_.number("power_watts", "cycles.energy.energy_joules",
                         {.reason = "mean power times time; 0 is unknown", .maximum = 1e6});
        if (!watts || *watts <= 0) return;
        for (domain::Cycle& cycle : run_.result.cycles)
            cycle.energy.energy_joules = *watts * (cycle.window.end_s - cycle.window.start_s);
        run_.result.energy_scope = apple_ ? domain::EnergyScope::module : domain::EnergyScope::gpu;
        run_.result.energy_method = domain::EnergyMethod::integrated_power;
        run_.note(apple_ ? "The power is what Apple's energy model of the chip states."
                         : "The power is that of one GPU, the first.");
    }

    ImportedRun& run_;
    Fields file_, test_;
    bool gpu_ = false, apple_ = false;
};

std::optional<std::string> sniff(const Sample& sample) {
    if (!has_keys(sample, {"accelerator_info", "system_info", "runtime_info", "results"}))
        return std::nullopt;
    return "it has the keys accelerator_info, system_info and runtime_info";
}

void read(const ResultSource& source, Import& import) {
    for (const Record& record : source.records) {
        const json& tests = member(record.value, "results");
        if (!tests.is_array()) {
            import.wrong(record.place + "/results", "must be an array of tests");
            continue;
        }
        for (std::size_t i = 0; i < tests.size(); ++i)
            Reader(record.value, i, import.begin(record.place)).read();
    }
}

}  // namespace

extern const ResultFormat localscore;
const ResultFormat localscore{
    .name = "localscore", .program = "LocalScore", .sniff = sniff, .read = read};

}  // namespace lem::interchange
