#include "measure/load/load_client.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "measure/workload/schedule.hpp"
#include "schema/json.hpp"
#include "support/folder.hpp"
#include "support/null_server.hpp"
#include "support/scripted_server.hpp"
#include "support/tls.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <set>

namespace lem::measure {
namespace {

using test::Script;
using test::ScriptedServer;
using test::SeenRequest;

const std::atomic<bool> never_stop{false};

domain::Experiment config_for(domain::Load load) {
    domain::Experiment config;
    config.model.name = "tiny";
    config.load = load;
    config.workload.output_tokens = 3;
    return config;
}

struct Client {
    domain::Experiment config;
    LoadClient client;
    LivePhase live;
    std::function<bool()> alive = [] { return true; };

    Client(const Endpoint& endpoint, domain::Experiment experiment, int threads = 0)
        : config(std::move(experiment)),
          client(endpoint, config, {user_prompt("Say a word.")}, monotonic_ns(), threads) {}
    Client(const ScriptedServer& server, domain::Experiment experiment)
        : Client(parse_endpoint(server.url()), std::move(experiment)) {}

    PhaseResult run(double seconds, const std::atomic<bool>& stop = never_stop) {
        return client.run({.cycle = 1, .duration_s = seconds, .first_index = 0}, stop, alive, live);
    }
};

int failures(const PhaseResult& result) {
    return static_cast<int>(
        std::count_if(result.exchanges.begin(), result.exchanges.end(),
                      [](const auto& e) { return e.record.error.has_value(); }));
}

TEST(LoadClient, KeepsTheNumberOfStreamsAndStampsFourTimes) {
    ScriptedServer server([](const SeenRequest&) { return test::steady_stream(3, 20, 10); });
    Client client(server, config_for(domain::ConcurrencyLoad{.streams = 3}));
    const PhaseResult result = client.run(0.3);
    EXPECT_EQ(failures(result), 0);
    EXPECT_GT(result.exchanges.size(), 6U);
    EXPECT_EQ(server.connections(), 3 + 1);  // and one that checks that the server listens
    for (const Exchange& exchange : result.exchanges) {
        const domain::RequestRecord& record = exchange.record;
        EXPECT_LE(record.scheduled_ms, record.sent_ms);
        // The server waits 20 ms, then twice 10 ms. Any stamp may be late on a busy machine, so
        // only minimum times since the schedule are checked.
        EXPECT_GE(*record.first_token_ms - record.scheduled_ms, 20.0);
        EXPECT_GE(*record.last_token_ms - record.scheduled_ms, 40.0);
        EXPECT_LT(record.sent_ms, *record.first_token_ms);
        EXPECT_LT(*record.first_token_ms, *record.last_token_ms);
        EXPECT_EQ(record.output_tokens, 3);
        EXPECT_EQ(record.input_tokens, 20);
        EXPECT_EQ(record.chunks, 3);
        EXPECT_EQ(record.finish_reason, "length");
    }
    EXPECT_EQ(client.live.chunks, static_cast<std::int64_t>(result.exchanges.size()) * 3);
}

TEST(LoadClient, AsksForLengthUsageAndNoPrefixCache) {
    ScriptedServer server([](const SeenRequest&) { return test::steady_stream(3, 0, 0); });
    Client client(server, config_for(domain::ConcurrencyLoad{.streams = 1}));
    client.client.probe("Say a word.", 8, never_stop);
    client.client.set_dialect(
        {.stream_options = false, .ignore_eos = false, .cache_prompt = false});
    client.client.probe("Say a word.", 8, never_stop);
    const auto seen = server.seen();
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].target, "/v1/chat/completions");
    for (const char* part : {"\"model\":\"tiny\"", "\"stream\":true", "\"max_tokens\":8",
                             "\"stream_options\":{\"include_usage\":true}", "\"ignore_eos\":true",
                             "\"cache_prompt\":false", "Say a word."})
        EXPECT_NE(seen[0].body.find(part), std::string::npos) << part << " in " << seen[0].body;
    for (const char* part : {"stream_options", "ignore_eos", "cache_prompt"})
        EXPECT_EQ(seen[1].body.find(part), std::string::npos) << part;
}

