#include "nnlite/training/interrupt.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

struct sigaction action_now() {
    struct sigaction action {};
    sigaction(SIGINT, nullptr, &action);
    return action;
}

// Sets the action for SIGINT, and at the end the one before.
class ActionScope {
   public:
    explicit ActionScope(const struct sigaction& action) { sigaction(SIGINT, &action, &before_); }
    ActionScope(const ActionScope&) = delete;
    ActionScope& operator=(const ActionScope&) = delete;
    ~ActionScope() { sigaction(SIGINT, &before_, nullptr); }

   private:
    struct sigaction before_ {};
};

struct sigaction plain(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    return action;
}

int seen_signal = 0;

Model<> small_model() {
    Model<> model(Sequential<>(Linear<>(1)));
    model.compile({.loss = MeanSquaredError{}});
    return model;
}

const TensorDataset<>& small_data() {
    static const TensorDataset<> data(make_tensor<float>({4, 1}, {1, 2, 3, 4}),
                                      make_tensor<float>({4, 1}, {1, 2, 3, 4}));
    return data;
}

}  // namespace

TEST_CASE("InterruptGuard: an action with information, mask and flags is the same afterwards") {
    struct sigaction own {};
    own.sa_sigaction = [](int, siginfo_t* info, void*) { seen_signal = info->si_signo; };
    own.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaddset(&own.sa_mask, SIGUSR1);
    const ActionScope scope(own);
    {
        const nnlite::detail::InterruptGuard guard;
        REQUIRE(action_now().sa_sigaction != own.sa_sigaction);
        std::raise(SIGINT);
        REQUIRE(nnlite::detail::InterruptGuard::interrupted());
    }
    const struct sigaction after = action_now();
    REQUIRE(after.sa_sigaction == own.sa_sigaction);
    REQUIRE((after.sa_flags & (SA_SIGINFO | SA_NODEFER | SA_RESTART | int(SA_RESETHAND))) ==
            own.sa_flags);
    REQUIRE(sigismember(&after.sa_mask, SIGUSR1) == 1);
    seen_signal = 0;
    std::raise(SIGINT);
    REQUIRE(seen_signal == SIGINT);
}

TEST_CASE("InterruptGuard: an ignored Ctrl-C stays ignored") {
    const ActionScope scope(plain(SIG_IGN));
    Model<> model = small_model();
    struct Press : Callback<> {
        void on_batch_end(Model<>&, std::size_t, double) override { std::raise(SIGINT); }
    } press;
    const History history = model.fit(small_data(), {.epochs = 3,
                                                     .callbacks = {&press},
                                                     .verbose = Verbose::silent,
                                                     .stop_on_interrupt = true});
    REQUIRE(!history.interrupted);
    REQUIRE(history.epochs() == 3);
    REQUIRE(action_now().sa_handler == SIG_IGN);
}

TEST_CASE("InterruptGuard: of guards that overlap the last restores, in any order and thread") {
    const ActionScope scope(plain(SIG_DFL));
    auto first = std::make_unique<nnlite::detail::InterruptGuard>();
    std::unique_ptr<nnlite::detail::InterruptGuard> second;
    std::thread([&] { second = std::make_unique<nnlite::detail::InterruptGuard>(); }).join();
    first.reset();
    REQUIRE(action_now().sa_handler != SIG_DFL);
    std::raise(SIGINT);
    REQUIRE(nnlite::detail::InterruptGuard::interrupted());
    {
        const nnlite::detail::InterruptGuard third;  // forgets nothing
        REQUIRE(nnlite::detail::InterruptGuard::interrupted());
    }
    second.reset();
    REQUIRE(action_now().sa_handler == SIG_DFL);
    const nnlite::detail::InterruptGuard later;
    REQUIRE(!nnlite::detail::InterruptGuard::interrupted());
}

TEST_CASE("InterruptGuard: an action that the program sets meanwhile stays") {
    const ActionScope scope(plain(SIG_DFL));
    const auto own = [](int) {};
    {
        const nnlite::detail::InterruptGuard guard;
        std::signal(SIGINT, own);
    }
    REQUIRE(action_now().sa_handler == static_cast<void (*)(int)>(own));
}

TEST_CASE("InterruptGuard: the second Ctrl-C ends the program") {
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGINT, SIG_DFL);
        const nnlite::detail::InterruptGuard guard;
        std::raise(SIGINT);
        std::raise(SIGINT);
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    REQUIRE(WTERMSIG(status) == SIGINT);
}

