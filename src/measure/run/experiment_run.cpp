#include "measure/run/experiment_run.hpp"

#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "domain/experiment/contradictions.hpp"
#include "domain/experiment/duration.hpp"
#include "domain/experiment/published_config.hpp"
#include "domain/experiment/slo_limits.hpp"
#include "domain/result/flags.hpp"
#include "domain/result/result_wire.hpp"
#include "measure/analysis/attribution.hpp"
#include "measure/analysis/cycle.hpp"
#include "measure/analysis/failures.hpp"
#include "measure/analysis/load_judgement.hpp"
#include "measure/analysis/steadiness.hpp"
#include "measure/energy/run_energy.hpp"
#include "measure/engine/engine_variables.hpp"
#include "measure/model/run_model.hpp"
#include "measure/run/machine.hpp"
#include "measure/run/phase_runner.hpp"
#include "measure/run/preflight.hpp"
#include "measure/run/result_folder.hpp"
#include "measure/workload/schedule.hpp"
#include "measure/workload/slo_search.hpp"
#include "platform/process/process.hpp"

#include <algorithm>
#include <thread>

namespace lem::measure {
namespace {

using domain::CycleFlag;

void require_possible(const domain::Experiment& config) {
    Violations found = domain::contradictions(config);
    if (found.empty()) return;
    const std::string first = found.front().pointer + " " + found.front().message;
    throw Error(ErrorCode::invalid, "The experiment cannot be run: " + first + ".",
                std::move(found));
}

/// Phases outside the cycles use prompts far behind those of the schedule, so that no prefix cache
/// has seen them.
constexpr std::int64_t prefill_first_index = 1'000'000'000, search_first_index = 2'000'000'000;

/// One experiment, as a sequence of steps (execute). Its parts have files of their own: RunClock,
/// ProgressReporter, EngineSession, PhaseRunner, RunEnergy, ResultFolder.
class Run {
public:
    explicit Run(const RunOptions& options);
    domain::Result execute();

private:
    void prepare();
    void run_preflight();
    std::optional<double> wait_until_cool();
    void find_foreign_processes();
    void start_engine();
    void restart_engine();
    std::optional<SteadyWindow> measure_idle();
    void measure_loaded_idle();
    void warm_up();
    bool warm_up_until_steady();
    void search_load();
    void measure_prefill();
    void measure_cycles();
    void measure_cycle(int index);
    domain::Cycle judged_cycle(int index, PhaseResult& phase, SteadyWindow window);
    void pause(Stage stage, double seconds);
    void record_requests(const PhaseResult& phase);

    bool ended();
    bool end_early(const std::string& reason);
    void finish();
    void conclude(domain::Result& result, const std::optional<std::string>& incomplete,
                  std::span<const domain::LatencySamples> samples) const;
    void keep_so_far();
    Error nothing_measured(const std::string& where, const char* file) const;

    std::int64_t streams() const;
    void tell(const std::string& message) const { reporter_.tell(message); }

