/// AI Energy Score: Wh of 1000 requests are no tokens per joule.

#include "domain/board/derivation.hpp"
#include "domain/result/result_wire.hpp"
#include "support/imported.hpp"

namespace lem::interchange {
namespace {

using test::imported;
using test::refusal;
using test::replaced;

namespace fs = std::filesystem;

constexpr std::string_view batch =
    "model_name,model_class,task,reasoning_state,total_prompts,successful_prompts,failed_prompts,"
    "total_duration_seconds,avg_total_time,avg_time_to_first_token,total_tokens,"
    "total_prompt_tokens,total_completion_tokens,gpu_energy_wh,wh_per_1000_queries,"
    "tokens_per_joule,error_message\n"
    "Acme/Tiny-1B,B,text_gen,On (High),10,9,1,40.00,4.0000,0.2500,1500,500,1000,5.0000,555.5556,"
    "0.0833,\n"
    "Acme/Tiny-7B,B,text_gen,Off,10,10,0,50.00,5.0000,0.0000,0,0,0,0.0000,0.0000,0.0000,\n"
    "Acme/Broken,B,text_gen,Off,0,0,0,5.00,0.0000,0.0000,0,0,0,0.0000,0.0000,0.0000,"
    "\"not found in /home/someone\"\n"
    "Acme/Paint,,image_gen,Off,1,1,0,5.00,5.0000,0.0000,0,0,0,1.0000,1000.0,0.0000,\n";

constexpr std::string_view board =
    "Model,Task,Model Class (Only for Text Generation),GPU Energy (Wh) per 1k tasks,Score\n"
    "Acme/Tiny-1B,Text Generation,A,\"1,234.5\",5\n"
    "Acme/Tiny-70B,Text Generation,C,9.5,1\n"
    "Acme/Paint,Image Generation,,700,3\n";

constexpr std::string_view summary =
    R"({"units": "Wh", "total": 12.5, "preprocess_wh": 0.5, "prefill_wh": 2, "decode_wh": 10})";

TEST(AiEnergyScore, ABatchRunHasItsTokensTimeAndEnergy) {
    const auto results = imported(batch);
    ASSERT_EQ(results.size(), 2U) << "without the run that failed and the images";
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_EQ(result.model.name, "Acme/Tiny-1B");
    EXPECT_EQ(cycle.requests.completed, 9);
    EXPECT_EQ(cycle.requests.failed, 1);
    EXPECT_EQ(cycle.tokens.output, 1000);
    EXPECT_NEAR(*cycle.energy.energy_joules, 5 * 3600, 1e-9);
    EXPECT_NEAR(*result.summary.tokens_per_joule.mean, 1000.0 / 18000, 1e-12)
        << "of output tokens, not of all as in the file";
    EXPECT_NEAR(*result.summary.throughput_tokens_per_sec.mean, 25, 1e-9);
    EXPECT_NEAR(*cycle.metrics.time_to_first_token_ms, 250, 1e-9);
    EXPECT_NEAR(*cycle.metrics.e2e_latency_ms, 4000, 1e-9);
}

TEST(AiEnergyScore, ZeroIsNotMeasured) {
    const auto results = imported(batch);
    ASSERT_EQ(results.size(), 2U);
    const domain::Result& result = results[1];
    EXPECT_EQ(result.cycles.at(0).energy.energy_joules, std::nullopt);
    EXPECT_EQ(result.cycles[0].tokens.output, std::nullopt);
    EXPECT_EQ(result.cycles[0].metrics.time_to_first_token_ms, std::nullopt);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::none);
}

TEST(AiEnergyScore, TheBoardStatesTheEnergyOf1000RequestsAlone) {
    const auto results = imported(board);
    ASSERT_EQ(results.size(), 2U);
    const domain::Result& result = results[0];
    const domain::Cycle& cycle = result.cycles.at(0);
    EXPECT_NEAR(*cycle.energy.energy_joules, 1234.5 * 3600, 1e-6);
    EXPECT_EQ(cycle.requests.completed, 1000);
    EXPECT_EQ(cycle.window.end_s, 0) << "its length is not known";
    EXPECT_EQ(cycle.tokens.output, std::nullopt);
    EXPECT_EQ(result.summary.tokens_per_joule.mean, std::nullopt);
    EXPECT_EQ(result.summary.avg_power_watts.mean, std::nullopt);
    EXPECT_EQ(result.energy_scope, domain::EnergyScope::gpu);
    EXPECT_EQ(result.environment.devices.at(0).name, "NVIDIA H100");
}

TEST(AiEnergyScore, AnUnknownNumberOfGpusIsNotOne) {
    for (const domain::Result& result :
         {imported(board).at(1), imported(batch).at(0), imported(summary, {.model = "a/b"}).at(0),
          imported(replaced(board, "Generation,A", "Generation,")).at(0)}) {
        EXPECT_TRUE(result.environment.devices.empty());
        EXPECT_TRUE(
            std::ranges::any_of(result.provenance->mapping, [](const domain::MappedField& field) {
                return field.target == "environment.devices" &&
                       field.fate == domain::FieldFate::missing && !field.reason.empty();
            }));
        const auto report = domain::derive({.document = schema::to_text(result)},
                                           {.received_at_ms = 1'800'000'000'000})
                                .report;
        EXPECT_TRUE(report.acceptable);
        EXPECT_EQ(report.row->hardware, "unknown device");
        for (const domain::Check& check : report.checks) {
            if (check.code == "E15")
                EXPECT_EQ(check.outcome, domain::CheckOutcome::information) << check.message;
        }
    }
    const auto given = imported(board, {.hardware = "NVIDIA H100", .hardware_count = 8});
    EXPECT_EQ(given.at(1).environment.devices.size(), 8U) << "the user may know";
    EXPECT_FALSE(test::notes_hold(given[1], "does not say how many"));
}

TEST(AiEnergyScore, ASummaryNeedsAModelAndHasNoRequests) {
    EXPECT_EQ(refusal(summary), " does not name the model; give it with --model NAME");
    const auto results = imported(summary, {.model = "Acme/Tiny-1B"});
    ASSERT_EQ(results.size(), 1U);
    const domain::Cycle& cycle = results[0].cycles.at(0);
    EXPECT_NEAR(*cycle.energy.energy_joules, 12.5 * 3600, 1e-9);
    EXPECT_EQ(cycle.requests.completed, std::nullopt);
    EXPECT_EQ(cycle.tokens.output, std::nullopt);
}

TEST(AiEnergyScore, NothingPrivateIsInTheDocument) {
    for (const domain::Result& result : imported(batch))
        EXPECT_EQ(schema::to_text(result).find("someone"), std::string::npos);
}

TEST(AiEnergyScore, WrongInputIsReported) {
    EXPECT_EQ(refusal(replaced(batch, ",40.00,", ",soon,")),
              "row 1 /total_duration_seconds must be a number, found a string");
    EXPECT_EQ(refusal(replaced(batch, ",40.00,", ",,")),
              "row 1 /total_duration_seconds must be a time above 0");
    EXPECT_TRUE(refusal(replaced(batch, ",5.0000,555", ",-5.0,555"))
                    .starts_with("row 1 /gpu_energy_wh must be from 0 to "));
    EXPECT_TRUE(refusal(replaced(batch, ",10,9,1,", ",10,1e300,1,"))
                    .starts_with("row 1 /successful_prompts must be from 0 to "));
    EXPECT_EQ(refusal(replaced(board, "9.5", "0")),
              "row 2 /GPU Energy (Wh) per 1k tasks must be an energy above 0");
    EXPECT_EQ(refusal(replaced(summary, R"("Wh")", R"("kWh")")), "/units must be Wh");
    EXPECT_TRUE(refusal(replaced(summary, "12.5", "[]")).starts_with("/total must be a number"));
}

TEST(AiEnergyScore, AListOfModelsHasNoResults) {
    EXPECT_EQ(refusal(",Models to Add,Class,Task,Reasoning State\n,Acme/Tiny-1B,A,text_gen,On\n"),
              " is AI Energy Score's list of models, which has no results");
    const fs::path sample = test::samples / "ai-energy-score" / "oct_2025_models.csv";
    if (!fs::exists(sample)) return;
    const std::string text = test::read_file(sample);
    EXPECT_EQ(refusal(text), " is AI Energy Score's list of models, which has no results");
}

}  // namespace
}  // namespace lem::interchange
