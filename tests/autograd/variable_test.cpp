#include "nnlite/autograd/variable.hpp"

#include <array>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

using Inputs = const std::vector<Variable<double>>&;

const char* const changed_input =
    "backward: a value of shape [2] that a gradient needs was changed in place after its use";

Tensor<double> ones(const Shape& shape) { return full_tensor<double>(shape, 1); }

// x y with a rule per input.
Variable<double> product(const Variable<double>& x, const Variable<double>& y) {
    const Saved<double> left(x), right(y);
    return make_operation<double>(
        "product", x.value() * y.value(), {x, y},
        [right](const Tensor<double>& dy) { return Tensor<double>(dy * right.value()); },
        [left](const Tensor<double>& dy) { return Tensor<double>(dy * left.value()); });
}

// e^x with a rule that uses the result.
Variable<double> exponential(const Variable<double>& x) {
    return make_operation<double>(
        "exponential", xt::exp(x.value()), {x},
        [](const Tensor<double>& dy, const Tensor<double>& y) { return Tensor<double>(dy * y); });
}

// x + 2 y; counts in `calls` for which inputs a gradient was asked.
Variable<double> weighted(const Variable<double>& x, const Variable<double>& y,
                          std::array<int, 2>& calls) {
    return make_operation<double>("weighted", x.value() + 2 * y.value(), {x, y},
                                  [&calls](const Tensor<double>& dy, GradientSink<double>& sink) {
                                      for (std::size_t i = 0; i < sink.size(); ++i) {
                                          calls[i] += sink.needs(i) ? 1 : 0;
                                      }
                                      sink.add(0, dy);
                                      if (sink.needs(1)) { sink.add(1, 2 * dy); }
                                  });
}

Variable<double> chain(Variable<double> x, std::size_t length) {
    for (std::size_t i = 0; i < length; ++i) { x = x + 1; }
    return x;
}

constexpr std::size_t deep = 200000;

}  // namespace

TEST_CASE("Variable: made from a tensor, an expression, a number; copies are one Variable") {
    const Tensor<float> t{1, 2};
    const Variable a(t, true);
    const Variable b(2 * t);
    static_assert(std::is_same_v<decltype(a), const Variable<float>>);
    static_assert(std::is_same_v<decltype(b), const Variable<float>>);
    REQUIRE(a.requires_gradient());
    REQUIRE_FALSE(b.requires_gradient());
    REQUIRE((b.value() == Tensor<float>{2, 4}));
    const Variable<double> c(3);
    REQUIRE(c.item() == 3);
    REQUIRE(c.rank() == 0);
    REQUIRE(Variable<double>().item() == 0);
    REQUIRE(a.shape() == Shape{2});
    REQUIRE(a.size() == 2);
    Variable<float> copy = a;
    copy.mutable_value()(0) = 7;
    REQUIRE(a.value()(0) == 7);
    REQUIRE(t(0) == 1);
    REQUIRE_ERROR(a.item(), ShapeError, "item: expected one element, got [2]");
    REQUIRE(Variable<double>(ones({1, 1})).item() == 1);
}

TEST_CASE("backward: gradients of several uses and of several calls add up") {
    Variable<double> x(Tensor<double>{2, 3}, true);
    sum(x * x + x).backward();
    REQUIRE((x.gradient() == Tensor<double>{5, 7}));
    sum(10 * x).backward();
    REQUIRE((x.gradient() == Tensor<double>{15, 17}));
    x.zero_gradient();
    REQUIRE_FALSE(x.has_gradient());
    sum(x).backward();
    REQUIRE((x.gradient() == Tensor<double>{1, 1}));
    x.mutable_gradient()(0) = 9;
    REQUIRE((x.gradient() == Tensor<double>{9, 1}));
}

TEST_CASE("backward: a diamond visits each operation once, after all its uses") {
    const Variable<double> x(3.0, true);
    const auto a = x * x;           // 9
    const auto left = a * 2;        // 18
    const auto right = a + left;    // 27
    const auto top = left * right;  // 2 a 3 a = 6 x^4
    top.backward();
    REQUIRE(x.gradient()() == 24 * 27);
    for (const auto* inner : {&a, &left, &right, &top}) { REQUIRE_FALSE(inner->has_gradient()); }
    Variable<double> y(1.0, true);
    auto doubled = y;
    for (int i = 0; i < 60; ++i) { doubled = doubled + doubled; }  // 2^60 paths
    doubled.backward();
    REQUIRE(y.gradient()() == 0x1p60);
}

