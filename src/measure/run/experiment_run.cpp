#include "measure/run/experiment_run.hpp"

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "domain/experiment/contradictions.hpp"
#include "domain/experiment/duration.hpp"
#include "domain/experiment/published_config.hpp"
#include "domain/experiment/slo_limits.hpp"
#include "domain/result/result_wire.hpp"
#include "measure/analysis/attribution.hpp"
#include "measure/analysis/cycle.hpp"
#include "measure/analysis/load_judgement.hpp"
#include "measure/analysis/steadiness.hpp"
#include "measure/energy/run_energy.hpp"
#include "measure/engine/engine.hpp"
#include "measure/engine/engine_variables.hpp"
#include "measure/load/dialect.hpp"
#include "measure/model/run_model.hpp"
#include "measure/run/machine.hpp"
#include "measure/run/preflight.hpp"
#include "measure/run/result_folder.hpp"
#include "measure/workload/schedule.hpp"
#include "measure/workload/slo_search.hpp"
#include "platform/process/process.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lem::measure {
namespace {

void require_possible(const domain::Experiment& config) {
    Violations found = domain::contradictions(config);
    if (found.empty()) return;
    const std::string first = found.front().pointer + " " + found.front().message;
    throw Error(ErrorCode::invalid, "The experiment cannot be run: " + first + ".",
                std::move(found));
}

class Run {
public:
    explicit Run(const RunOptions& options)
        : options_(options),
          config_(options.config),
          origin_ns_(monotonic_ns()),
          started_at_ms_(wall_ms()),
          folder_(options.output_folder),
          clock_anchors_{{.run_ms = now_ms(), .wall_ms = started_at_ms_}},
          model_(options.config, options.config_folder) {}

    domain::Result execute() {
        require_possible(config_);
        prepare();
        if (const auto* search = std::get_if<domain::SloSearchLoad>(&options_.config.load))
            config_.load = load_at(*search, search->lowest);
        look_around();
        start_engine_and_probe();
        idle_.loaded = measure_idle();
        energy_->add_loaded_idle(result_.baseline, idle_.loaded);
        warm_up();
        search_load();
        measure_prefill();
        const int cycles = config_.protocol.cycles;
        for (int cycle = 1; cycle <= cycles && !ended(); ++cycle) {
            // Starts are spread evenly over the cycles.
            const int start = 1 + (cycle - 1) * (1 + config_.protocol.engine_restarts) / cycles;
            if (start > engine_start_) restart_engine();
            if (ended()) break;
            measure_cycle(cycle);
            keep_so_far();
            if (cycle < cycles) pause("cool-down", config_.protocol.cooldown_s);
        }
        finish();
        return std::move(result_);
    }

private:
    double now_ms() const { return static_cast<double>(monotonic_ns() - origin_ns_) / 1e6; }
    std::int64_t wall_ms() const {
        return options_.wall_clock ? options_.wall_clock->now_ms() : SystemClock().now_ms();
    }

    bool ended() {
        if (options_.stop) return note_end("stopped by the user");
        if (engine_) {
            if (auto death = engine_->death()) return note_end(*death);
        }
        return incomplete_reason_.has_value();
    }
    bool note_end(const std::string& reason) {
        if (!incomplete_reason_) incomplete_reason_ = reason;
        return true;
    }

    /// A stage of the plan begins: what lies ahead of it gets shorter by its length.
    void begin_stage(double seconds) {
        ahead_s_ = std::max(0.0, ahead_s_ - seconds);
        stage_ends_ms_ = now_ms() + seconds * 1000;
    }
    double remaining_s() const {
        return ahead_s_ + std::max(0.0, stage_ends_ms_ - now_ms()) / 1000;
    }

    void say(Progress progress) {
        progress.cycle = progress.cycle == 0 ? current_cycle_.load() : progress.cycle;
        progress.cycles = config_.protocol.cycles;
        progress.elapsed_s = now_ms() / 1000;
        progress.remaining_s = remaining_s();
        options_.on_progress(progress);
    }
    void tell(const std::string& message) { say({.stage = "note", .message = message}); }

