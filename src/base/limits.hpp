#pragma once
/// Every bound on outside input and on queues, by name, in one place.

#include <chrono>
#include <cstddef>

namespace lem::limits {

inline constexpr std::size_t kib = 1024;
inline constexpr std::size_t mib = 1024 * kib;

// JSON and YAML documents
inline constexpr int document_depth_max = 32;
inline constexpr std::size_t document_values_max = 2'000'000;
inline constexpr std::size_t violations_max = 100;  // reported; the rest is counted
inline constexpr std::size_t text_length_max = 64 * kib;
inline constexpr std::size_t config_bytes_max = 1 * mib;
inline constexpr std::size_t result_bytes_max = 8 * mib;
inline constexpr std::size_t import_bytes_max = 64 * mib;
inline constexpr std::size_t import_records_max = 10'000;
inline constexpr std::size_t joined_file_bytes_max = 4 * mib;  // of files that make one result
inline constexpr std::size_t zip_files_max = 1'000;
inline constexpr std::size_t zip_name_bytes_max = 400;
inline constexpr std::size_t packing_ratio_max = 200;  // content to archive, above 1 MiB
inline constexpr std::size_t imported_database_cell_bytes_max = 1 * mib;
inline constexpr int imported_database_steps_max = 50'000'000;   // of SQLite's virtual machine
inline constexpr std::size_t reported_file_bytes_max = 4 * mib;  // another program's, by the server
inline constexpr std::size_t exported_documents_max = 1'000;     // in one answer
inline constexpr std::size_t exported_bytes_max = 16 * mib;
inline constexpr std::size_t reported_results_max = 50;  // of one such file
inline constexpr int repetitions_shown_max = 50;         // other results of one configuration

// Uploads. Up to this size a document is stored in the database; larger ones and bundles are files.
inline constexpr std::size_t upload_in_memory_bytes_max = 128 * kib;

// Bundles
inline constexpr std::size_t bundle_bytes_max = 64 * mib;
inline constexpr std::size_t bundle_inflated_bytes_max = 256 * mib;
inline constexpr std::size_t bundle_files_max = 64;
inline constexpr std::size_t bundle_path_length_max = 120;
inline constexpr int bundle_window_log_max = 25;  // zstd's window: 32 MiB of memory
inline constexpr std::size_t manifest_bytes_max = 64 * kib;
inline constexpr std::size_t request_lines_max = 1'000'000;
inline constexpr std::size_t request_line_bytes_max = 16 * kib;
inline constexpr std::size_t trace_lines_max = 8'000'000;  // of power.csv
inline constexpr std::size_t trace_line_bytes_max = 16 * kib;
inline constexpr std::size_t trace_devices_max = 1'024;
inline constexpr std::chrono::milliseconds upload_processor_time_max{2'000};  // to open and check

inline constexpr int bundles_opened_at_once = 2;  // each may inflate to its whole limit

// Comparisons of published results
inline constexpr std::size_t compared_requests_max = 200'000;                  // of one result
inline constexpr std::chrono::milliseconds compared_requests_time_max{1'000};  // to read them
inline constexpr std::size_t kept_digests_bytes_max = 32 * mib;  // of requests, in memory

// Signatures and the log of accepted results
inline constexpr std::size_t signature_bytes_max = 64 * kib;    // of result.dsse.json
inline constexpr std::size_t checkpoint_bytes_max = 128 * kib;  // witnesses may add signatures
inline constexpr std::size_t log_entry_bytes_max = 4 * kib;
inline constexpr std::size_t keys_of_account_max = 20;

// HTTP
inline constexpr std::size_t http_header_bytes_max = 16 * kib;
inline constexpr std::size_t http_header_fields_max = 100;
inline constexpr std::size_t http_target_bytes_max = 8 * kib;
inline constexpr std::size_t http_body_bytes_max = 1 * mib;  // unless the route says otherwise
inline constexpr std::size_t http_requests_per_connection_max = 1'000;
inline constexpr std::size_t search_words_max = 10;
inline constexpr std::size_t http_cached_answer_bytes_max = 512 * kib;
inline constexpr std::size_t http_cached_bytes_max = 16 * mib;       // of each event thread
inline constexpr std::chrono::milliseconds http_deadline_tick{100};  // deadlines are met to this
inline constexpr std::chrono::seconds http_header_timeout{10};
inline constexpr std::chrono::seconds http_idle_timeout{60};
inline constexpr std::chrono::seconds http_write_timeout{60};
inline constexpr std::chrono::seconds http_body_grace{10};  // then at least this rate:
inline constexpr std::size_t http_body_bytes_per_sec_min = 1024;
inline constexpr std::chrono::seconds http_stop_grace{10};

// Requests of the server to others (platform/http/outbound.hpp)
inline constexpr std::size_t outbound_answer_bytes_max = 256 * kib;
inline constexpr std::size_t outbound_head_bytes_max = 64 * kib;  // of an answer
inline constexpr std::size_t outbound_url_bytes_max = 2 * kib;
inline constexpr std::chrono::seconds outbound_connect_timeout{5};
inline constexpr std::chrono::seconds outbound_timeout{10};

// What says who somebody is
inline constexpr std::size_t secret_bytes_max = 4 * kib;  // a setting
inline constexpr std::size_t id_token_bytes_max = 16 * kib;
inline constexpr std::size_t issuer_keys_max = 50;
inline constexpr std::size_t organisations_max = 200;       // of one person
inline constexpr std::chrono::minutes clocks_apart_max{5};  // an issuer's and ours
inline constexpr std::chrono::hours issuer_documents_age_max{1};
inline constexpr std::chrono::seconds issuer_keys_asked_again_after{30};

}  // namespace lem::limits
