#include "measure/model/run_model.hpp"

#include "measure/model/model_record.hpp"

namespace lem::measure {

void RunModel::read_files() {
    path_ = model_path(config_, config_folder_);
    if (path_) files_ = read_model_files(*path_);
}

void RunModel::describe(const Endpoint& endpoint, domain::Result& result) {
    if (!path_) read_files();
    ServerModel server;
    if (!files_ || !files_->shape) server = ask_server_model(endpoint, config_.model.name);
    DescribedModel described = describe_model(config_, files_, server);
    result.model = std::move(described.record);
    if (path_) result.model.file_sha256 = hash_of_weights(*path_);
    compute_.shape = std::move(described.shape);
    compute_.shape_absent_reason = described.shape_absent_reason;
    compute_.kv_bytes_per_value = kv_bytes_per_value(config_.engine);
    compute_.batch_max = config_.engine.settings.max_sequences;
    add_peaks(compute_, result.environment.devices, config_.engine,
              result.model.precision.value_or(""));
    if (!described.confidence) return;
    result.flops_method = domain::FlopsMethod::analytic_v1;
    result.flops_confidence = described.confidence;
}

}  // namespace lem::measure