    /// What ran before leaves a device hot, and leakage grows with heat. Nothing from a source that
    /// knows no temperatures.
    std::optional<double> wait_until_cool() {
        const domain::Protocol& protocol = config_.protocol;
        if (!energy_->has_source()) return std::nullopt;
        energy_->meter().wait_for_samples();
        const double start_ms = now_ms();
        auto celsius = energy_->meter().temperature_celsius();
        const auto waits = [&] {
            return celsius && *celsius >= protocol.cool_start_celsius &&
                   now_ms() < start_ms + protocol.cool_start_max_s * 1000 && !ended();
        };
        if (waits())
            tell("The hottest device has " + text::number(*celsius) + " °C; it waits, at most " +
                 text::number(protocol.cool_start_max_s) + " s, until it is below " +
                 text::number(protocol.cool_start_celsius) + " °C (protocol.cool_start_celsius).");
        for (; waits(); celsius = energy_->meter().temperature_celsius()) {
            say({.stage = "cooling", .watts = energy_->meter().recent_watts(), .message = {}});
            std::this_thread::sleep_for(std::chrono::milliseconds(250));
        }
        return celsius;
    }

    /// The idle baseline before the engine starts, and what else goes on meanwhile.
    void look_around() {
        const auto celsius = wait_until_cool();
        const ProcessorTime before = read_processor_time();
        if (energy_->is_measured() && config_.protocol.idle_s > 0)
            idle_.cold = measure_idle();
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        result_.baseline.idle_cold_watts = energy_->watts(idle_.cold);
        result_.environment.preflight = preflight(before, read_processor_time());
        std::ranges::copy(energy_->settings(), std::back_inserter(result_.environment.preflight));
        if (celsius)
            result_.environment.preflight.push_back(
                start_temperature(*celsius, config_.protocol.cool_start_celsius));
        look_for_foreign_processes();
        for (const domain::PreflightFinding& finding : result_.environment.preflight) {
            if (!finding.passed) tell("Preflight: " + finding.message);
        }
    }

    void look_for_foreign_processes() {
        if (config_.engine.base_url) return;  // the engine computes already
        const auto pids = energy_->meter().compute_pids(0, now_ms());
        if (pids) result_.environment.preflight.push_back(foreign_processes(pids->size()));
        processes_.before_engine(pids);
    }

    void prepare() {
        prompts_ = load_prompts(config_, options_.config_folder);
        if (config_.protocol.slo) request_limits_ = domain::resolve_limits(*config_.protocol.slo);
        // Before anything is started: a broken file ends the run here.
        if (config_.model.path) model_.read_files();
        const std::string salt = identity_salt();
        result_.environment = read_environment(salt);
        energy_ = std::make_unique<RunEnergy>(
            config_.energy, options_.config_folder,
            engine_variables(config_.engine, options_.variables), [this] { return now_ms(); },
            [this] { return engine_pid_ > 0 ? process::tree_resident_bytes(engine_pid_) : 0.0; });
        energy_->describe(result_, salt);
        for (const std::string& line : energy_->advice())
            tell(line);
        SystemRandom random;
        const SystemClock clock;
        result_.tool = {
            .name = "lem", .version = std::string(version), .build = std::string(build())};
        result_.experiment.id = new_id("exp", clock, random);
        result_.experiment.config = domain::published_config(options_.config);
        result_.experiment.config_sha256 = sha256_hex(schema::to_text(result_.experiment.config));
        result_.experiment.seed = config_.workload.seed;
        result_.experiment.schedule_sha256 = schedule_hash(config_, prompts_);
        result_.experiment.started_at = text::rfc3339(started_at_ms_);
        result_.metric_definitions_version = domain::metric_definitions_version;
        ahead_s_ = domain::estimate_duration(config_, energy_->is_measured()).least_s;
    }

