// Softmax with cross-entropy: losses alone, and losses with gradients.

#include "nnlite/kernels/softmax_cross_entropy.hpp"

#include "support.hpp"

namespace {

void add_loss(std::size_t rows, std::size_t classes, bool slopes_too) {
    const std::string name =
        std::string("softmax_cross_entropy/") + (slopes_too ? "forward_backward" : "forward") +
        "/rows:" + std::to_string(rows) + "/classes:" + std::to_string(classes);
    bench::add(name, [=](benchmark::State& state) {
        const auto logits = bench::numbers(rows * classes);
        nnlite::detail::Vector<std::int32_t> labels(rows);
        for (std::size_t i = 0; i < rows; ++i) { labels[i] = std::int32_t(i * 7 % classes); }
        nnlite::detail::Vector<float> losses(rows), slopes(rows * classes);
        for ([[maybe_unused]] auto _ : state) {
            nnlite::kernels::softmax_cross_entropy<float>(rows, classes, logits.data(),
                                                          {.labels = labels.data()}, losses.data(),
                                                          slopes_too ? slopes.data() : nullptr);
            benchmark::DoNotOptimize(losses.data());
            benchmark::ClobberMemory();
        }
        bench::count_items(state, logits.size());
    });
}

}  // namespace

int main(int argc, char** argv) {
    for (const bool slopes_too : {false, true}) {
        add_loss(200, 10, slopes_too);
        add_loss(4096, 10, slopes_too);
        add_loss(200, 1000, slopes_too);
    }
    return bench::run(argc, argv);
}
