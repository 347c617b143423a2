#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "nnlite/data/data_loader.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/factory.hpp"
#include "nnlite/training/callback.hpp"
#include "nnlite/training/metric.hpp"
#include "nnlite/training/progress.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of Model::compile(): loss, optimizer and metrics.
template <class T = float>
struct CompileOptions {
    Loss<T> loss;
    OptimizerFactory<T> optimizer = AdamOptions{};
    std::vector<Metric<T>> metrics = {};
    double clip_norm = 0;   // limit of the norm of all gradients together; 0: no limit
    double clip_value = 0;  // limit of the magnitude of each gradient element; 0: no limit

    static constexpr auto fields() {
        return field_list(Field("loss", &CompileOptions::loss),
                          Field("optimizer", &CompileOptions::optimizer),
                          Field("metrics", &CompileOptions::metrics),
                          Field("clip_norm", &CompileOptions::clip_norm, Range::not_negative()),
                          Field("clip_value", &CompileOptions::clip_value, Range::not_negative()));
    }
};

/// Options of Model::fit().
template <class T = float>
struct FitOptions {
    std::size_t epochs = 1;
    std::size_t batch_size = 32;
    bool shuffle = true;
    bool drop_last = false;       // leave out an epoch's last batch if it is smaller
    double validation_split = 0;  // the last fraction of the samples, taken before any shuffle
    const Dataset<T>* validation_data = nullptr;  // used instead of validation_split
    std::size_t validation_batch_size = 0;        // 0: batch_size
    std::vector<Callback<T>*> callbacks = {};
    Verbose verbose = Verbose::line;
    typename DataLoader<T>::Transform transform = nullptr;  // changes each training batch
    Generator* generator = nullptr;                         // for the shuffles; null: the model's
    std::stop_token stop = {};       // ends the training after the current batch
    bool stop_on_interrupt = false;  // Ctrl-C (SIGINT) does so too; a second one ends the program
    std::function<void(const std::string&)> print = {};  // gets each line; none: standard output
    std::function<void(const std::string&)> warn = {};   // gets each warning; none: standard error

    static constexpr auto fields() {
        return field_list(
            Field("epochs", &FitOptions::epochs),
            Field("batch_size", &FitOptions::batch_size, Range::at_least(1)),
            Field("shuffle", &FitOptions::shuffle), Field("drop_last", &FitOptions::drop_last),
            Field("validation_split", &FitOptions::validation_split, Range::below_one()),
            Field("validation_data", &FitOptions::validation_data),
            Field("validation_batch_size", &FitOptions::validation_batch_size),
            Field("callbacks", &FitOptions::callbacks), Field("verbose", &FitOptions::verbose),
            Field("transform", &FitOptions::transform), Field("generator", &FitOptions::generator),
            Field("stop", &FitOptions::stop),
            Field("stop_on_interrupt", &FitOptions::stop_on_interrupt),
            Field("print", &FitOptions::print), Field("warn", &FitOptions::warn));
    }
};

/// Options of Model::save().
struct SaveModelOptions {
    bool optimizer_state = true;  ///< false: a later fit() starts with a new optimizer
};

}  // namespace nnlite