    std::optional<SteadyWindow> measure_idle() {
        if (!energy_->is_measured() || config_.protocol.idle_s <= 0 || ended()) return std::nullopt;
        Meter& meter = energy_->meter();
        meter.wait_for_samples();  // there must be some on both sides of the window
        SteadyWindow window{.start_ms = now_ms()};
        meter.keep_since(window.start_ms);
        // Both edges are followed alike: what a coarse counter lags behind cancels out.
        meter.follow_counters();
        pause("idle", config_.protocol.idle_s);
        window.end_ms = now_ms();
        meter.follow_counters();
        meter.wait_for_samples();
        return window;
    }

    void pause(const std::string& stage, double seconds) {
        begin_stage(seconds);
        const double end_ms = now_ms() + seconds * 1000;
        while (now_ms() < end_ms && !ended()) {
            say({.stage = stage, .watts = energy_->meter().recent_watts(), .message = {}});
            std::this_thread::sleep_for(std::chrono::milliseconds(
                static_cast<std::int64_t>(std::clamp(end_ms - now_ms(), 1.0, 250.0))));
        }
    }

    void launch() {
        say({.stage = "start", .message = {}});
        engine_ =
            start_engine({options_.config, options_.config_folder, folder_.path() / "engine.log",
                          options_.stop, [this](const std::string& message) { tell(message); },
                          longest_request_tokens(config_.workload, prompts_)});
        engine_pid_ = engine_->pid().value_or(0);
        client_ = std::make_unique<LoadClient>(engine_->endpoint(), config_, prompts_, origin_ns_);
        ++engine_start_;
    }

    void start_engine_and_probe() {
        folder_.prepare();
        launch();
        result_.engine = engine_->record();
        say({.stage = "probe", .message = {}});
        probe_dialect();
        calibrate_prompts();
        describe_model();
    }

    void describe_model() {
        model_.describe(engine_->endpoint(), result_);
        // The folder's name in the engine's arguments is nobody's business.
        if (const auto& path = model_.path())
            folder_.hide_folder(
                (std::filesystem::is_directory(*path) ? *path : path->parent_path()).string());
    }

    /// Generated prompts get the length in tokens that is asked for: two probes tell how many words
    /// that takes, before the schedule is final.
    void calibrate_prompts() {
        constexpr int few_words = 16, many_words = 128;
        if (config_.workload.prompts != domain::PromptSource::synthetic) return;
        const auto probe = [&](int words) {
            const Exchange answer =
                client_->probe(calibration_prompt(config_.workload, words), 1, options_.stop);
            return WordProbe{.words = words,
                             .input_tokens = answer.record.input_tokens.value_or(0)};
        };
        const auto fit = fit_words(probe(few_words), probe(many_words));
        if (!fit) {
            tell(
                "The server's token counts do not tell how long a word is; prompts are taken for "
                "one token a word.");
            return;
        }
        prompts_ = load_prompts(config_, options_.config_folder, *fit);
        result_.experiment.schedule_sha256 = schedule_hash(options_.config, prompts_);
        client_ = std::make_unique<LoadClient>(engine_->endpoint(), config_, prompts_, origin_ns_);
        probe_dialect();
    }

    /// Between cycles: a new process, so that what one start happened to do is not all that is
    /// seen. One that does not start costs what would have followed, not what was measured.
    void restart_engine() {
        const auto capabilities = result_.engine.capabilities;
        engine_pid_ = 0;
        engine_->stop();
        try {
            launch();
            probe_dialect();
        } catch (const Error& error) {
            note_end(error.message());
            return;
        }
        result_.engine.capabilities = capabilities;
        warm_up();
    }

    void probe_dialect() {
        const DialectFindings found = measure::probe_dialect(
            *client_, config_.workload, options_.stop, config_.engine.ready_timeout_s);
        for (const auto& [name, value] : found.capabilities)
            result_.engine.capabilities[name] = value;
        if (found.failure) {
            const auto death = engine_->death();
            throw Error(ErrorCode::unavailable,
                        "The engine does not answer a test request: " + *found.failure + "." +
                            (death ? "\n" + *death
                                   : " Does its /v1/chat/completions answer, as a stream, when it "
                                     "is asked for the model " +
                                         config_.model.name + " (model.name)?"));
        }
        if (!found.dialect.temperature)
            tell(
                "The server refuses temperature (workload.temperature); requests are sent without "
                "it.");
        if (!found.counts_tokens)
            tell("The server gives no token counts (usage); rates cannot be computed.");
    }

