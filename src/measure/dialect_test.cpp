#include "base/clock.hpp"
#include "measure/load_client.hpp"
#include "support/null_server.hpp"

#include <gtest/gtest.h>

namespace lem::measure {
namespace {

using test::NullServer;
using test::Play;
using test::ServerKind;

const std::atomic<bool> never_stop{false};

constexpr std::array all_kinds{ServerKind::vllm,  ServerKind::sglang,    ServerKind::tensorrt_llm,
                               ServerKind::tgi,   ServerKind::llama_cpp, ServerKind::transformers,
                               ServerKind::ollama};

domain::Experiment tiny_experiment() {
    domain::Experiment config;
    config.model.name = "tiny";
    config.protocol.request_timeout_s = 5;
    return config;
}

/// A client of a server that plays `play`.
struct Session {
    NullServer server;
    domain::Experiment config = tiny_experiment();
    LoadClient client;

    explicit Session(const Play& play)
        : server(play),
          client(parse_endpoint(server.url()), config, {"Say a word."}, monotonic_ns()) {}
};

TEST(Dialects, AStreamOfEveryServerIsReadAndTimed) {
    for (const ServerKind kind : all_kinds) {
        SCOPED_TRACE(static_cast<int>(kind));
        Session session({.kind = kind, .first_ms = 20, .gap_ms = 5});
        session.client.set_dialect({.ignore_eos = false, .cache_prompt = false});
        const Exchange exchange = session.client.probe(4, never_stop);
        const domain::RequestRecord& record = exchange.record;
        EXPECT_EQ(record.error, std::nullopt) << *record.error;
        EXPECT_EQ(record.chunks, 4);
        EXPECT_EQ(record.output_tokens, 4);
        EXPECT_EQ(record.input_tokens, 20);
        EXPECT_EQ(record.finish_reason, "length");
        EXPECT_GE(*record.first_token_ms - record.sent_ms, 19.0);
        EXPECT_GE(*record.last_token_ms - *record.first_token_ms, 14.0);
    }
}

}  // namespace
}  // namespace lem::measure