TEST_CASE("backward: only what asks for gradients gets them") {
    const Variable<double> x(Tensor<double>{1, 2}, true), c(Tensor<double>{3, 4});
    const auto y = sum(x * c + c * c);
    y.backward();
    REQUIRE((x.gradient() == c.value()));
    REQUIRE_FALSE(c.has_gradient());
    Variable<double> frozen(Tensor<double>{1, 2}, true);
    frozen.set_requires_gradient(false);
    REQUIRE_FALSE((frozen * 2).requires_gradient());
    frozen.set_requires_gradient(true);
    REQUIRE((frozen * 2).requires_gradient());
}

TEST_CASE("detach: a constant with a value of its own") {
    Variable<double> x(Tensor<double>{1, 2}, true);
    const auto constant = (x * 2).detach();
    REQUIRE_FALSE(constant.requires_gradient());
    sum(x * constant).backward();
    REQUIRE((x.gradient() == Tensor<double>{2, 4}));
    const auto own = x.detach();
    x.mutable_value().fill(5);
    REQUIRE((own.value() == Tensor<double>{1, 2}));
}

TEST_CASE("backward: the graph is used up unless kept") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    const auto inner = x * x;
    const auto y = sum(inner);
    y.backward(true);
    y.backward(true);
    REQUIRE((x.gradient() == Tensor<double>{4, 8}));
    y.backward();
    REQUIRE((x.gradient() == Tensor<double>{6, 12}));
    REQUIRE_ERROR(y.backward(), GradientError,
                  "backward: the graph behind sum was freed by an earlier backward(); pass "
                  "keep_graph = true to the first call to use it twice");
    REQUIRE_ERROR(sum(inner + x).backward(), GradientError,
                  "backward: the graph behind operator * was freed by an earlier backward(); pass "
                  "keep_graph = true to the first call to use it twice");
    REQUIRE((x.gradient() == Tensor<double>{6, 12}));
    REQUIRE((inner.value() == Tensor<double>{1, 4}));
}

TEST_CASE("backward: two results share a part when the first call keeps the graph") {
    const Variable<double> x(3.0, true);
    const auto shared = x * x;
    const auto a = shared * 2, b = shared * 5;
    a.backward(true);
    b.backward();
    REQUIRE(x.gradient()() == 6 * 7);
}

TEST_CASE("backward: in-place changes of needed values are errors, others are not") {
    Variable<double> x(Tensor<double>{1, 2}, true), y(Tensor<double>{3, 4}, true);
    const auto difference = sum(x - y), s = sum(product(x, y));
    x.mutable_value()(0) = 9;
    difference.backward();
    REQUIRE((x.gradient() == Tensor<double>{1, 1}));
    REQUIRE((y.gradient() == Tensor<double>{-1, -1}));
    REQUIRE_ERROR(s.backward(), GradientError, changed_input);
    auto e = exponential(x);
    e.mutable_value()(0) = 0;
    REQUIRE_ERROR(sum(e).backward(), GradientError,
                  "backward: the result of exponential is needed for its gradient but was changed "
                  "in place");
    Variable<double> constant(Tensor<double>{3, 4});
    const auto p = sum(product(constant, y));  // only `constant` is needed
    y.mutable_value().fill(0);
    y.zero_gradient();
    p.backward();
    REQUIRE((y.gradient() == Tensor<double>{3, 4}));
}

TEST_CASE("backward: a change of an intermediate result is seen by the operation that used it") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    auto inner = x + 1;
    const auto y = sum(inner * inner);
    inner.mutable_value()(1) = 100;
    REQUIRE_ERROR(y.backward(), GradientError, changed_input);
    auto before_use = x + 1;
    before_use.mutable_value()(1) = 100;
    sum(before_use * before_use).backward();
    REQUIRE((x.gradient() == Tensor<double>{4, 200}));
}

TEST_CASE("backward: a failed call leaves no gradients behind, and a later one works") {
    Variable<double> x(Tensor<double>{1, 2}, true), w(Tensor<double>{5, 6}, true);
    const auto a = x + 1;  // reached after the failure
    const auto b = a * w;  // fails: w is changed
    const auto c = b + a;  // has given gradients to a and b by then
    const auto y = sum(c);
    w.mutable_value()(0) = 7;
    REQUIRE_ERROR(y.backward(), GradientError, changed_input);
    for (const auto* inner : {&a, &b, &c, &y}) { REQUIRE_FALSE(inner->has_gradient()); }
    REQUIRE_FALSE(x.has_gradient());
    REQUIRE_ERROR(y.backward(), GradientError, changed_input);
    sum(a * 3).backward();
    REQUIRE((x.gradient() == Tensor<double>{3, 3}));
}