    /// Load that is not measured, until the three conditions hold or the time is up.
    void warm_up() {
        const domain::Protocol& protocol = config_.protocol;
        begin_stage(protocol.warmup_s);
        warm_up_unsteady_ = false;
        if (!protocol.warmup_until_steady) {
            keep(phase({.duration_s = protocol.warmup_s}));
            learn_processes();
            return;
        }
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
        keep(phase({.duration_s = protocol.warmup_max_s, .enough = &steady}, watch));
        learn_processes();
        warm_up_unsteady_ = !steady && !ended();
        if (warm_up_unsteady_)
            tell("The warm-up ended after " + text::number(protocol.warmup_max_s) + " s without " +
                 waiting.value_or("a steady state") + ".");
    }

    void learn_processes() {
        constexpr double recent_ms = 1500;
        processes_.after_warm_up(energy_->meter().compute_pids(now_ms() - recent_ms, now_ms()));
    }

    /// The highest load within its limits becomes the load of the cycles.
    void search_load() {
        const auto* search = std::get_if<domain::SloSearchLoad>(&options_.config.load);
        if (search == nullptr || ended()) return;
        const auto try_load = [&](double load, std::size_t place) -> std::optional<domain::Cycle> {
            constexpr std::int64_t first_index = 2'000'000'000;  // prompts that nobody has seen yet
            config_.load = load_at(*search, load);
            if (place == 0) begin_stage(config_.protocol.cycle_s);
            const PhaseResult result =
                phase({.duration_s = config_.protocol.cycle_s,
                       .first_index = first_index * (1 + static_cast<std::int64_t>(place))});
            keep(result);
            if (ended()) return std::nullopt;
            const SteadyWindow window = steady_window(result, config_.load);
            domain::Cycle cycle = make_cycle({.index = 1,
                                              .phase = result,
                                              .load = config_.load,
                                              .started_at_ms = started_at_ms_},
                                             window);
            add_latencies(cycle, result, config_.load);
            return cycle;
        };
        result_.slo_search = run_slo_search(*search, try_load,
                                            [this](const std::string& message) { tell(message); });
        const domain::SloSearchRecord& record = *result_.slo_search;
        if (record.load)
            config_.load = load_at(*search, *record.load);
        else if (!ended())
            note_end("no load keeps the limits; at the lowest, " +
                     record.steps.front().reasons.front());
    }

    std::int64_t streams() const {
        const auto* closed = std::get_if<domain::ConcurrencyLoad>(&config_.load);
        return closed == nullptr ? 1 : closed->streams;
    }

    /// One output token a request: what remains is the prompts' work.
    void measure_prefill() {
        if (config_.protocol.prefill_s <= 0 || !energy_->has_source() || ended()) return;
        begin_stage(config_.protocol.prefill_s);
        // Prompts that the warm-up has not shown to a prefix cache.
        constexpr std::int64_t first_index = 1'000'000'000;
        PhaseResult result = phase({.duration_s = config_.protocol.prefill_s,
                                    .first_index = first_index,
                                    .output_tokens = 1});
        const SteadyWindow window = steady_window(result, config_.load);
        energy_->meter().wait_for_samples();
        domain::Cycle cycle = make_cycle(
            {.index = 1, .phase = result, .load = config_.load, .started_at_ms = started_at_ms_},
            window);
        add_energy(cycle, energy_->meter().window(window.start_ms, window.end_ms), {},
                   std::nullopt);
        prefill_joules_per_token_ = prefill_joules_per_token(cycle);
        keep(result);
    }

    void keep(const PhaseResult& result) {
        if (const auto note = folder_.add_requests(result.exchanges)) tell(*note);
    }

    using Watch = std::function<void(const LivePhase& live, double seconds)>;

