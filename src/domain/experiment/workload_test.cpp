#include "domain/experiment/workload.hpp"

#include "domain/experiment/load.hpp"
#include "schema/read.hpp"

#include <gtest/gtest.h>

namespace lem::domain {
namespace {

Violations shape_of(const std::string& text, Workload& workload) {
    const auto written = schema::json::parse(text);
    auto read = schema::from_json<Workload>(written);
    EXPECT_TRUE(read);
    workload = *read;
    return apply_shape(workload, written);
}

TEST(Workload, ShapeSetsBothLengths) {
    Workload workload;
    EXPECT_TRUE(shape_of(R"({"shape":"1k/8k"})", workload).empty());
    EXPECT_EQ(workload.input_tokens, 1024);
    EXPECT_EQ(workload.output_tokens, 8192);
    EXPECT_TRUE(shape_of(R"({"shape":"8k/1k","input_tokens":8192})", workload).empty());
    EXPECT_TRUE(shape_of(R"({"input_tokens":7})", workload).empty());
    EXPECT_EQ(workload.input_tokens, 7);
}

TEST(Workload, ALengthThatContradictsTheShapeIsNamed) {
    Workload workload;
    const auto found = shape_of(R"({"shape":"1k/1k","output_tokens":128})", workload);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].pointer, "/output_tokens");
    EXPECT_NE(found[0].message.find("1k/1k"), std::string::npos) << found[0].message;
}

TEST(Load, EveryModeIsReadWithItsDefaultsAndLimits) {
    for (const char* text :
         {R"({"mode":"offline"})", R"({"mode":"poisson","requests_per_sec":2})",
          R"({"mode":"gamma","requests_per_sec":2,"burstiness":0.5})",
          R"({"mode":"ramp","from_requests_per_sec":1,"to_requests_per_sec":9,"form":"linear"})",
          R"({"mode":"trace","file":"a.jsonl"})",
          R"({"mode":"slo_search","limits":{"preset":"llama3.1-8b-server"}})"}) {
        EXPECT_TRUE(schema::from_text<Load>(text)) << text;
    }
    for (const char* text :
         {R"({"mode":"poisson"})", R"({"mode":"gamma","requests_per_sec":2,"burstiness":0})",
          R"({"mode":"trace"})", R"({"mode":"offline","requests":0})",
          R"({"mode":"slo_search","limits":{"e2e_latency_ms_p99":-1}})"}) {
        EXPECT_FALSE(schema::from_text<Load>(text)) << text;
    }
}

}  // namespace
}  // namespace lem::domain