TEST_CASE("backward: a call that meets a used-up graph can be followed by another") {
    const Variable<double> x(2.0, true);
    const auto used = x * x, fresh = x * 3;
    used.backward();
    REQUIRE_ERROR((fresh + used).backward(), GradientError,
                  "backward: the graph behind operator * was freed by an earlier backward(); pass "
                  "keep_graph = true to the first call to use it twice");
    REQUIRE(x.gradient()() == 4);
    fresh.backward();
    REQUIRE(x.gradient()() == 7);
}

TEST_CASE("backward: errors of its caller") {
    const Variable<double> x(Tensor<double>{1, 2}, true), c(3.0);
    REQUIRE_ERROR((x * 2).backward(), ShapeError,
                  "backward: expected a scalar (reduce with sum or mean), got shape [2]");
    Variable<double> frozen(Tensor<double>(3.0), true);
    frozen.set_requires_gradient(false);
    for (const auto& unrecorded : {c, frozen, frozen * c}) {
        REQUIRE_ERROR((unrecorded * 2).backward(), GradientError,
                      "backward: nothing was recorded: the graph has no parameter, all are frozen, "
                      "or NoGrad is active");
    }
    REQUIRE_ERROR((x * 2).backward_from(ones({3})), ShapeError,
                  "backward: expected a gradient of shape [2], got [3]");
    REQUIRE_ERROR(x.gradient(), GradientError,
                  "gradient: none yet for this Variable of shape [2]; it needs requires_gradient "
                  "and a backward() through it");
    auto y = x * 2;
    REQUIRE_ERROR(y.mutable_gradient(), GradientError,
                  "gradient: none yet for this Variable of shape [2]; it needs requires_gradient "
                  "and a backward() through it");
    REQUIRE_ERROR(
        (y.set_requires_gradient(false), 0), GradientError,
        "set_requires_gradient: expected a leaf variable, got the result of an operation");
}

TEST_CASE("backward_from: any shape, and from a parameter itself") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    const auto y = x * x;
    y.backward_from(Tensor<double>{10, 100}, true);
    y.backward_from(Tensor<double>{1, 1});
    REQUIRE((x.gradient() == Tensor<double>{22, 404}));
    x.backward_from(Tensor<double>{1, 2});
    REQUIRE((x.gradient() == Tensor<double>{23, 406}));
    const Variable<double> one(ones({1, 1}), true);
    (one * 4).backward();
    REQUIRE((one.gradient() == full_tensor<double>({1, 1}, 4)));
    one.backward();
    REQUIRE((one.gradient() == full_tensor<double>({1, 1}, 5)));
}

TEST_CASE("make_operation: a user's rules are right, also for one input twice") {
    const Variable<double> x(Tensor<double>{-0.5, 2}), y(Tensor<double>{3, -4});
    const auto check = check_gradient(
        [](Inputs v) { return product(exponential(v[0]), product(v[1], v[1])); }, {x, y});
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);
}

TEST_CASE("make_operation: a rule may give the result's shape, the engine sums it") {
    const Variable<double> x(make_tensor<double>({2, 1}, {1, 2}), true);
    const auto wide = make_operation<double>("wide", detail::broadcast_to(x.value(), {4, 2, 3}),
                                             {x}, [](const Tensor<double>& dy) { return dy; });
    wide.backward_from(ones({4, 2, 3}));
    REQUIRE((x.gradient() == full_tensor<double>({2, 1}, 12)));
}

TEST_CASE("make_operation: a rule of the wrong shape is an error") {
    const Variable<double> x(Tensor<double>{1, 2, 3}, true);
    const auto with_rule_of = [&](const Shape& shape) {
        return make_operation<double>("bad", ones({3}), {x},
                                      [shape](const Tensor<double>&) { return ones(shape); });
    };
    REQUIRE_ERROR(with_rule_of({2}).backward_from(ones({3})), ShapeError,
                  "backward: shapes [3] and [2] do not broadcast");
    REQUIRE_ERROR(with_rule_of({1}).backward_from(ones({3})), ShapeError,
                  "backward: a rule gave a gradient of shape [1] for an input of shape [3]");
    REQUIRE_FALSE(x.has_gradient());
}