TEST_CASE(
    "InterruptGuard: a fit inside a callback does not forget the Ctrl-C of the one around it") {
    Model<> outer = small_model();
    struct Nested : Callback<> {
        std::size_t inner_epochs = 99;
        void on_batch_end(Model<>&, std::size_t, double) override {
            std::raise(SIGINT);
            Model<> inner = small_model();
            inner_epochs =
                inner
                    .fit(small_data(),
                         {.epochs = 3, .verbose = Verbose::silent, .stop_on_interrupt = true})
                    .epochs();
        }
    } nested;
    const History history = outer.fit(small_data(), {.epochs = 3,
                                                     .callbacks = {&nested},
                                                     .verbose = Verbose::silent,
                                                     .stop_on_interrupt = true});
    REQUIRE(history.interrupted);
    REQUIRE(history.epochs() == 0);
    REQUIRE(nested.inner_epochs == 0);
}

TEST_CASE("fit: without stop_on_interrupt the signal's action stays the program's") {
    const auto own = [](int signal) { seen_signal = signal; };
    const ActionScope scope(plain(own));
    seen_signal = 0;
    Model<> model = small_model();
    struct Press : Callback<> {
        void on_batch_end(Model<>&, std::size_t, double) override {
            REQUIRE(action_now().sa_handler == static_cast<void (*)(int)>(own_handler));
            std::raise(SIGINT);
        }
        void (*own_handler)(int);
    } press;
    press.own_handler = own;
    const History history =
        model.fit(small_data(), {.epochs = 2, .callbacks = {&press}, .verbose = Verbose::silent});
    REQUIRE(seen_signal == SIGINT);
    REQUIRE(!history.interrupted);
    REQUIRE(history.epochs() == 2);
}

TEST_CASE("fit: a stop token ends the training after the current batch, from another thread too") {
    Model<> model = small_model();
    std::stop_source source;
    struct Stop : Callback<> {
        std::stop_source* source;
        std::size_t batches = 0;
        void on_batch_end(Model<>&, std::size_t, double) override {
            if (++batches == 3) {
                std::thread([this] { source->request_stop(); }).join();
            }
        }
    } stop;
    stop.source = &source;
    const FitOptions<> options{.epochs = 5,
                               .batch_size = 2,
                               .callbacks = {&stop},
                               .verbose = Verbose::silent,
                               .stop = source.get_token()};
    const History history = model.fit(small_data(), options);
    REQUIRE(history.interrupted);
    REQUIRE(stop.batches == 3);
    REQUIRE(history.epochs() == 1);
    REQUIRE(model.fit(small_data(), options).epochs() == 0);  // the request stays
}

TEST_CASE("fit: print gets each line of output instead of the terminal") {
    Model<> model = small_model();
    std::vector<std::string> lines;
    const auto keep = [&](const std::string& line) { lines.push_back(line); };
    model.fit(small_data(), {.epochs = 2, .print = keep});
    REQUIRE(lines.size() == 2);
    REQUIRE(lines[1].starts_with("Epoch 2/2 1/1 "));
    lines.clear();
    model.fit(small_data(), {.epochs = 1, .verbose = Verbose::keras, .print = keep});
    REQUIRE(lines.size() == 2);
    REQUIRE(lines[0] == "Epoch 1/1");
    REQUIRE(lines[1].starts_with("1/1 "));
    lines.clear();
    model.fit(small_data(), {.epochs = 1, .verbose = Verbose::silent, .print = keep});
    REQUIRE(lines.empty());
    std::stop_source source;
    struct Stop : Callback<> {
        std::stop_source* source;
        void on_batch_end(Model<>&, std::size_t, double) override { source->request_stop(); }
    } stop;
    stop.source = &source;
    const FitOptions<> options{
        .epochs = 1, .callbacks = {&stop}, .stop = source.get_token(), .print = keep};
    model.fit(small_data(), options);
    REQUIRE(lines == std::vector<std::string>{"Training interrupted by user."});
}

TEST_CASE("fit: a stop requested before it or between epochs takes no further step") {
    Model<> model = small_model();
    std::stop_source source;
    struct Count : Callback<> {
        std::stop_source* source;
        std::size_t batches = 0;
        void on_batch_end(Model<>&, std::size_t, double) override { ++batches; }
        void on_epoch_end(Model<>&, std::size_t, const Logs&) override { source->request_stop(); }
    } count;
    count.source = &source;
    const FitOptions<> options{.epochs = 5,
                               .batch_size = 2,
                               .callbacks = {&count},
                               .verbose = Verbose::silent,
                               .stop = source.get_token()};
    const History history = model.fit(small_data(), options);
    REQUIRE(history.interrupted);
    REQUIRE(history.epochs() == 1);
    REQUIRE(count.batches == 2);
    REQUIRE(model.fit(small_data(), options).epochs() == 0);
    REQUIRE(count.batches == 2);
}
