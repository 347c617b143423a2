#include "nnlite/optimizers/optimizer.hpp"

#include <array>
#include <cstring>

#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/factory.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"
#include "optimizers/trajectory.hpp"
#include "support/allocation_count.hpp"

using namespace nnlite;

namespace {

// One of every kind and state layout.
template <class T>
const std::vector<OptimizerFactory<T>> all_optimizers{
    AdamOptions{},
    AdamWOptions{},
    AdamaxOptions{},
    NadamOptions{},
    SGDOptions{},
    SGDOptions{.momentum = 0.9, .nesterov = true},
    RMSpropOptions{},
    RMSpropOptions{.momentum = 0.9, .centered = true},
    AdagradOptions{.initial_accumulator = 0.1}};

const std::vector<std::size_t> many_sizes{1, 17, 100000, 16, 0, 3, 8192, 40000};

std::vector<Variable<float>> parameters_of(const std::vector<std::size_t>& sizes) {
    std::vector<Variable<float>> parameters;
    for (const std::size_t size : sizes) { parameters.push_back(start_parameter<float>(size)); }
    return parameters;
}

template <class T>
bool same_bits(const Tensor<T>& a, const Tensor<T>& b) {
    return a.shape() == b.shape() &&
           (a.size() == 0 || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

// The value after one SGD step of length 1 from p under a gradient of 0: p - penalty's gradient.
double after_penalty(double p, GroupOptions options) {
    Variable<double> parameter(Tensor<double>({p}), true);
    SGD<double> optimizer(SGDOptions{.learning_rate = 1});
    optimizer.add_group({parameter}, options);
    parameter.backward_from(Tensor<double>({0.0}));
    optimizer.step();
    return parameter.value()(0);
}

}  // namespace

TEST_CASE("groups: own learning rates and weight decay, else the optimizer's") {
    std::array<Variable<double>, 3> p{Variable<double>(Tensor<double>({1.0}), true),
                                      Variable<double>(Tensor<double>({1.0}), true),
                                      Variable<double>(Tensor<double>({1.0}), true)};
    SGD optimizer(std::vector{p[0]}, {.learning_rate = 0.5, .weight_decay = 0.25});
    optimizer.add_group({p[1]}, {.learning_rate = 0.125});
    optimizer.add_group({p[2]}, {.weight_decay = 0});
    for (auto& parameter : p) { parameter.backward_from(Tensor<double>({1.0})); }
    optimizer.step();
    REQUIRE(p[0].value()(0) == 1 - 0.5 * 1.25);
    REQUIRE(p[1].value()(0) == 1 - 0.125 * 1.25);
    REQUIRE(p[2].value()(0) == 1 - 0.5);
    optimizer.set_learning_rate(0);
    optimizer.set_group(2, {.learning_rate = 0.25, .weight_decay = 0});
    optimizer.step();
    REQUIRE(p[0].value()(0) == 1 - 0.5 * 1.25);
    REQUIRE(p[1].value()(0) < 1 - 0.125 * 1.25);
    REQUIRE(p[2].value()(0) == 0.25);
    REQUIRE(optimizer.group_count() == 3);
    REQUIRE(optimizer.group(1).learning_rate == 0.125);
    REQUIRE(optimizer.steps() == 2);
}

TEST_CASE("groups: penalties") {
    REQUIRE(after_penalty(2, {.l1 = 0.25}) == 1.75);
    REQUIRE(after_penalty(-2, {.l1 = 0.25}) == -1.75);
    REQUIRE(after_penalty(0, {.l1 = 0.25}) == 0);
    REQUIRE(after_penalty(2, {.l2 = 0.125}) == 1.5);
    REQUIRE(after_penalty(2, {.weight_decay = 0.25}) == 1.5);
    REQUIRE(after_penalty(-2, {.weight_decay = 0.25, .l1 = 0.25, .l2 = 0.125}) == -0.75);
}

TEST_CASE("AdamW: l1 and l2 are part of the gradient, weight decay is not") {
    Variable<double> parameter(Tensor<double>({2.0}), true);
    AdamW<double> optimizer(AdamWOptions{.learning_rate = 0.5, .epsilon = 0, .weight_decay = 0.25});
    optimizer.add_group({parameter}, {.l1 = 1});
    parameter.backward_from(Tensor<double>({0.0}));
    optimizer.step();
    REQUIRE(std::abs(parameter.value()(0) - (2 * (1 - 0.125) - 0.5)) < 1e-15);
}

TEST_CASE("step: a group added later starts its own count, the earlier keep their state") {
    for (const auto& make : all_optimizers<double>) {
        auto first = start_parameter<double>(), alone = start_parameter<double>();
        auto late = start_parameter<double>(), late_alone = start_parameter<double>();
        const auto together = make(), one = make(), other = make();
        one->add_group({alone});
        take_steps(*one, 0, 6);
        other->add_group({late_alone});
        take_steps(*other, 3, 6);
        together->add_group({first});
        take_steps(*together, 0, 3);
        together->add_group({late});
        take_steps(*together, 3, 6);
        REQUIRE(same_bits(first.value(), alone.value()));
        REQUIRE(same_bits(late.value(), late_alone.value()));
    }
}

TEST_CASE("step: a frozen parameter or one without a gradient stays, and so does its count") {
    auto frozen = start_parameter<float>(), unused = start_parameter<float>();
    auto moving = start_parameter<float>(), alone = start_parameter<float>();
    const Tensor<float> start = frozen.value();
    Adam optimizer(std::vector{frozen, unused, moving});
    for (auto* parameter : {&frozen, &moving}) { set_gradient(*parameter, 0); }
    frozen.set_requires_gradient(false);
    optimizer.step();
    REQUIRE(same_bits(frozen.value(), start));
    REQUIRE(same_bits(unused.value(), start));
    REQUIRE_FALSE(same_bits(moving.value(), start));
    frozen.set_requires_gradient(true);
    optimizer.step();
    Adam fresh(std::vector{alone});
    set_gradient(alone, 0);
    fresh.step();
    REQUIRE(same_bits(frozen.value(), alone.value()));
    optimizer.zero_gradients();
    REQUIRE_FALSE(frozen.has_gradient());
    REQUIRE_FALSE(moving.has_gradient());
}

TEST_CASE("step: a backward that needs the old value says so") {
    Variable<double> parameter(Tensor<double>({1.0, 2.0}), true);
    const Variable<double> y = make_operation<double>(
        "square", Tensor<double>(parameter.value() * parameter.value()), {parameter},
        [x = Saved<double>(parameter)](const Tensor<double>& dy) {
            return Tensor<double>(2.0 * dy * x.value());
        });
    SGD optimizer(std::vector{parameter});
    parameter.backward_from(Tensor<double>({1.0, 1.0}));
    optimizer.step();
    REQUIRE_THROWS_AS(y.backward_from(Tensor<double>({1.0, 1.0})), GradientError);
}

TEST_CASE("step: the same bits with 1 and 2 threads") {
    const int before = num_threads();
    for (const auto& make : all_optimizers<float>) {
        std::vector<Variable<float>> parameters[2];
        for (int threads = 1; threads <= 2; ++threads) {
            set_num_threads(threads);
            parameters[threads - 1] = parameters_of(many_sizes);
            const auto optimizer = make();
            optimizer->add_group(parameters[threads - 1]);
            take_steps(*optimizer, 0, 3);
        }
        for (std::size_t i = 0; i < many_sizes.size(); ++i) {
            REQUIRE(same_bits(parameters[0][i].value(), parameters[1][i].value()));
        }
    }
    set_num_threads(before);
}

TEST_CASE("step: a parameter's numbers do not depend on its neighbours") {
    for (const auto& make : all_optimizers<float>) {
        const auto together = make();
        auto parameters = parameters_of(many_sizes);
        together->add_group(parameters);
        take_steps(*together, 0, 3);
        for (std::size_t i = 0; i < many_sizes.size(); ++i) {
            auto single = start_parameter<float>(many_sizes[i]);
            const auto alone = make();
            alone->add_group({single});
            take_steps(*alone, 0, 3);
            require_near(parameters[i].value(), single.value().storage(), 0);
        }
    }
}

TEST_CASE("step: allocates nothing") {
    release_cached_memory();
    REQUIRE(allocation_count::during([] { empty_tensor<float>({8}); }) > 0);
    for (const auto& make : all_optimizers<float>) {
        const auto optimizer = make();
        const auto parameters = parameters_of(many_sizes);
        optimizer->add_group(parameters);
        take_steps(*optimizer, 0, 1);
        REQUIRE(allocation_count::during([&] { optimizer->step(); }) == 0);
    }
}

TEST_CASE("visit_state: training continues from a saved state") {
    for (const auto& make : all_optimizers<float>) {
        auto p = start_parameter<float>(), q = start_parameter<float>(3);
        const auto original = make();
        original->add_group({p, q});
        take_steps(*original, 0, 4);
        Tensor<float> state;
        original->visit_state([&](const char*, Tensor<float>& tensor) { state = tensor; });
        Variable<float> p_again(p.value(), true), q_again(q.value(), true);
        const auto restored = make();
        restored->add_group({p_again, q_again});
        restored->visit_state([&](const char*, Tensor<float>& tensor) { tensor = state; });
        REQUIRE(restored->steps() == 4);
        take_steps(*original, 4, 7);
        take_steps(*restored, 4, 7);
        REQUIRE(same_bits(p.value(), p_again.value()));
        REQUIRE(same_bits(q.value(), q_again.value()));
    }
}

TEST_CASE("visit_state: a state of another size is refused and forgotten") {
    auto parameter = start_parameter<float>(), fresh = start_parameter<float>();
    Adagrad optimizer(std::vector{parameter}, {.initial_accumulator = 0.1});
    const auto replace = [](const char*, Tensor<float>& state) {
        state = full_tensor<float>({5}, 1.0F);
    };
    REQUIRE_ERROR(optimizer.visit_state(replace), ShapeError,
                  "Adagrad: expected a state of shape [64], got [5]");
    Adagrad other(std::vector{fresh}, {.initial_accumulator = 0.1});
    take_steps<float>(optimizer, 0, 2);
    take_steps<float>(other, 0, 2);
    REQUIRE(same_bits(parameter.value(), fresh.value()));
}

TEST_CASE("step counts: exact beyond the integers of float") {
    float count[2] = {float(detail::count_base) - 1, 100};
    detail::count_step(count);
    detail::count_step(count);
    REQUIRE(detail::step_count(count) == 101 * detail::count_base + 1);
}

TEMPLATE_TEST_CASE("step: a gradient of 0 moves nothing, whatever the epsilon", "", float, double) {
    using T = TestType;
    const auto require_still = [](const auto& options) {
        Variable<T> parameter(Tensor<T>{1, 2, 3}, true);
        const auto optimizer = OptimizerFactory<T>(options)();
        optimizer->add_group({parameter});
        const T tiny = std::numeric_limits<T>::min();  // its square is 0
        for (const T middle : {T(0), T(0), tiny, T(1)}) {
            parameter.zero_gradient();
            parameter.backward_from({T(0), middle, T(0)});
            optimizer->step();
            REQUIRE((parameter.value()(0) == 1 && parameter.value()(2) == 3));
            REQUIRE(std::abs(parameter.value()(1) - 2) < 0.3);
        }
    };
    for (const double epsilon : {0.0, 1e-320}) {
        require_still(AdamOptions{.epsilon = epsilon});
        require_still(AdamOptions{.epsilon = epsilon, .epsilon_form = EpsilonForm::hat});
        require_still(AdamWOptions{.epsilon = epsilon, .weight_decay = 0});
        require_still(AdamaxOptions{.epsilon = epsilon});
        require_still(NadamOptions{.epsilon = epsilon});
        require_still(RMSpropOptions{.epsilon = epsilon});
        require_still(RMSpropOptions{.epsilon = epsilon, .momentum = 0.5, .centered = true});
        require_still(AdagradOptions{.epsilon = epsilon});
    }
}

TEST_CASE("optimizers: wrong parameters and groups") {
    auto p = start_parameter<float>(4);
    Adam optimizer(std::vector{p});
    REQUIRE_ERROR(optimizer.add_group({p}), ValueError,
                  "Adam: expected every parameter once, got one twice");
    REQUIRE_ERROR(optimizer.add_group({}, {.learning_rate = -1}), ValueError,
                  "Adam: expected learning_rate >= 0, got -1");
    REQUIRE_ERROR(optimizer.add_group({}, {.weight_decay = -1}), ValueError,
                  "Adam: expected weight_decay >= 0, got -1");
    REQUIRE_ERROR(optimizer.add_group({}, {.l1 = -1}), ValueError,
                  "Adam: expected l1 >= 0, got -1");
    REQUIRE_ERROR(optimizer.set_group(0, {.l2 = -1}), ValueError, "Adam: expected l2 >= 0, got -1");
    REQUIRE_ERROR(optimizer.set_learning_rate(-1), ValueError,
                  "Adam: expected learning_rate >= 0, got -1");
    REQUIRE(optimizer.group_count() == 1);
    p.mutable_value() = Tensor<float>::from_shape({2, 3});
    REQUIRE_ERROR(optimizer.step(), ShapeError,
                  "Adam: expected parameter 0 of 4 elements and a gradient of the same shape, got "
                  "shape [2, 3]");
}

TEST_CASE("optimizers: no parameters, no numbers") {
    Adam<float> none;
    none.step();
    none.zero_gradients();
    REQUIRE(none.steps() == 1);
    REQUIRE(none.state_count() == 0);
    Adam optimizer(parameters_of({0, 0}));
    take_steps<float>(optimizer, 0, 2);
    REQUIRE(optimizer.steps() == 2);
}