TEST_CASE("make_operation: one rule for all inputs, told which gradients are needed") {
    std::array<int, 2> calls{};
    const Variable<double> x(Tensor<double>{1, 2}, true), y(Tensor<double>{3, 4}, true);
    weighted(x, y, calls).backward_from(Tensor<double>{1, 10});
    REQUIRE((x.gradient() == Tensor<double>{1, 10}));
    REQUIRE((y.gradient() == Tensor<double>{2, 20}));
    REQUIRE(calls == std::array{1, 1});
    weighted(x.detach(), y, calls).backward_from(Tensor<double>{1, 10});
    REQUIRE(calls == std::array{1, 2});
    REQUIRE((x.gradient() == Tensor<double>{1, 10}));
    const auto check = check_gradient(
        [&](Inputs v) { return weighted(v[0], weighted(v[0], v[1], calls), calls); }, {x, y});
    REQUIRE(check.relative_error < 1e-6);
    const Variable<double> fresh(Tensor<double>{1, 2}, true);
    auto z = weighted(fresh, y, calls);
    z.mutable_value()(0) = 1;  // the rule does not read the result
    z.backward_from(ones({2}));
    REQUIRE((fresh.gradient() == ones({2})));
}

TEST_CASE("make_operation: a rule that reads the result needs it unchanged") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    const auto square = [](const Variable<double>& v) {
        return make_operation<double>("square", v.value() * v.value(), {v},
                                      [](const Tensor<double>& dy, GradientSink<double>& sink) {
                                          sink.add(0, 2 * dy * xt::sqrt(sink.result()));
                                      });
    };
    square(x).backward_from(ones({2}));
    REQUIRE((x.gradient() == Tensor<double>{2, 4}));
    auto y = square(x);
    y.mutable_value()(0) = 1;
    REQUIRE_ERROR(y.backward_from(ones({2})), GradientError,
                  "backward: the result of square is needed for its gradient but was changed in "
                  "place");
}

TEST_CASE("make_operation: an absent input is a null pointer") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    const auto shifted = [&](const Variable<double>* by) {
        const Saved<double> kept(by);
        REQUIRE(kept.is_absent() == (by == nullptr));
        REQUIRE((kept.data() == nullptr) == (by == nullptr));
        const Tensor<double> y =
            by == nullptr ? x.value() : Tensor<double>(x.value() + by->value());
        return make_operation<double>("shifted", y, {x, by},
                                      [](const Tensor<double>& dy, GradientSink<double>& sink) {
                                          sink.add(0, dy);
                                          sink.add(1, dy);
                                      });
    };
    shifted(nullptr).backward_from(ones({2}));
    REQUIRE((x.gradient() == ones({2})));
    const auto asks = make_operation<double>(
        "asks", x.value(), {x, static_cast<const Variable<double>*>(nullptr)},
        [](const Tensor<double>&, GradientSink<double>& sink) { sink.shape(1); });
    REQUIRE_ERROR(asks.backward_from(ones({2})), ValueError, "backward: input 1 of asks is absent");
    const Variable<double> by(Tensor<double>{10, 20}, true);
    shifted(&by).backward_from(ones({2}));
    REQUIRE((by.gradient() == ones({2})));
}

TEST_CASE("make_operation: a rule adds to a part of a gradient") {
    const Variable<double> x(make_tensor<double>({2, 2}, {1, 2, 3, 4}), true);
    const auto element = [&](std::size_t at) {
        return make_operation<double>("element", Tensor<double>{x.value().data()[at]}, {x},
                                      [at](const Tensor<double>& dy, GradientSink<double>& sink) {
                                          sink.add_part(0, at, dy);
                                      });
    };
    (element(1) + 10 * element(2) + element(1)).backward();
    REQUIRE((x.gradient() == make_tensor<double>({2, 2}, {0, 2, 10, 0})));
    const auto beyond = make_operation<double>(
        "beyond", Tensor<double>{1}, {x},
        [](const Tensor<double>& dy, GradientSink<double>& sink) { sink.add_part(0, 4, dy); });
    REQUIRE_ERROR(beyond.backward(), ShapeError,
                  "backward: a rule gave 1 elements from 4 on for an input of shape [2, 2]");
}

TEST_CASE("a chain of 200,000 operations: forward, backward and destruction") {
    const Variable<double> x(1.0, true);
    {
        const auto y = chain(x, deep);
        REQUIRE(y.item() == 1 + double(deep));
        y.backward(true);
        y.backward();
    }
    REQUIRE(x.gradient()() == 2);
    const std::weak_ptr<detail::Node<double>> end = chain(x, deep).node();  // without backward()
    REQUIRE(end.expired());
}

