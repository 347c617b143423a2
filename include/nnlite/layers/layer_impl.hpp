#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/option_visitor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE InsideLayer::InsideLayer() {
    if (depth() == most_nested_layers) {
        fail<ValueError>("layers: expected at most ", most_nested_layers,
                         " levels of layers, got more");
    }
    ++depth();
}

NNLITE_INLINE std::size_t& InsideLayer::depth() {
    static thread_local std::size_t depth = 0;
    return depth;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void Layer<T>::visit_options(OptionVisitor<T>&) {
    fail<ValueError>(type(), ": a layer that does not define visit_options() cannot be saved; one ",
                     "without options defines it with an empty body");
}

template <class T>
std::size_t Layer<T>::forward_joined(Variable<T>& x, std::span<Layer* const>) const {
    x = forward(x);
    return 0;
}

template <class T>
void Visitor<T>::child(const std::string& name, Layer<T>& layer) {
    const detail::InsideLayer inside;
    const std::string outside = prefix_;
    prefix_ += name + '.';
    layer.visit(*this);
    prefix_ = outside;
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

// Each as often as it is visited, also those that build() has not created yet.
template <class T>
std::vector<NamedParameter<T>> shown_parameters(Layer<T>& layer) {
    struct Collect : Visitor<T> {
        std::vector<NamedParameter<T>> found;
        void parameter(const std::string& name, Variable<T>& variable) override {
            found.push_back({this->path(name), variable});
        }
    } collect;
    layer.visit(collect);
    return std::move(collect.found);
}

// Each once, by its first name: tied layers visit one several times.
template <class T>
std::vector<NamedParameter<T>> distinct_parameters(Layer<T>& layer) {
    auto found = shown_parameters(layer);
    std::set<const void*> seen;
    std::erase_if(found, [&](const auto& parameter) {
        return !seen.insert(parameter.variable.node().get()).second;
    });
    return found;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
std::vector<detail::NamedParameter<T>> named_parameters(Layer<T>& layer) {
    auto found = detail::shown_parameters(layer);
    for (const auto& [name, variable] : found) {
        if (variable.is_unset()) {
            fail<ValueError>(layer.type(), ": expected build() before its parameters are used, ",
                             "got no ", name);
        }
    }
    return detail::distinct_parameters(layer);
}

template <class T>
std::vector<Variable<T>> parameters(Layer<T>& layer) {
    std::vector<Variable<T>> result;
    for (auto& parameter : named_parameters(layer)) { result.push_back(parameter.variable); }
    return result;
}

template <class T>
Variable<T> parameter(Layer<T>& layer, const std::string& name) {
    std::string names;
    for (auto& found : detail::shown_parameters(layer)) {
        if (found.name == name) { return found.variable; }
        names += (names.empty() ? "" : ", ") + found.name;
    }
    fail<ValueError>("parameter: expected one of ", names, "; got ", name);
}

template <class T>
std::size_t parameter_count(const Layer<T>& layer) {
    std::size_t count = 0;
    for (const auto& [name, variable] :
         detail::distinct_parameters(const_cast<Layer<T>&>(layer))) {  // visited, not changed
        count += variable.is_unset() ? 0 : variable.size();
    }
    return count;
}

template <class T>
void set_trainable(Layer<T>& layer, bool trainable) {
    for (auto& variable : parameters(layer)) { variable.set_requires_gradient(trainable); }
}

template <class T>
void set_training(Layer<T>& layer, bool training) {
    struct Switch : Visitor<T> {
        bool training;
        void child(const std::string& name, Layer<T>& inner) override {
            inner.training = training;
            Visitor<T>::child(name, inner);
        }
    } to;
    to.training = training;
    layer.training = training;
    layer.visit(to);
}

namespace detail {

template <class T>
std::vector<Tensor<T>> state_of(Layer<T>& layer) {
    struct Copy : Visitor<T> {
        std::vector<Tensor<T>> state;
        void parameter(const std::string&, Variable<T>& variable) override {
            state.push_back(variable.value());
        }
        void buffer(const std::string&, Tensor<T>& values) override { state.push_back(values); }
    } copy;
    layer.visit(copy);
    return std::move(copy.state);
}

template <class T>
void set_state(Layer<T>& layer, const std::vector<Tensor<T>>& state) {
    struct Set : Visitor<T> {
        const std::vector<Tensor<T>>& state;
        std::size_t count = 0;
        explicit Set(const std::vector<Tensor<T>>& from) : state(from) {}
        void set(const std::string& name, Tensor<T>& values) {
            if (count == state.size() || values.shape() != state[count].shape()) {
                fail<ShapeError>("set_state: expected a tensor ", values.shape(), " for ",
                                 this->path(name), ", got ",
                                 count == state.size() ? "none" : text_of(state[count].shape()));
            }
            values = state[count++];
        }
        void parameter(const std::string& name, Variable<T>& variable) override {
            set(name, variable.mutable_value());
        }
        void buffer(const std::string& name, Tensor<T>& values) override { set(name, values); }
    } set(state);
    layer.visit(set);
    if (set.count != state.size()) {
        fail<ValueError>("set_state: expected ", set.count, " tensors, got ", state.size());
    }
}

}  // namespace detail

template <class T>
void zero_gradients(Layer<T>& layer) {
    for (auto& variable : parameters(layer)) { variable.zero_gradient(); }
}

}  // namespace nnlite
