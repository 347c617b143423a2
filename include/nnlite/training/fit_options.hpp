#pragma once

#include <cstddef>
#include <vector>

#include "nnlite/data/data_loader.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/optimizers/choice.hpp"
#include "nnlite/training/callback.hpp"
#include "nnlite/training/metric.hpp"
#include "nnlite/training/progress.hpp"

namespace nnlite {

template <class T = float>
struct CompileOptions {
    Loss<T> loss;
    OptimizerChoice optimizer = AdamOptions{};
    std::vector<Metric<T>> metrics = {};
    double clip_norm = 0;   // largest norm of all gradients together; 0: any
    double clip_value = 0;  // largest magnitude of a gradient's number; 0: any
};

template <class T = float>
struct FitOptions {
    std::size_t epochs = 1;
    std::size_t batch_size = 32;
    bool shuffle = true;
    double validation_split = 0;  // the last share of the samples, taken before any shuffle
    const Dataset<T>* validation_data = nullptr;
    std::size_t validation_batch_size = 0;  // 0: batch_size
    std::vector<Callback<T>*> callbacks = {};
    Verbose verbose = Verbose::line;
    typename DataLoader<T>::Transform transform = nullptr;
    Generator* generator = nullptr;  // of the shuffles; null: the model's own
};

}  // namespace nnlite