    const RunOptions& options_;
    domain::Experiment config_;  // a search sets its load
    RunClock clock_;
    ProgressReporter reporter_;
    ResultFolder folder_;
    EngineSession engine_;
    domain::Result result_;
    std::vector<Prompt> prompts_;  // before their lengths are fitted to the engine's tokens
    IdleWindows idle_;
    ProcessWatch processes_;
    std::unique_ptr<RunEnergy> energy_;
    std::optional<PhaseRunner> phases_;
    RunModel model_;
    std::optional<domain::RequestLimits> request_limits_;
    bool warm_up_unsteady_ = false;
    std::optional<double> prefill_joules_per_token_;
    std::vector<domain::LatencySamples> samples_;
    std::optional<std::string> incomplete_reason_;
};

Run::Run(const RunOptions& options)
    : options_(options),
      config_(options.config),
      clock_(options.wall_clock),
      reporter_(config_.protocol, clock_, options.on_progress),
      folder_(options.output_folder),
      engine_({.launched = options.config,
               .config = config_,
               .config_folder = options.config_folder,
               .log_file = options.output_folder / "engine.log",
               .stop = options.stop,
               .clock = clock_,
               .reporter = reporter_}),
      model_(options.config, options.config_folder) {}

domain::Result Run::execute() {
    require_possible(config_);
    prepare();              // prompts, energy source, the machine: nothing runs yet
    run_preflight();        // idle power of the machine, and what else uses it
    start_engine();         // started or attached to, its request fields found, prompts fitted
    measure_loaded_idle();  // the model is loaded and idle
    warm_up();              // load until it is steady
    search_load();          // only for a search: the highest load that meets the limits
    measure_prefill();      // only if configured: the energy of prompts alone
    measure_cycles();       // the measurement itself
    finish();               // summary, grade and files
    return std::move(result_);
}

void Run::prepare() {
    prompts_ = load_prompts(config_, options_.config_folder);
    if (config_.protocol.slo) request_limits_ = domain::resolve_limits(*config_.protocol.slo);
    // Before anything is started: a broken file ends the run here.
    if (config_.model.path) model_.read_files();
    const std::string salt = identity_salt(options_.variables, options_.random);
    result_.environment = read_environment(salt);
    energy_ = std::make_unique<RunEnergy>(
        config_.energy, options_.config_folder,
        engine_variables(config_.engine, options_.variables), [this] { return clock_.now_ms(); },
        [this] { return engine_.pid() > 0 ? process::tree_resident_bytes(engine_.pid()) : 0.0; });
    phases_.emplace(engine_, energy_->meter(), reporter_, clock_, options_.stop);
    energy_->describe(result_, salt);
    for (const std::string& line : energy_->advice())
        tell(line);
    result_.tool = {.name = "lem", .version = std::string(version), .build = std::string(build())};
    domain::ExperimentRecord& experiment = result_.experiment;
    experiment.id = new_id("exp", options_.wall_clock, options_.random);
    experiment.config = domain::published_config(options_.config);
    experiment.config_sha256 = sha256_hex(schema::to_text(*experiment.config));
    experiment.seed = config_.workload.seed;
    experiment.schedule_sha256 = schedule_hash(config_, prompts_);
    experiment.started_at = clock_.date_at(0);
    result_.metric_definitions_version = domain::metric_definitions_version;
    reporter_.plan(domain::estimate_duration(config_, energy_->is_measured()).least_s);
    folder_.hide_folder(std::filesystem::current_path().string());
    folder_.hide_folder(options_.variables("HOME").value_or(""));
    // Replaced when the search has found its load.
    if (const auto* search = std::get_if<domain::SloSearchLoad>(&options_.config.load))
        config_.load = load_at(*search, search->lowest);
}

/// Measures the idle baseline before the engine starts, and what else uses the machine.
void Run::run_preflight() {
    const auto celsius = wait_until_cool();
    const ProcessorTime before = read_processor_time();
    if (energy_->is_measured() && config_.protocol.idle_s > 0)
        idle_.cold = measure_idle();
    else
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
    result_.baseline.idle_cold_watts = energy_->watts(idle_.cold);
    auto& findings = result_.environment.preflight;
    findings = preflight(before, read_processor_time());
    std::ranges::copy(energy_->settings(), std::back_inserter(findings));
    if (celsius)
        findings.push_back(start_temperature(*celsius, config_.protocol.cool_start_celsius));
    find_foreign_processes();
    for (const domain::PreflightFinding& finding : findings) {
        if (!finding.passed) tell("Preflight: " + finding.message);
    }
}

/// Earlier load leaves a device hot, and a hot device draws more power. Returns the temperature of
/// the hottest device; nullopt when the source reports none.
std::optional<double> Run::wait_until_cool() {
    const domain::Protocol& protocol = config_.protocol;
    if (!energy_->has_source()) return std::nullopt;
    Meter& meter = energy_->meter();
    meter.wait_for_samples();
    const double start_ms = clock_.now_ms();
    auto celsius = meter.temperature_celsius();
    const auto waits = [&] {
        return celsius && *celsius >= protocol.cool_start_celsius &&
               clock_.now_ms() < start_ms + protocol.cool_start_max_s * 1000 && !ended();
    };
    if (waits())
        tell("The hottest device is at " + text::number(*celsius) + " °C; waiting up to " +
             text::number(protocol.cool_start_max_s) + " s for it to drop below " +
             text::number(protocol.cool_start_celsius) + " °C (protocol.cool_start_celsius).");
    for (; waits(); celsius = meter.temperature_celsius()) {
        reporter_.report({.stage = Stage::cooling, .watts = meter.recent_watts()});
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
    }
    return celsius;
}

void Run::find_foreign_processes() {
    if (config_.engine.base_url) return;  // the engine computes already
    const auto pids = energy_->meter().compute_pids(0, clock_.now_ms());
    if (pids) result_.environment.preflight.push_back(foreign_processes(pids->size()));
    processes_.before_engine(pids);
}

void Run::start_engine() {
    folder_.prepare();
    engine_.start(std::move(prompts_), result_.engine);
    result_.experiment.schedule_sha256 = schedule_hash(options_.config, engine_.prompts());
    model_.describe(engine_.endpoint(), result_);
    // The folder in the engine's arguments is private.
    if (const auto& path = model_.path())
        folder_.hide_folder(
            (std::filesystem::is_directory(*path) ? *path : path->parent_path()).string());
}

/// An engine that does not start again ends the run; finished cycles are kept.
void Run::restart_engine() {
    try {
        engine_.restart();
    } catch (const Error& error) {
        end_early(error.message());
        return;
    }
    warm_up();
}

std::optional<SteadyWindow> Run::measure_idle() {
    if (!energy_->is_measured() || config_.protocol.idle_s <= 0 || ended()) return std::nullopt;
    Meter& meter = energy_->meter();
    meter.wait_for_samples();  // there must be some on both sides of the window
    SteadyWindow window{.start_ms = clock_.now_ms()};
    meter.keep_since(window.start_ms);
    // Both edges are followed alike, so that the lag of a coarse counter cancels out.
    meter.follow_counters();
    pause(Stage::idle, config_.protocol.idle_s);
    window.end_ms = clock_.now_ms();
    meter.follow_counters();
    meter.wait_for_samples();
    return window;
}

void Run::measure_loaded_idle() {
    idle_.loaded = measure_idle();
    energy_->add_loaded_idle(result_.baseline, idle_.loaded);
}

/// Runs load that is not measured.
void Run::warm_up() {
    constexpr double recent_ms = 1500;
    reporter_.begin_stage(config_.protocol.warmup_s);
    warm_up_unsteady_ = false;
    if (config_.protocol.warmup_until_steady)
        warm_up_unsteady_ = !warm_up_until_steady() && !ended();
    else if (!ended())
        record_requests(
            phases_->run(Stage::warm_up, {.duration_s = config_.protocol.warmup_s}, config_.load));
    const double now_ms = clock_.now_ms();
    processes_.after_warm_up(energy_->meter().compute_pids(now_ms - recent_ms, now_ms));
}

/// Runs load until the three conditions hold or the time is up. Returns whether they held.
bool Run::warm_up_until_steady() {
    if (ended()) return false;
    const domain::Protocol& protocol = config_.protocol;
    std::atomic<bool> steady{false};
    WarmUpState state;
    std::optional<std::string> waiting;
    std::int64_t chunks_before = 0;
    const auto watch = [&](const LivePhase& live, double seconds) {
        state.elapsed_s = seconds;
        state.celsius_per_window = energy_->meter().celsius_per_10_s();
        state.completed = live.completed;
        const auto windows = static_cast<std::size_t>(seconds / warm_up_window_s);
        if (windows > state.chunks_per_window.size()) {
            const std::int64_t chunks = live.chunks;
            state.chunks_per_window.push_back(static_cast<double>(chunks - chunks_before));
            chunks_before = chunks;
        }
        waiting = not_warm_yet(protocol, streams(), state);
        steady = !waiting;
    };
    record_requests(phases_->run(Stage::warm_up,
                                 {.duration_s = protocol.warmup_max_s, .enough = &steady},
                                 config_.load, watch));
    if (!steady && !ended())
        tell("The warm-up ended after " + text::number(protocol.warmup_max_s) + " s without " +
             waiting.value_or("a steady state") + ".");
    return steady;
}

/// The highest load that meets the limits becomes the load of the cycles.
void Run::search_load() {
    const auto* search = std::get_if<domain::SloSearchLoad>(&options_.config.load);
    if (search == nullptr || ended()) return;
    const auto try_load = [&](double load, std::size_t place) -> std::optional<domain::Cycle> {
        config_.load = load_at(*search, load);
        if (ended()) return std::nullopt;
        if (place == 0) reporter_.begin_stage(config_.protocol.cycle_s);
        const PhaseResult result = phases_->run(
            Stage::search,
            {.duration_s = config_.protocol.cycle_s,
             .first_index = search_first_index * (1 + static_cast<std::int64_t>(place))},
            config_.load);
        record_requests(result);
        if (ended()) return std::nullopt;
        domain::Cycle cycle = make_cycle({.index = 1,
                                          .phase = result,
                                          .load = config_.load,
                                          .started_at_ms = clock_.started_at_ms()},
                                         steady_window(result, config_.load));
        add_latencies(cycle, result, config_.load);
        return cycle;
    };
    result_.slo_search =
        run_slo_search(*search, try_load, [this](const std::string& message) { tell(message); });
    const domain::SloSearchRecord& record = *result_.slo_search;
    if (record.load)
        config_.load = load_at(*search, *record.load);
    else if (!ended())
        end_early("no load meets the limits; at the lowest load, " +
                  record.steps.front().reasons.front());
}

/// Requests for one output token: nearly all of their energy is for the prompts.
void Run::measure_prefill() {
    if (config_.protocol.prefill_s <= 0 || !energy_->has_source() || ended()) return;
    reporter_.begin_stage(config_.protocol.prefill_s);
    const PhaseResult result = phases_->run(Stage::prefill,
                                            {.duration_s = config_.protocol.prefill_s,
                                             .first_index = prefill_first_index,
                                             .output_tokens = 1},
                                            config_.load);
    const SteadyWindow window = steady_window(result, config_.load);
    energy_->meter().wait_for_samples();
    domain::Cycle cycle = make_cycle({.index = 1,
                                      .phase = result,
                                      .load = config_.load,
                                      .started_at_ms = clock_.started_at_ms()},
                                     window);
    add_energy(cycle, energy_->meter().window(window.start_ms, window.end_ms), {}, std::nullopt);
    prefill_joules_per_token_ = prefill_joules_per_token(cycle);
    record_requests(result);
}

void Run::measure_cycles() {
    const int cycles = config_.protocol.cycles;
    for (int cycle = 1; cycle <= cycles && !ended(); ++cycle) {
        // Starts are spread evenly over the cycles.
        const int start = 1 + (cycle - 1) * (1 + config_.protocol.engine_restarts) / cycles;
        if (start > engine_.start_number()) restart_engine();
        if (ended()) break;
        measure_cycle(cycle);
        keep_so_far();
        if (cycle < cycles) pause(Stage::cool_down, config_.protocol.cooldown_s);
    }
}

void Run::measure_cycle(int index) {
    reporter_.begin_cycle(index);
    PhaseResult phase = phases_->run(
        Stage::cycle, {.cycle = index, .duration_s = config_.protocol.cycle_s}, config_.load);
    const SteadyWindow window = steady_window(phase, config_.load);
    if (ended() && window.end_ms - window.start_ms < 1000) return record_requests(phase);
    energy_->meter().wait_for_samples();
    domain::Cycle cycle = judged_cycle(index, phase, window);
    domain::LatencySamples samples = add_latencies(cycle, phase, config_.load);
    if (energy_->has_source()) {
        const Recording recording = energy_->meter().recording(window.start_ms, window.end_ms);
        attribute_to_requests(cycle, phase, window, [&](double start_ms, double end_ms) {
            return recording.window(start_ms, end_ms).reading.energy_joules;
        });
    }
    if (const auto failures = describe_failures(phase))
        tell("Cycle " + std::to_string(index) + ": " + *failures + ".");
    record_requests(phase);
    const bool all_failed = cycle.requests.completed == 0 && cycle.requests.unfinished == 0;
    if (all_failed && cycle.tokens.output.value_or(0) == 0) {
        const std::string why =
            phase.exchanges.empty()
                ? "no request was sent"
                : phase.exchanges.front().record.error.value_or("no answer arrived");
        end_early("no request succeeded in cycle " + std::to_string(index) + ": " + why);
        return;
    }
    samples_.push_back(std::move(samples));
    result_.cycles.push_back(std::move(cycle));
}

/// The cycle with its energy and its flags.
domain::Cycle Run::judged_cycle(int index, PhaseResult& phase, SteadyWindow window) {
    domain::Cycle cycle = make_cycle({.index = index,
                                      .phase = phase,
                                      .load = config_.load,
                                      .started_at_ms = clock_.started_at_ms(),
                                      .limits = request_limits_ ? &*request_limits_ : nullptr},
                                     window);
    add_compute(cycle, phase, window, model_.compute());
    if (ended()) add_word(cycle.flags, CycleFlag::partial);
    const auto note = energy_->add_to(cycle, window, result_.baseline.idle_loaded_watts);
    if (note && index == 1) tell(*note);
    if (processes_.others_in(energy_->meter().compute_pids(window.start_ms, window.end_ms)))
        add_word(cycle.flags, CycleFlag::foreign_processes);
    if (clock_.was_set()) add_word(cycle.flags, CycleFlag::clock_step);
    if (prefill_joules_per_token_) split_energy(cycle, *prefill_joules_per_token_);
    cycle.engine_start = engine_.start_number();
    judge_load(cycle, phase, window,
               {.load = config_.load,
                .workload = config_.workload,
                .prompts = engine_.prompts(),
                .warm_up_unsteady = warm_up_unsteady_,
                .watts = [this](double start_ms, double end_ms) {
                    return energy_->watts(SteadyWindow{start_ms, end_ms});
                }});
    return cycle;
}

void Run::pause(Stage stage, double seconds) {
    reporter_.begin_stage(seconds);
    const double end_ms = clock_.now_ms() + seconds * 1000;
    while (clock_.now_ms() < end_ms && !ended()) {
        reporter_.report({.stage = stage, .watts = energy_->meter().recent_watts()});
        std::this_thread::sleep_for(std::chrono::milliseconds(
            static_cast<std::int64_t>(std::clamp(end_ms - clock_.now_ms(), 1.0, 250.0))));
    }
}

void Run::record_requests(const PhaseResult& phase) {
    if (const auto note = folder_.add_requests(phase.exchanges)) tell(*note);
}

std::int64_t Run::streams() const {
    const auto* closed = std::get_if<domain::ConcurrencyLoad>(&config_.load);
    return closed == nullptr ? 1 : closed->streams;
}

bool Run::ended() {
    if (options_.stop) return end_early("stopped by the user");
    if (auto death = engine_.death()) return end_early(*death);
    return incomplete_reason_.has_value();
}

bool Run::end_early(const std::string& reason) {
    if (!incomplete_reason_) incomplete_reason_ = reason;
    return true;
}

void Run::finish() {
    result_.engine.capabilities["connections_are_kept"] = engine_.client().connections_are_kept();
    engine_.stop();
    const bool searched = result_.slo_search && !result_.slo_search->steps.empty();
    if (result_.cycles.empty() && !searched) {
        folder_.write_requests();
        throw nothing_measured("The engine's log is", "engine.log");
    }
    const bool stepped = clock_.was_set();
    if (const auto unread = energy_->add_wall_meter(result_, idle_, clock_.first_anchor(),
                                                    clock_.last_anchor(), stepped))
        tell(*unread);
    conclude(result_, incomplete_reason_, samples_);
    folder_.set_power_csv(energy_->power_csv());
    phases_.reset();
    energy_.reset();
    folder_.write(result_);
    if (result_.cycles.empty())
        throw nothing_measured("The loads that the search tried are in", "result.json");
    reporter_.report({.stage = Stage::done});
}

/// Summarises the cycles measured so far. `samples`: of each cycle, for percentiles with intervals;
/// without them it costs next to no processor time.
void Run::conclude(domain::Result& result, const std::optional<std::string>& incomplete,
                   std::span<const domain::LatencySamples> samples) const {
    energy_->conclude(result);
    result.experiment.complete = !incomplete;
    if (incomplete) result.experiment.incomplete_reason = text::cut(*incomplete, 400);
    result.experiment.ended_at = clock_.date_at(clock_.now_ms());
    domain::summarise(result, samples,
                      {.energy = result.energy_absent_reason.value_or(""),
                       .compute = model_.compute().shape_absent_reason,
                       .peak = model_.compute().peak_absent_reason,
                       .bandwidth = model_.compute().bandwidth_absent_reason});
    const auto& joules_per_token = result.summary.joules_per_token.mean;
    if (config_.supply && joules_per_token)
        result.footprint = domain::footprint_of(*config_.supply, *joules_per_token);
    result.quality = domain::quality_of(result);
}

/// Writes the finished cycles, so that they survive a crash of lem. Bootstraps would load the
/// machine that is being measured, so they wait for the end.
void Run::keep_so_far() {
    if (result_.cycles.empty()) return;
    domain::Result so_far = result_;
    conclude(so_far,
             "lem ended after cycle " + std::to_string(so_far.cycles.back().index) + " of " +
                 std::to_string(config_.protocol.cycles),
             {});
    folder_.set_power_csv(energy_->power_csv());
    try {
        folder_.write_so_far(so_far);
    } catch (const Error& error) {
        tell(error.message());  // the result has its own reserved space
    }
}

Error Run::nothing_measured(const std::string& where, const char* file) const {
    const std::filesystem::path seen = folder_.path() / file;
    return Error(options_.stop ? ErrorCode::cancelled : ErrorCode::unavailable,
                 "Nothing was measured: " + incomplete_reason_.value_or("no cycle was run") +
                     (std::filesystem::exists(seen) ? "\n" + where + " " + seen.string() : ""));
}

}  // namespace

domain::Result run_experiment(const RunOptions& options) {
    return Run(options).execute();
}

}  // namespace lem::measure
