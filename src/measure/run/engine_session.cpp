#include "measure/run/engine_session.hpp"

#include "base/error.hpp"

namespace lem::measure {

void EngineSession::start(std::vector<Prompt> prompts, domain::EngineRecord& record) {
    prompts_ = std::move(prompts);
    launch();
    record = engine_->record();
    context_.reporter.report({.stage = Stage::probe});
    const auto add = [&](const DialectFindings& found) {
        for (const auto& [name, value] : found.capabilities)
            record.capabilities[name] = value;
    };
    add(probe());
    if (calibrate_prompts()) add(probe());
}

void EngineSession::restart() {
    stop();
    launch();
    probe();
}

void EngineSession::stop() {
    pid_ = 0;
    engine_->stop();
}

void EngineSession::launch() {
    context_.reporter.report({.stage = Stage::start});
    engine_ =
        start_engine({context_.launched, context_.config_folder, context_.log_file, context_.stop,
                      [this](const std::string& message) { context_.reporter.tell(message); },
                      longest_request_tokens(context_.config.workload, prompts_)});
    pid_ = engine_->pid().value_or(0);
    ++starts_;
    connect();
}

void EngineSession::connect() {
    client_ = std::make_unique<LoadClient>(engine_->endpoint(), context_.config, prompts_,
                                           context_.clock.origin_ns());
}

DialectFindings EngineSession::probe() {
    DialectFindings found = probe_dialect(*client_, context_.config.workload, context_.stop,
                                          context_.config.engine.ready_timeout_s);
    if (found.failure) {
        const auto death = engine_->death();
        throw Error(
            ErrorCode::unavailable,
            "The engine does not answer a test request: " + *found.failure + "." +
                (death ? "\n" + *death
                       : " Check that its /v1/chat/completions streams an answer for the model " +
                             context_.config.model.name + " (model.name)."));
    }
    if (!found.dialect.temperature)
        context_.reporter.tell(
            "The server rejects temperature (workload.temperature); requests are sent without it.");
    if (!found.counts_tokens)
        context_.reporter.tell(
            "The server reports no token counts (usage); rates cannot be computed.");
    return found;
}

/// Fits generated prompts to the configured length in tokens: two probes show how many tokens a
/// word has. Returns true when the prompts were generated again.
bool EngineSession::calibrate_prompts() {
    constexpr int few_words = 16, many_words = 128;
    const domain::Workload& workload = context_.config.workload;
    if (workload.prompts != domain::PromptSource::synthetic) return false;
    const auto ask = [&](int words) {
        const Exchange answer =
            client_->probe(calibration_prompt(workload, words), 1, context_.stop);
        return WordProbe{.words = words, .input_tokens = answer.record.input_tokens.value_or(0)};
    };
    const auto fit = fit_words(ask(few_words), ask(many_words));
    if (!fit) {
        context_.reporter.tell(
            "Could not calibrate prompt lengths with the server's token counts; assuming one token "
            "per word.");
        return false;
    }
    prompts_ = load_prompts(context_.config, context_.config_folder, *fit);
    connect();
    return true;
}

}  // namespace lem::measure
