#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "nnlite/core/allocator.hpp"
#include "nnlite/data/dataset.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Samples that a network processes together.
/// Shapes: inputs [size, sample...], targets [size, ...].
template <std::floating_point T = float>
struct Batch {
    Tensor<T> inputs;
    Targets<T> targets;
    std::size_t size = 0;
};

/// Options of a DataLoader.
struct DataLoaderOptions {
    std::size_t batch_size = 32;
    bool shuffle = true;     ///< a new order for each epoch
    bool drop_last = false;  ///< leave out the last batch if it is smaller

    static constexpr auto fields() {
        return field_list(Field("batch_size", &DataLoaderOptions::batch_size, Range::at_least(1)),
                          Field("shuffle", &DataLoaderOptions::shuffle),
                          Field("drop_last", &DataLoaderOptions::drop_last));
    }
};

/// The batches of a dataset: `for (Batch<T>& batch : loader)` is one epoch; a second loop starts a
/// new one. The same Batch is refilled, so from the second epoch on nothing is allocated. The
/// dataset and a generator that is passed in must outlive the loader.
/// Throws: ValueError if batch_size is 0 or there would be no batch.
template <std::floating_point T = float>
class DataLoader {
    struct End {};  // where the batches end
    // Goes through the batches, one at a time.
    class Iterator {
       public:
        Iterator(DataLoader& loader, std::size_t index) : loader_(&loader), index_(index) {}
        Batch<T>& operator*() const { return loader_->batch_; }
        Batch<T>* operator->() const { return &loader_->batch_; }
        Iterator& operator++();
        friend bool operator==(const Iterator& it, End) {
            return it.index_ == it.loader_->batch_count();
        }

       private:
        DataLoader* loader_;
        std::size_t index_;
    };

   public:
    /// Changes a batch after it is gathered, for instance to augment it.
    using Transform = std::function<void(Batch<T>&, Generator&)>;

    DataLoader(const Dataset<T>& dataset, DataLoaderOptions options, Generator& generator);

    /// A loader with its own CounterGenerator for the order.
    explicit DataLoader(const Dataset<T>& dataset, DataLoaderOptions options = {},
                        std::uint64_t seed = 0)
        : DataLoader(dataset, options, std::make_unique<CounterGenerator>(seed)) {}

    template <class... Rest>
    DataLoader(const Dataset<T>&&, Rest&&...) = delete;  // the dataset would be destroyed

    /// The number of batches of an epoch.
    std::size_t batch_count() const;

    const Dataset<T>& dataset() const { return *dataset_; }
    const DataLoaderOptions& options() const { return options_; }
    void set_transform(Transform transform) { transform_ = std::move(transform); }

    /// Starts an epoch.
    Iterator begin();
    /// Draws the order of an epoch, if the options shuffle.
    void shuffle();
    /// Continues in the order of the last shuffle() at a batch number from 0 to batch_count().
    Iterator at(std::size_t batch);
    End end() const { return {}; }

   private:
    DataLoader(const Dataset<T>& dataset, DataLoaderOptions options,
               std::unique_ptr<Generator> generator)
        : DataLoader(dataset, options, *generator) {
        own_generator_ = std::move(generator);
    }

    void load(std::size_t index);

    const Dataset<T>* dataset_;
    DataLoaderOptions options_;
    std::unique_ptr<Generator> own_generator_;
    Generator* generator_;
    Transform transform_;
    detail::Vector<std::size_t> order_;
    Batch<T> batch_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/data_loader_impl.hpp"
#endif
