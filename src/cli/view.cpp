#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/open_browser.hpp"
#include "cli/print_error.hpp"
#include "cli/tell.hpp"
#include "cli/view_report.hpp"
#include "cli/viewed_files.hpp"
#include "platform/files/folder_watch.hpp"
#include "platform/files/temporary_folder.hpp"

#include <condition_variable>
#include <csignal>
#include <thread>
#include <unistd.h>

namespace lem::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds, std::chrono::steady_clock;

struct ViewOptions {
    ImportOptions import;
    int port = 0;
    bool no_browser = false;
    ViewTerminal terminal;
};

/// Ends the program when tidying up takes long: whoever pressed Ctrl-C has waited enough.
class EndingLimit {
public:
    EndingLimit(const files::TemporaryFolder& folder, milliseconds patience)
        : thread_([this, &folder, patience] {
              std::unique_lock lock(mutex_);
              if (wake_.wait_for(lock, patience, [this] { return ended_; })) return;
              folder.remove();
              _exit(0);
          }) {}
    ~EndingLimit() {
        {
            const std::lock_guard lock(mutex_);
            ended_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    EndingLimit(const EndingLimit&) = delete;
    EndingLimit& operator=(const EndingLimit&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool ended_ = false;
    std::thread thread_;
};

/// Reads the files on a thread of its own, again after each change, until it is stopped.
class FilesFollower {
public:
    FilesFollower(app::Service& service, const ImportOptions& options, const fs::path& scratch)
        : options_(options),
          files_(service, options, scratch, stopped_),
          thread_([this] { run(); }) {}
    ~FilesFollower() {
        stopped_ = true;
        watch_.stop();
        thread_.join();
    }
    FilesFollower(const FilesFollower&) = delete;
    FilesFollower& operator=(const FilesFollower&) = delete;

    const ViewedFiles& files() const { return files_; }

private:
    static constexpr milliseconds settling{2'100};
    /// A folder that changes all the time takes at most this share of a processor: a fifth.
    static constexpr int rest_for_work = 4;

    void run() {
        while (!stopped_) {
            const auto start = steady_clock::now();
            const bool again = look();
            const auto work =
                std::chrono::ceil<milliseconds>(steady_clock::now() - start) * rest_for_work;
            const bool first = std::exchange(first_, false);
            if (!first && !watch_.rest(work)) return;
            if (!watch_.wait(again ? std::optional(settling) : std::nullopt)) return;
        }
    }

    /// True if it is to look again soon.
    bool look() {
        watch_folders_of_files();
        try {
            const bool again =
                files_.refresh([this](const fs::path& folder) { watch_.add(folder); },
                               [this] { report_.advance(files_.state()); });
            if (!stopped_) report_.refreshed(files_.state(), files_.newly_unreadable());
            return again;
        } catch (const Error& error) {
            print_error(error);
        } catch (const std::exception& failure) {
            tell("lem: internal error: {}\n", failure.what());
        }
        return true;
    }

    /// A file that an editor or a program replaces is another file: its folder tells.
    void watch_folders_of_files() {
        std::vector<std::string> named = options_.files;
        for (const auto& file : {options_.map, options_.energy})
            if (file) named.push_back(*file);
        for (const std::string& path : named) {
            std::error_code unknown;
            if (fs::is_directory(path, unknown)) continue;
            const fs::path folder = fs::path(path).parent_path();
            watch_.add(folder.empty() ? "." : folder);
        }
    }

    const ImportOptions options_;
    std::atomic<bool> stopped_{false};
    bool first_ = true;
    files::FolderWatch watch_;
    ViewReport report_;
    ViewedFiles files_;
    std::thread thread_;
};

void require_places(const std::vector<std::string>& places) {
    for (const std::string& place : places) {
        if (place == "-")
            throw Error(
                ErrorCode::bad_request,
                "lem view reads files and folders, not its input: lem import - reads that.");
        std::error_code failure;
        if (!fs::exists(place, failure))
            throw Error(ErrorCode::bad_request,
                        place + " cannot be opened: " +
                            (failure ? failure.message() : "there is no such file or folder") +
                            ".");
    }
}

/// Waits for the signal that ends the program.
void wait_for_end(const sigset_t& signals) {
    int received = 0;
    sigwait(&signals, &received);
}

void start(app::Service& service, int port) {
    try {
        service.start();
    } catch (const Error& error) {
        throw Error(error.code(), "Port " + std::to_string(port) +
                                      " is in use or not allowed. Choose another with --port, or "
                                      "leave it out for a free one.")
            .because(error.message());
    }
}

int view(ViewOptions& options) {
    check_facts(options.import);
    require_places(options.import.files);
    log::configure(log::Format::text, log::Level::warn);
    // Blocked before any thread starts, so that all inherit it and only sigwait receives them.
    sigset_t end_signals;
    sigemptyset(&end_signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&end_signals, signal);
    pthread_sigmask(SIG_BLOCK, &end_signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    const files::TemporaryFolder folder(fs::temp_directory_path(), "lem-view");
    std::optional<EndingLimit> ending;
    std::atomic<const ViewedFiles*> viewed{nullptr};
    app::Config config;
    config.data = (folder.path() / "data").string();
    config.listen = "127.0.0.1:" + std::to_string(options.port);
    config.threads = 2;
    const auto state = [&] {
        const ViewedFiles* files = viewed;
        return files == nullptr ? pages::PrivateView{.places = options.import.files}
                                : files->state();
    };
    const auto files_of = [&](const std::string& id) {
        const ViewedFiles* files = viewed;
        return files == nullptr ? pages::ResultFiles{} : files->files_of(id);
    };
    app::Service service(config, {.state = state, .files_of = files_of});
    start(service, options.port);
    print_address({options.import.files, service.port(), service.gate().token()}, options.terminal);
    if (!options.no_browser && options.terminal.has_desktop())
        open_browser(ViewAddress{{}, service.port(), service.gate().launch_token()}.text());
    FilesFollower follower(service, options.import, folder.path());
    viewed = &follower.files();
    wait_for_end(end_signals);
    constexpr milliseconds patience{500};
    ending.emplace(folder, patience);
    service.stop();
    return 0;
}

}  // namespace

void add_view(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand(
        "view", "Show result files of any tool in the browser, privately; nothing is uploaded");
    command->footer(
        "Examples:\n  lem view benchmark.json --hardware \"NVIDIA L4\"\n  lem view runs/\n"
        "  lem view study/ --port 8765 --no-browser\n"
        "Files that are added or changed appear while it runs; results of files that are removed "
        "go. Whoever has the address can read it, so keep it to yourself.");
    const auto options = std::make_shared<ViewOptions>();
    command
        ->add_option("files", options->import.files, "Result files, folders and archives of them")
        ->required();
    command->add_option("--port", options->port, "Port on 127.0.0.1; a free one if left out")
        ->check(CLI::Range(1, 65535));
    command->add_flag("--no-browser", options->no_browser, "Only print the address");
    add_fact_options(*command, options->import);
    command
        ->add_option("--map", options->import.map,
                     "What the columns of a CSV table are; lem import --map drafts it")
        ->check(CLI::ExistingFile);
    ViewTerminal& terminal = options->terminal;
    const auto from_environment = [&](const char* name, std::string& value) {
        command->add_option(std::string("--") + name, value)->envname(name)->group("");
    };
    from_environment("SSH_CONNECTION", terminal.ssh_connection);
    from_environment("USER", terminal.user);
    from_environment("DISPLAY", terminal.display);
    from_environment("WAYLAND_DISPLAY", terminal.wayland_display);
    command->callback([options, &exit_code] { exit_code = view(*options); });
}

}  // namespace lem::cli
