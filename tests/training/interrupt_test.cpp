#include "nnlite/training/interrupt.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <thread>

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
    const History history =
        model.fit(small_data(), {.epochs = 3, .callbacks = {&press}, .verbose = Verbose::silent});
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
                inner.fit(small_data(), {.epochs = 3, .verbose = Verbose::silent}).epochs();
        }
    } nested;
    const History history =
        outer.fit(small_data(), {.epochs = 3, .callbacks = {&nested}, .verbose = Verbose::silent});
    REQUIRE(history.interrupted);
    REQUIRE(history.epochs() == 0);
    REQUIRE(nested.inner_epochs == 0);
}