TEST_CASE("a chain of 200,000 operations whose middle someone holds") {
    const Variable<double> x(1.0, true);
    std::weak_ptr<detail::Node<double>> early, late;
    {
        auto first = chain(x, 1);
        early = first.node();
        auto middle = chain(std::move(first), deep / 2);
        {
            auto after = chain(middle, 1);
            late = after.node();
            const auto end = chain(std::move(after), deep / 2);
        }
        REQUIRE(late.expired());
        REQUIRE_FALSE(early.expired());
        chain(middle, deep / 2).backward(true);  // its own half is gone, the middle's is kept
        middle.backward(true);
        REQUIRE(x.gradient()() == 2);
        REQUIRE_FALSE(early.expired());
        chain(middle, deep / 2).backward();
        REQUIRE(early.expired());  // used up, though the middle is held
        REQUIRE(middle.item() == 2 + double(deep / 2));
    }
    REQUIRE(x.gradient()() == 3);
}

TEST_CASE("the last of many handles frees the graph, wide ones too") {
    const Variable<double> x(1.0, true);
    auto total = x * 0;
    std::vector<Variable<double>> parts;
    for (int i = 0; i < 1000; ++i) {
        parts.push_back(x * i);
        total = total + parts.back() * parts.back();
    }
    const std::weak_ptr<detail::Node<double>> part = parts[500].node(), sum_node = total.node();
    parts.clear();
    REQUIRE_FALSE(part.expired());
    total = Variable<double>();
    REQUIRE(part.expired());
    REQUIRE(sum_node.expired());
}

TEST_CASE("two threads build and use graphs of their own at once") {
    const auto work = [](double start, double& slope) {
        for (int round = 0; round < 200; ++round) {
            const Variable<double> x(Tensor<double>{start, start + 1}, true);
            auto y = x;
            for (int i = 0; i < 50; ++i) { y = y * 1.0 + x; }  // 51 x
            sum(y * y).backward();
            slope = x.gradient()(0) + x.gradient()(1);
        }
    };
    double first = 0, second = 0;
    std::thread other([&] { work(3, second); });
    work(1, first);
    other.join();
    REQUIRE(first == 2 * 51 * 51 * 3.0);
    REQUIRE(second == 2 * 51 * 51 * 7.0);
}

TEST_CASE("a Variable that was moved from says so") {
    Variable<double> x(ones({2}), true);
    const Variable<double> y = std::move(x);
    const std::string error = "Variable: expected one with a value, got one that was moved from";
    REQUIRE_ERROR(x.value(), ValueError, error);
    REQUIRE_ERROR(x.shape(), ValueError, error);
    REQUIRE_ERROR(x.mutable_value(), ValueError, error);
    REQUIRE_ERROR(x.has_gradient(), ValueError, error);
    REQUIRE_ERROR(x.zero_gradient(), ValueError, error);
    REQUIRE_ERROR(x.set_requires_gradient(true), ValueError, error);
    REQUIRE_ERROR(x.detach(), ValueError, error);
    REQUIRE_ERROR(x.backward(), ValueError, error);
    REQUIRE_ERROR(x.backward_from(ones({2})), ValueError, error);
    REQUIRE_ERROR(Saved<double>(x), ValueError, error);
    REQUIRE_ERROR(x + y, ValueError, error);
    REQUIRE_ERROR(y * x, ValueError, error);
    REQUIRE_ERROR(sum(x), ValueError, error);
    REQUIRE_ERROR(product(y, x), ValueError, error);
    x = y;
    REQUIRE(x.value() == ones({2}));
}

TEST_CASE("zeros_like, ones_like: constants of the same shape") {
    for (const Shape& shape : {Shape{2, 3}, Shape{}, Shape{0, 4}}) {
        const Variable<double> x(full_tensor<double>(shape, 7), true);
        REQUIRE(zeros_like(x).value() == full_tensor<double>(shape, 0));
        REQUIRE(ones_like(x).value() == full_tensor<double>(shape, 1));
        REQUIRE_FALSE(zeros_like(x).requires_gradient());
        REQUIRE_FALSE(ones_like(x * x).requires_gradient());
        REQUIRE(x.value() == full_tensor<double>(shape, 7));
    }
    static_assert(std::is_same_v<decltype(ones_like(Variable<float>(1))), Variable<float>>);
}
