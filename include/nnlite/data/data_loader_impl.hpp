#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <numeric>

#include "nnlite/core/error.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/data/dataset.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
typename DataLoader<T>::Iterator& DataLoader<T>::Iterator::operator++() {
    ++index_;
    if (index_ < loader_->batch_count()) { loader_->load(index_); }
    return *this;
}

template <std::floating_point T>
DataLoader<T>::DataLoader(const Dataset<T>& dataset, DataLoaderOptions options,
                          Generator& generator)
    : dataset_(&dataset), options_(options), generator_(&generator) {
    detail::require_in_range("DataLoader", options_);
    if (batch_count() == 0) {
        fail<ValueError>("DataLoader: expected at least one batch, got ", dataset_->size(),
                         " samples for batch_size ", options_.batch_size,
                         options_.drop_last ? " with drop_last" : "");
    }
    order_.resize(dataset_->size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
}

template <std::floating_point T>
std::size_t DataLoader<T>::batch_count() const {
    const std::size_t size = dataset_->size();
    return size / options_.batch_size +
           (!options_.drop_last && size % options_.batch_size != 0 ? 1 : 0);
}

template <std::floating_point T>
typename DataLoader<T>::Iterator DataLoader<T>::begin() {
    shuffle();
    return at(0);
}

template <std::floating_point T>
void DataLoader<T>::shuffle() {
    if (options_.shuffle) { generator_->permutation(order_.data(), order_.size()); }
}

template <std::floating_point T>
typename DataLoader<T>::Iterator DataLoader<T>::at(std::size_t batch) {
    if (batch < batch_count()) { load(batch); }
    return Iterator(*this, batch);
}

template <std::floating_point T>
void DataLoader<T>::load(std::size_t index) {
    const std::size_t first = index * options_.batch_size;
    batch_.size = std::min(options_.batch_size, order_.size() - first);
    dataset_->gather(order_.data() + first, batch_.size, batch_.inputs, batch_.targets);
    if (transform_) { transform_(batch_, *generator_); }
}

}  // namespace nnlite