    PhaseResult phase(const PhasePlan& plan, const Watch& watch = {}) {
        if (plan.duration_s <= 0 || ended()) return {};
        LivePhase live;
        std::mutex mutex;
        std::condition_variable ended_now;
        bool over = false;
        const double start_ms = now_ms();
        energy_->meter().keep_since(start_ms);
        std::thread watcher([&] {
            constexpr int look_ms = 10, show_every = 25;
            WindowEdges edges(config_.load, plan.duration_s);
            std::unique_lock lock(mutex);
            int looks = 0;
            do {
                const double seconds = (now_ms() - start_ms) / 1000;
                if (edges.just_passed(seconds, live.first_tokens))
                    energy_->meter().follow_counters();
                if (looks++ % show_every != 0) continue;
                show(plan, live, start_ms);
                if (watch) watch(live, seconds);
            } while (!ended_now.wait_for(lock, std::chrono::milliseconds(look_ms),
                                         [&] { return over; }));
        });
        const std::function<bool()> alive = [this] { return !engine_->death(); };
        PhaseResult result = client_->run(plan, options_.stop, alive, live);
        {
            const std::lock_guard lock(mutex);
            over = true;
        }
        ended_now.notify_one();
        watcher.join();
        return result;
    }

    void show(const PhasePlan& plan, const LivePhase& live, double start_ms) {
        const double seconds = (now_ms() - start_ms) / 1000;
        Progress progress{.stage = plan.cycle > 0           ? "cycle"
                                   : plan.output_tokens > 0 ? "prefill"
                                                            : "warm-up",
                          .cycle = plan.cycle,
                          .message = {}};
        if (seconds > 1)
            progress.tokens_per_sec = static_cast<double>(live.chunks.load()) / seconds;
        progress.watts = energy_->meter().recent_watts();
        if (progress.tokens_per_sec && progress.watts && *progress.watts > 0)
            progress.tokens_per_joule = *progress.tokens_per_sec / *progress.watts;
        say(progress);
    }

    void measure_cycle(int index) {
        current_cycle_ = index;
        begin_stage(config_.protocol.cycle_s);
        PhaseResult phase_result = phase({.cycle = index, .duration_s = config_.protocol.cycle_s});
        const SteadyWindow window = steady_window(phase_result, config_.load);
        if (ended() && window.end_ms - window.start_ms < 1000) return keep(phase_result);
        energy_->meter().wait_for_samples();
        domain::Cycle cycle = make_cycle({.index = index,
                                          .phase = phase_result,
                                          .load = config_.load,
                                          .started_at_ms = started_at_ms_,
                                          .limits = request_limits_ ? &*request_limits_ : nullptr},
                                         window);
        domain::LatencySamples samples = add_latencies(cycle, phase_result, config_.load);
        add_compute(cycle, phase_result, window, model_.compute());
        if (ended()) cycle.flags.emplace_back("partial");
        energy_->add_to(cycle, window, result_);
        if (processes_.others_in(energy_->meter().compute_pids(window.start_ms, window.end_ms)))
            cycle.flags.emplace_back("foreign_processes");
        if (clock_was_set()) cycle.flags.emplace_back("clock_step");
        if (prefill_joules_per_token_) split_energy(cycle, *prefill_joules_per_token_);
        cycle.engine_start = engine_start_;
        judge_load(cycle, phase_result, window,
                   {.load = config_.load,
                    .workload = config_.workload,
                    .prompts = prompts_,
                    .warm_up_unsteady = warm_up_unsteady_,
                    .watts = [this](double start_ms, double end_ms) {
                        return energy_->watts(SteadyWindow{start_ms, end_ms});
                    }});
        if (energy_->has_source())
            attribute_to_requests(
                cycle, phase_result, window,
                [recording = energy_->meter().recording(window.start_ms, window.end_ms)](
                    double start_ms, double end_ms) {
                    return recording.window(start_ms, end_ms).reading.energy_joules;
                });
        keep(phase_result);
        if (cycle.requests.completed + cycle.requests.unfinished == 0 && cycle.tokens.output == 0) {
            const std::string why =
                phase_result.exchanges.empty()
                    ? "no request was sent"
                    : phase_result.exchanges.front().record.error.value_or("no answer arrived");
            note_end("no request succeeded in cycle " + std::to_string(index) + ": " + why);
            return;
        }
        samples_.push_back(std::move(samples));
        result_.cycles.push_back(std::move(cycle));
    }

