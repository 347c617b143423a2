#pragma once

#include <functional>
#include <string>
#include <utility>

#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// y = f(x) as a layer, for a function without state that keeps the shape.
///
///     Sequential net(Linear(8), FunctionLayer("Square", [](const auto& x) { return x * x; }));
///
/// Elsewhere: keras.layers.Lambda.
template <class T = float>
class FunctionLayer : public Layer<T> {
   public:
    FunctionLayer(std::string type, std::function<Variable<T>(const Variable<T>&)> f)
        : type_(std::move(type)), f_(std::move(f)) {}

    Shape build(const Shape& input, Generator&) override { return input; }
    Variable<T> forward(const Variable<T>& x) const override { return f_(x); }
    /// Throws: ValueError: a function cannot be saved.
    void visit_options(OptionVisitor<T>&) override {
        fail<ValueError>(type_, ": a FunctionLayer cannot be saved; a class of your own, derived ",
                         "from Layer, can");
    }
    std::string type() const override { return type_; }

   private:
    std::string type_;
    std::function<Variable<T>(const Variable<T>&)> f_;
};

template <class Type, class F>
FunctionLayer(Type, F) -> FunctionLayer<float>;

}  // namespace nnlite
