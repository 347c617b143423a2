#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <variant>

#include "nnlite/core/shape.hpp"
#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/estimators/mlp_data.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
DataLoader<T> rows_in_order(const Dataset<T>& data) {
    return DataLoader<T>(data, {.batch_size = 1000, .shuffle = false});
}

template <class T>
Targets<T> targets_of(const Dataset<T>& data) {
    Targets<T> all;
    std::size_t done = 0;
    DataLoader<T> loader = rows_in_order(data);
    for (const Batch<T>& batch : loader) {
        std::visit(
            [&]<class Target>(const Target& part) {
                if (done == 0) { all.template emplace<Target>(); }
                auto* to = std::get_if<Target>(&all);
                if (to == nullptr) {
                    fail<ValueError>(gather_place, ": expected targets of one type in all batches");
                }
                put_rows(text_of(gather_place, ": targets"), part, batch.size, done, data.size(),
                         *to);
            },
            batch.targets);
        done += batch.size;
    }
    return all;
}

template <class T>
void MLPData<T>::gather(std::span<const std::size_t> order, Batch<T>& batch) const {
    batch.size = order.size();
    rows.gather(order.data(), order.size(), batch.inputs, batch.targets);
    require_inputs(gather_place, batch.inputs, batch.size, rows.sample_shape());
    batch.inputs.reshape({batch.size, element_count(rows.sample_shape())});
    std::visit(
        [&]<class Target>(const Target& from) {
            auto* to = std::get_if<Target>(&batch.targets);
            if (to == nullptr) { to = &batch.targets.template emplace<Target>(); }
            gather_tensor(from, order.data(), order.size(), *to);
        },
        targets);
}

}  // namespace nnlite::detail