    bool clock_was_set() {
        clock_anchors_.push_back({.run_ms = now_ms(), .wall_ms = wall_ms()});
        return clock_stepped(*(clock_anchors_.end() - 2), clock_anchors_.back());
    }

    void finish() {
        result_.engine.capabilities["connections_are_kept"] = client_->connections_are_kept();
        engine_->stop();
        const bool searched = result_.slo_search && !result_.slo_search->steps.empty();
        if (result_.cycles.empty() && !searched) {
            folder_.write_requests();
            throw nothing_measured("The engine's log is", "engine.log");
        }
        const bool stepped = clock_was_set();
        if (const auto unread = energy_->add_wall_meter(result_, idle_, clock_anchors_.front(),
                                                        clock_anchors_.back(), stepped))
            tell(*unread);
        conclude(result_, incomplete_reason_, samples_);
        folder_.set_power_csv(energy_->power_csv());
        energy_.reset();
        folder_.write(result_);
        if (result_.cycles.empty())
            throw nothing_measured("What the search tried is in", "result.json");
        say({.stage = "done", .message = {}});
    }

    /// What is known of the run by now, summed up. `samples`: of each cycle, for percentiles with
    /// intervals; without them it costs next to nothing.
    void conclude(domain::Result& result, const std::optional<std::string>& incomplete,
                  std::span<const domain::LatencySamples> samples) const {
        energy_->conclude(result);
        result.experiment.complete = !incomplete;
        if (incomplete) result.experiment.incomplete_reason = text::cut(*incomplete, 400);
        result.experiment.ended_at =
            text::rfc3339(started_at_ms_ + static_cast<std::int64_t>(now_ms()));
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

    /// A finished cycle outlives whatever happens to lem after it. Bootstraps would load the
    /// machine that is being measured, and are left to the end.
    void keep_so_far() {
        if (result_.cycles.empty()) return;
        domain::Result so_far = result_;
        conclude(so_far,
                 "lem itself was ended after cycle " + std::to_string(so_far.cycles.back().index) +
                     " of " + std::to_string(config_.protocol.cycles),
                 {});
        folder_.set_power_csv(energy_->power_csv());
        try {
            folder_.write_so_far(so_far);
        } catch (const Error& error) {
            tell(error.message());  // the result has room of its own
        }
    }

    Error nothing_measured(const std::string& where, const char* file) const {
        const std::filesystem::path seen = folder_.path() / file;
        return Error(options_.stop ? ErrorCode::cancelled : ErrorCode::unavailable,
                     "Nothing was measured: " + incomplete_reason_.value_or("no cycle was run") +
                         (std::filesystem::exists(seen) ? "\n" + where + " " + seen.string() : ""));
    }

    const RunOptions& options_;
    domain::Experiment config_;  // its load becomes what a search found
    const std::int64_t origin_ns_;
    const std::int64_t started_at_ms_;
    double ahead_s_ = 0;        // planned after the present stage
    double stage_ends_ms_ = 0;  // by the plan
    ResultFolder folder_;
    domain::Result result_;
    std::vector<Prompt> prompts_;
    IdleWindows idle_;
    ProcessWatch processes_;
    std::vector<ClockAnchor> clock_anchors_;  // the run's start, and the end of each cycle
    std::atomic<int> engine_pid_{0};
    std::unique_ptr<RunEnergy> energy_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<LoadClient> client_;
    RunModel model_;
    std::optional<domain::RequestLimits> request_limits_;
    int engine_start_ = 0;
    bool warm_up_unsteady_ = false;
    std::optional<double> prefill_joules_per_token_;
    std::vector<domain::LatencySamples> samples_;
    std::optional<std::string> incomplete_reason_;
    std::atomic<int> current_cycle_{0};
};

}  // namespace

domain::Result run_experiment(const RunOptions& options) {
    return Run(options).execute();
}

}  // namespace lem::measure
