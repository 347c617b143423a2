#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "nnlite/autograd/map.hpp"
#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/gemm.hpp"
#include "nnlite/ops/matmul.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The shapes of one product [batch, m, k] x [batch, k, n]. If one matrix b is used for all of a's
// batch, a is one tall matrix.
struct MatmulPlan {
    std::size_t m = 1, n = 1, k = 1;
    Shape batch, batch_a, batch_b;  // broadcast, and of each side
    Shape result;
    bool is_tall = false;

    MatmulPlan(const Shape& a, const Shape& b) {
        const auto mismatch = [&] {
            fail<ShapeError>("matmul: expected [..., m, k] x [..., k, n], got ", a, " x ", b);
        };
        if (a.empty() || b.empty()) { mismatch(); }
        k = a.back();
        if (a.size() > 1) {
            m = a[a.size() - 2];
            batch_a.assign(a.begin(), a.end() - 2);
        }
        if (b.size() > 1) {
            n = b.back();
            batch_b.assign(b.begin(), b.end() - 2);
        }
        if ((b.size() > 1 ? b[b.size() - 2] : b[0]) != k) { mismatch(); }
        batch = broadcast_shape("matmul", batch_a, batch_b);
        result = batch;
        if (a.size() > 1) { result.push_back(m); }
        if (b.size() > 1) { result.push_back(n); }
        if (element_count(batch_b) == 1) {
            is_tall = true;
            m *= element_count(batch_a);
            batch = batch_a = batch_b = Shape();
        }
    }

    // The gradient of one side for the engine: in the side's shape or with the whole batch. A
    // vector's shape is [1, k] or [k, 1] without the 1.
    Shape gradient_shape(const Shape& side) const {
        const std::size_t own_axes = side.size() - std::min<std::size_t>(2, side.size());
        if (is_tall || element_count(side, 0, own_axes) == element_count(batch)) { return side; }
        Shape shape = batch;
        for (std::size_t axis = own_axes; axis < side.size(); ++axis) {
            shape.push_back(side[axis]);
        }
        return shape;
    }

    // Calls f(item, item of a, item of b) for every product of the batch, in parallel.
    template <class F>
    void for_each(F f) const {
        const SingleThreadBlas single;
        const BroadcastLoop<2> loop(batch, {&batch_a, &batch_b});
        const std::size_t inner = loop.extents.back();
        const std::size_t work = std::max<std::size_t>(1, m * n * k);
        parallel_for(element_count(batch), 1 + gemm_chunk_work / work,
                     [&](std::size_t begin, std::size_t end) {
                         for (std::size_t item = begin; item < end; ++item) {
                             const auto offset = loop.offsets(item / inner);
                             f(item, offset[0] + item % inner * loop.strides[0].back(),
                               offset[1] + item % inner * loop.strides[1].back());
                         }
                     });
    }
};

// dA = dY B^T
template <class T>
struct MatmulLeft {
    MatmulPlan plan;
    Shape shape;
    Saved<T> b;

    Tensor<T> operator()(const Tensor<T>& dy) const {
        const MatmulPlan& p = plan;
        const T* right = b.value().data();
        auto da = empty_tensor<T>(p.gradient_shape(shape));
        p.for_each([&](std::size_t item, std::size_t, std::size_t item_b) {
            kernels::gemm<T>(p.m, p.k, p.n, {dy.data() + item * p.m * p.n, p.n},
                             {right + item_b * p.k * p.n, p.n, true}, da.data() + item * p.m * p.k,
                             p.k);
        });
        return da;
    }
};

// dB = A^T dY
template <class T>
struct MatmulRight {
    MatmulPlan plan;
    Shape shape;
    Saved<T> a;

    Tensor<T> operator()(const Tensor<T>& dy) const {
        const MatmulPlan& p = plan;
        const T* left = a.value().data();
        auto db = empty_tensor<T>(p.gradient_shape(shape));
        p.for_each([&](std::size_t item, std::size_t item_a, std::size_t) {
            kernels::gemm<T>(p.k, p.n, p.m, {left + item_a * p.m * p.k, p.k, true},
                             {dy.data() + item * p.m * p.n, p.n}, db.data() + item * p.k * p.n,
                             p.n);
        });
        return db;
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> matmul(const Variable<T>& a, const std::type_identity_t<Variable<T>>& b) {
    const detail::MatmulPlan plan(a.shape(), b.shape());
    auto y = empty_tensor<T>(plan.result);
    plan.for_each([&](std::size_t item, std::size_t item_a, std::size_t item_b) {
        kernels::gemm<T>(plan.m, plan.n, plan.k,
                         {a.value().data() + item_a * plan.m * plan.k, plan.k},
                         {b.value().data() + item_b * plan.k * plan.n, plan.n},
                         y.data() + item * plan.m * plan.n, plan.n);
    });
    return make_operation<T>("matmul", std::move(y), {a, b},
                             detail::MatmulLeft<T>{plan, a.shape(), Saved<T>(b)},
                             detail::MatmulRight<T>{plan, b.shape(), Saved<T>(a)});
}

}  // namespace nnlite
