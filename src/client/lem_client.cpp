#include "client/lem_client.hpp"

#include "client/answer.hpp"
#include "client/result_files.hpp"
#include "client/sign_result.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace lem::client {
namespace {

constexpr std::string_view bundle_media_type = "application/vnd.lem.bundle";

Error stopped_error() {
    return Error(ErrorCode::cancelled,
                 "Stopped before the server confirmed. Repeating the command is safe: the same "
                 "bytes are the same result.");
}

/// Sleeps, and checks ten times a second whether to stop.
void wait_for(std::chrono::milliseconds wait, const std::function<bool()>& stopped) {
    const auto until = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < until) {
        if (stopped && stopped()) throw stopped_error();
        std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(
            until - std::chrono::steady_clock::now(), std::chrono::milliseconds(100)));
    }
}

std::variant<domain::Receipt, Refusal> try_submit(const http::ClientRequest& request) {
    try {
        return read_answer(request, http::fetch(request), SystemClock().now_ms());
    } catch (const Error& error) {
        if (error.code() == ErrorCode::cancelled) throw stopped_error();
        return Refusal{error, std::nullopt};
    }
}

/// Throws when the next try is not worth its wait.
void require_worth_waiting(const Error& error, std::chrono::milliseconds wait,
                           std::chrono::milliseconds waited, int tries) {
    if (!error.retryable()) throw error;
    const auto give_up = [&](const std::string& why) {
        throw Error(error.code(), error.message() + " " + why, error.violations())
            .because(error.cause());
    };
    if (tries == submit_tries_max)
        give_up(fmt::format("Given up after {} tries in {} s.", tries,
                            std::chrono::ceil<std::chrono::seconds>(waited).count()));
    if (waited + wait > submit_wait_max)
        give_up(fmt::format("It asks to wait {} s; submit again after that.",
                            std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

}  // namespace

Package package_of(const std::filesystem::path& path, const std::optional<SigningKey>& key) {
    ResultFiles result = read_result_files(path);
    Package package;
    const auto say = [&](const std::string& name, std::size_t size) {
        package.contents.push_back(name + ", " + std::to_string(size) + " bytes");
    };
    if (key) {
        if (result.form == ResultForm::document) add_manifest(result.files);
        package.signer = sign(result.files, *key, path);
    }
    if (result.form == ResultForm::folder || key) {
        for (const auto& [name, content] : result.files)
            say(name, content.size());
        package.bytes = packed(result.files);
        package.media_type = bundle_media_type;
        return package;
    }
    package.bytes = std::move(result.original);
    package.media_type = result.form == ResultForm::bundle ? bundle_media_type : "application/json";
    say(path.filename().string(), package.bytes.size());
    return package;
}

domain::Receipt submit(const Credentials& credentials, const Package& package,
                       const SubmitWatch& watch) {
    http::ClientRequest request{.method = "POST",
                                .url = credentials.server + "/api/v1/results",
                                .headers = {{"Authorization", "Bearer " + credentials.token},
                                            {"Content-Type", package.media_type}},
                                .body = package.bytes};
    // A slow connection may take long; a silent one times out.
    request.timeout = std::chrono::hours(1);
    request.stall_timeout = std::chrono::minutes(2);
    request.go_on = [&](http::UploadProgress progress) {
        if (watch.on_upload) watch.on_upload(progress);
        return !watch.stopped || !watch.stopped();
    };
    std::chrono::milliseconds waited{0}, pause{500};
    for (int tries = 1;; ++tries) {
        auto answer = try_submit(request);
        if (auto* receipt = std::get_if<domain::Receipt>(&answer)) return std::move(*receipt);
        const auto& [error, retry_after] = std::get<Refusal>(answer);
        const std::chrono::milliseconds wait = retry_after.value_or(std::chrono::seconds(0));
        const auto next = std::max(wait, pause);
        require_worth_waiting(error, next, waited, tries);
        if (watch.on_wait) watch.on_wait(error, next, tries + 1);
        wait_for(next, watch.stopped);
        waited += next;
        pause *= 2;
    }
}

}  // namespace lem::client