TEST(LoadClient, ConstantRateFollowsItsScheduleNotTheAnswers) {
    ScriptedServer server([](const SeenRequest&) { return test::steady_stream(1, 150, 0); });
    Client client(server, config_for(domain::ConstantLoad{.requests_per_sec = 50}));
    const PhaseResult result = client.run(0.5);
    EXPECT_EQ(failures(result), 0);
    // Answers take 150 ms, so a closed loop of one would have sent three or four.
    EXPECT_GE(result.exchanges.size(), 20U);
    EXPECT_LE(result.exchanges.size(), 26U);
    for (const Exchange& exchange : result.exchanges) {
        EXPECT_NEAR(exchange.record.scheduled_ms - result.start_ms,
                    20.0 * static_cast<double>(exchange.record.index), 0.001);
        EXPECT_GE(exchange.record.sent_ms, exchange.record.scheduled_ms);
    }
}

/// llama.cpp closes after each stream without announcing it.
TEST(LoadClient, ServerThatClosesAfterEveryAnswerLosesNoRequest) {
    ScriptedServer server([](const SeenRequest&) {
        Script script = test::steady_stream(2, 1, 1);
        script.push_back({.wait_ms = 1, .bytes = {}, .close = true});
        return script;
    });
    Client client(server, config_for(domain::ConcurrencyLoad{.streams = 4}));
    const PhaseResult result = client.run(0.3);
    EXPECT_GT(result.exchanges.size(), 20U);
    EXPECT_EQ(failures(result), 0);
    EXPECT_FALSE(client.client.connections_are_kept());
}

struct Fault {
    const char* name;
    Script script;
    const char* message;
};

TEST(LoadClient, FaultsOfTheServerAreNamedAndDoNotStopThePhase) {
    const std::vector<Fault> faults{
        {"refuses", test::answer(500, "out of slots"), "HTTP 500: out of slots"},
        {"closes", {{.wait_ms = 0, .bytes = {}, .close = true}}, "without an answer"},
        {"breaks off",
         {{.wait_ms = 0, .bytes = test::stream_head, .close = false},
          {.wait_ms = 0, .bytes = test::chunk(test::token_event("a")), .close = true}},
         "in the middle of an answer"},
        {"garbage",
         {{.wait_ms = 0, .bytes = "\x01\x02garbage\r\n\r\n", .close = true}},
         "did not answer with HTTP"},
        {"stalls",
         {{.wait_ms = 60'000, .bytes = "late", .close = true}},
         "no complete answer within 0.2 s"},
    };
    for (const Fault& fault : faults) {
        SCOPED_TRACE(fault.name);
        ScriptedServer server([&](const SeenRequest&) { return fault.script; });
        domain::Experiment config = config_for(domain::ConcurrencyLoad{.streams = 2});
        const bool stalls = fault.script.front().wait_ms > 0;
        config.protocol.request_timeout_s = stalls ? 0.2 : 10;
        Client client(server, config);
        const PhaseResult result = client.run(0.1);
        ASSERT_FALSE(result.exchanges.empty());
        EXPECT_EQ(failures(result), static_cast<int>(result.exchanges.size()));
        EXPECT_NE(result.exchanges.front().record.error->find(fault.message), std::string::npos)
            << *result.exchanges.front().record.error;
        EXPECT_LE(result.exchanges.size(), 8U) << "the client backs off from a failing server";
    }
}

TEST(LoadClient, ThreadsShareTheStreamsAndEachRequestIsSentOnce) {
    test::NullServer server({.first_ms = 2, .gap_ms = 1});
    Client client(parse_endpoint(server.url()), config_for(domain::ConcurrencyLoad{.streams = 150}),
                  3);
    client.run(0.05);  // the kernel starts to stamp a moment after the request
    client.live.completed = 0;
    const PhaseResult result = client.run(0.3);
    EXPECT_EQ(result.threads, 3);
    EXPECT_EQ(failures(result), 0) << *result.exchanges.front().record.error;
    ASSERT_GT(result.exchanges.size(), 150U);
    for (std::size_t i = 0; i < result.exchanges.size(); ++i) {
        const domain::RequestRecord& record = result.exchanges[i].record;
        ASSERT_EQ(record.index, static_cast<std::int64_t>(i));
        EXPECT_EQ(record.output_tokens, 3);
        EXPECT_LT(record.sent_ms, result.stop_sending_ms + 1000);
    }
    EXPECT_GT(result.client_cpu_seconds, 0);
    EXPECT_GT(result.loop_lag_max_ms, 0);
    EXPECT_TRUE(result.stamped_by_kernel);
    EXPECT_EQ(client.live.completed, static_cast<std::int64_t>(result.exchanges.size()));
}

TEST(LoadClient, ThreadsSplitTheScheduleOfAnOpenLoop) {
    test::NullServer server({.first_ms = 2, .gap_ms = 1});
    Client client(parse_endpoint(server.url()),
                  config_for(domain::ConstantLoad{.requests_per_sec = 400}), 2);
    const PhaseResult result = client.run(0.5);
    EXPECT_EQ(result.threads, 2);
    EXPECT_EQ(failures(result), 0);
    ASSERT_GE(result.exchanges.size(), 190U);
    for (std::size_t i = 0; i < result.exchanges.size(); ++i) {
        const domain::RequestRecord& record = result.exchanges[i].record;
        ASSERT_EQ(record.index, static_cast<std::int64_t>(i));
        EXPECT_NEAR(record.scheduled_ms - result.start_ms, 2.5 * static_cast<double>(i), 0.001);
    }
}

TEST(LoadClient, OfflineSendsAllAtOnceAndEndsWithTheLastAnswer) {
    test::NullServer server({.first_ms = 1, .gap_ms = 2});
    auto config = config_for(domain::OfflineLoad{.requests = 200, .in_flight_max = 130});
    config.workload.output_tokens = 20;
    config.workload.output_tokens_spread = 0.9;
    Client client(parse_endpoint(server.url()), config, 2);
    const PhaseResult result = client.run(30);
    EXPECT_EQ(result.threads, 2);
    EXPECT_EQ(failures(result), 0);
    ASSERT_EQ(result.exchanges.size(), 200U);
    EXPECT_LT(result.stop_sending_ms - result.start_ms, 20'000) << "does not wait for the end";
    std::set<std::int64_t> lengths;
    for (const Exchange& exchange : result.exchanges) {
        EXPECT_EQ(exchange.record.scheduled_ms, result.start_ms);
        EXPECT_LE(exchange.record.last_token_ms, result.stop_sending_ms);
        lengths.insert(exchange.record.output_tokens.value_or(0));
    }
    EXPECT_GT(lengths.size(), 20U) << "each request asks for its own length";
}

TEST(LoadClient, PoissonArrivalsAreSentAsScheduled) {
    test::NullServer server({.first_ms = 30});
    const domain::PoissonLoad load{.requests_per_sec = 200};
    Client client(parse_endpoint(server.url()), config_for(load));
    const PhaseResult result = client.run(0.5);
    const auto due_s = arrivals_s(load, client.config.workload.seed, 1, 0.5);
    ASSERT_EQ(result.exchanges.size(), due_s.size());
    for (std::size_t i = 0; i < due_s.size(); ++i)
        EXPECT_NEAR(result.exchanges[i].record.scheduled_ms - result.start_ms, due_s[i] * 1000,
                    0.001);
}

TEST(LoadClient, AsksForTheModelByTheNameThatTheServerKnows) {
    ScriptedServer server([](const SeenRequest&) { return test::steady_stream(1, 1, 0); });
    Endpoint endpoint = parse_endpoint(server.url());
    for (const std::string name : {"", "/models/tiny"}) {
        endpoint.model = name;
        Client client(endpoint, config_for(domain::OfflineLoad{.requests = 1}));
        client.run(5);
        const auto body = schema::json::parse(server.seen().back().body);
        EXPECT_EQ(body["model"], name.empty() ? "tiny" : name);
    }
}

TEST(LoadClient, MessagesOfAPromptAreSentWithTheSaltInFront) {
    ScriptedServer server([](const SeenRequest&) { return test::steady_stream(1, 1, 0); });
    auto config = config_for(domain::OfflineLoad{.requests = 1});
    Prompt prompt{.messages = {{"system", "Be \"brief\"."}, {"user", "Hi"}}, .output_tokens = 9};
    LoadClient client(parse_endpoint(server.url()), config, {prompt}, monotonic_ns());
    LivePhase live;
    const PhasePlan plan{.cycle = 1, .duration_s = 5};
    client.run(plan, never_stop, [] { return true; }, live);
    const auto seen = server.seen();
    ASSERT_EQ(seen.size(), 1U);
    const auto body = schema::json::parse(seen[0].body);
    ASSERT_EQ(body["messages"].size(), 2U);
    const auto salt = plan_prompt(config.workload, std::vector{prompt}, 1, 0).salt;
    EXPECT_EQ(body["messages"][0]["content"], salt + "Be \"brief\".");
    EXPECT_EQ(body["messages"][0]["role"], "system");
    EXPECT_EQ(body["messages"][1]["content"], "Hi");
    EXPECT_EQ(body["max_tokens"], 9);
}

TEST(LoadClient, FewStreamsStartOneThread) {
    test::NullServer server({});
    Client client(parse_endpoint(server.url()), config_for(domain::ConcurrencyLoad{.streams = 4}),
                  2);
    EXPECT_EQ(client.run(0.05).threads, 1);
}

TEST(LoadClient, WhatCameBeforeAFaultIsKept) {
    struct Broken {
        const char* name;
        test::Play play;
        std::size_t chunks;
        const char* message;  // nullptr: not a fault of the transport
    };
    // Events that a busy machine reads at once count as one chunk, hence the gaps.
    for (const Broken& broken : {
             Broken{"stalls", {.gap_ms = 20, .stall_after = 2}, 2, "no complete answer within"},
             Broken{"error in the stream", {.gap_ms = 20, .error_after = 1}, 1, "out of memory"},
             Broken{"breaks off", {.gap_ms = 20, .close_after = 2}, 2, "in the middle"},
             Broken{"none at all", {.stops_after = 0}, 0, "sent no token"},
             Broken{"more than asked", {.surplus = 4}, 7, nullptr},
         }) {
        SCOPED_TRACE(broken.name);
        test::NullServer server(broken.play);
        domain::Experiment config = config_for(domain::ConcurrencyLoad{.streams = 1});
        // Long enough for the expected events, also on a busy machine.
        config.protocol.request_timeout_s = broken.play.stall_after ? 1 : 10;
        config.workload.ignore_eos = false;
        Client client(parse_endpoint(server.url()), config);
        const PhaseResult result = client.run(0.05);
        ASSERT_FALSE(result.exchanges.empty());
        const Exchange& exchange = result.exchanges.front();
        EXPECT_EQ(exchange.chunk_times_ms.size(), broken.chunks);
        EXPECT_EQ(exchange.record.first_token_ms.has_value(), broken.chunks > 0);
        if (broken.message == nullptr) {
            EXPECT_EQ(exchange.record.error, std::nullopt);
            EXPECT_EQ(exchange.record.output_tokens, 7);
        } else {
            ASSERT_TRUE(exchange.record.error);
            EXPECT_NE(exchange.record.error->find(broken.message), std::string::npos)
                << *exchange.record.error;
        }
    }
}

Endpoint trusting(const ScriptedServer& server, const std::filesystem::path& ca_file) {
    Endpoint endpoint = parse_endpoint(server.url());
    endpoint.ca_file = ca_file;
    return endpoint;
}

TEST(LoadClientTls, MeasuresOverAVerifiedConnectionAndKeepsIt) {
    const test::Folder folder;
    const test::SelfSigned certificate;
    certificate.write_pem(folder.path() / "ca.pem");
    ScriptedServer server([](const SeenRequest&) { return test::steady_stream(3, 10, 5); },
                          certificate.server_context());
    Client client(trusting(server, folder.path() / "ca.pem"),
                  config_for(domain::ConcurrencyLoad{.streams = 3}));
    const PhaseResult result = client.run(0.2);
    EXPECT_EQ(failures(result), 0) << *result.exchanges.front().record.error;
    EXPECT_GT(result.exchanges.size(), 6U);
    EXPECT_EQ(server.connections(), 3 + 1);
    EXPECT_TRUE(client.client.connections_are_kept());
    for (const Exchange& exchange : result.exchanges) {
        EXPECT_EQ(exchange.record.output_tokens, 3);
        EXPECT_GE(*exchange.record.first_token_ms - exchange.record.scheduled_ms, 10.0);
        EXPECT_EQ(exchange.connect_ms.has_value(), exchange.record.index < 3);
    }
    EXPECT_FALSE(result.stamped_by_kernel) << "OpenSSL drops the kernel's stamps";
}

TEST(LoadClientTls, ACertificateThatIsNotTrustedIsRefusedWithTheRemedy) {
    const test::Folder folder;
    const test::SelfSigned certificate, other, elsewhere("IP:10.0.0.1");
    other.write_pem(folder.path() / "other.pem");
    elsewhere.write_pem(folder.path() / "elsewhere.pem");
    const auto first_error = [&](const test::SelfSigned& shown, const std::string& ca_file) {
        ScriptedServer server([](const SeenRequest&) { return test::steady_stream(3, 0, 0); },
                              shown.server_context());
        Client client(trusting(server, ca_file), config_for(domain::ConcurrencyLoad{.streams = 1}));
        const PhaseResult result = client.run(0.05);
        EXPECT_TRUE(server.seen().empty()) << "nothing was sent";
        return result.exchanges.front().record.error.value_or("no error");
    };
    const std::string system_ca;
    for (const std::string& error : {first_error(certificate, system_ca),
                                     first_error(certificate, folder.path() / "other.pem"),
                                     first_error(elsewhere, folder.path() / "elsewhere.pem")}) {
        EXPECT_NE(error.find("certificate is not valid"), std::string::npos) << error;
        EXPECT_NE(error.find("engine.ca_file"), std::string::npos) << error;
    }
    std::ofstream(folder.path() / "empty.pem") << "no certificate";
    EXPECT_THROW(first_error(certificate, folder.path() / "empty.pem"), Error);
    EXPECT_THROW(first_error(certificate, folder.path() / "absent.pem"), Error);
}

TEST(LoadClientTls, CutConnectionsLeaveTheServerStanding) {
    const test::Folder folder;
    const test::SelfSigned certificate;
    certificate.write_pem(folder.path() / "ca.pem");
    std::atomic<bool> dead{false};
    ScriptedServer server(
        [&](const SeenRequest&) {
            dead = true;
            return test::steady_stream(50, 5, 5);  // continues after the client has left
        },
        certificate.server_context());
    Client client(trusting(server, folder.path() / "ca.pem"),
                  config_for(domain::ConcurrencyLoad{.streams = 2}));
    client.alive = [&] { return !dead; };
    const PhaseResult result = client.run(60);
    ASSERT_FALSE(result.exchanges.empty());
    EXPECT_TRUE(result.exchanges.front().cut);
}

TEST(LoadClient, StopEndsTheSendingAndLetsAnswersFinish) {
    std::atomic<bool> stop{false};
    ScriptedServer server([&](const SeenRequest&) {
        stop = true;  // as soon as the first request has arrived
        return test::steady_stream(3, 30, 10);
    });
    Client client(server, config_for(domain::ConcurrencyLoad{.streams = 2}));
    const PhaseResult result = client.run(60, stop);
    EXPECT_EQ(result.exchanges.size(), 2U);
    EXPECT_EQ(failures(result), 0);
    EXPECT_LT(result.stop_sending_ms - result.start_ms, 5000);
}

TEST(LoadClient, DeadEngineCutsWhatIsInFlight) {
    std::atomic<bool> dead{false};
    ScriptedServer server([&](const SeenRequest&) {
        dead = true;
        return Script{{.wait_ms = 60'000, .bytes = {}, .close = true}};
    });
    Client client(server, config_for(domain::ConcurrencyLoad{.streams = 2}));
    client.alive = [&] { return !dead; };
    const PhaseResult result = client.run(60);
    ASSERT_FALSE(result.exchanges.empty());
    EXPECT_TRUE(result.exchanges.front().cut);
}

TEST(Endpoint, ReadsAddressesAndRefusesOthers) {
    struct Good {
        const char* text;
        const char* host;
        int port;
        const char* path;
    };
    for (const Good& good :
         {Good{"http://127.0.0.1:8000", "127.0.0.1", 8000, ""},
          Good{"http://gpu-box", "gpu-box", 80, ""},
          Good{"https://api.example", "api.example", 443, ""},
          Good{"https://h:8443/v1", "h", 8443, ""}, Good{"http://[::1]:9/", "::1", 9, ""},
          Good{"http://h:1/v1", "h", 1, ""}, Good{"http://h:1/proxy/v1/", "h", 1, "/proxy"}}) {
        const Endpoint endpoint = parse_endpoint(good.text);
        EXPECT_EQ(endpoint.host, good.host) << good.text;
        EXPECT_EQ(endpoint.tls, good.text[4] == 's') << good.text;
        EXPECT_EQ(endpoint.port, good.port) << good.text;
        EXPECT_EQ(endpoint.base_path, good.path) << good.text;
    }
    for (const char* bad : {"", "127.0.0.1:8000", "ftp://h", "https://", "http://", "http://h:0",
                            "http://h:99999", "http://h:x", "http://h/\r\nX: y", "http://u:p@h"})
        EXPECT_THROW(parse_endpoint(bad), Error) << bad;
}

TEST(Endpoint, NobodyListensIsSaidWithTheAddress) {
    std::uint16_t port = 0;
    {
        const ScriptedServer gone([](const SeenRequest&) { return Script{}; });
        port = gone.port();
    }
    try {
        reach(parse_endpoint("http://127.0.0.1:" + std::to_string(port)));
        FAIL() << "it connected";
    } catch (const Error& error) {
        EXPECT_NE(error.message().find("Connection refused"), std::string::npos) << error.message();
        EXPECT_NE(error.message().find(std::to_string(port)), std::string::npos);
    }
}

}  // namespace
}  // namespace lem::measure
