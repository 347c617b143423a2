#pragma once

#include "nnlite/minimize/search_line.hpp"

// The line search of MINPACK-2: J. J. More and D. J. Thuente, Line search algorithms with
// guaranteed sufficient decrease, ACM TOMS 20 (1994). Equation and section numbers are of that
// article.

namespace nnlite::inline NNLITE_ABI::detail {

struct MoreThuenteOptions {
    double decrease;   // mu of (1.1): phi(step) <= phi(0) + decrease step phi'(0)
    double curvature;  // eta of (1.2): |phi'(step)| <= curvature |phi'(0)|
    double width;      // the smallest relative width of the interval
    double least_step;
    double largest_step;
    int evaluations;
};

enum class SearchEnd {
    found,  // both conditions hold
    stuck,  // at the end of the interval or limited by rounding: the last point may still be good
    exhausted,  // all evaluations are used
    refused,    // not a descent direction, or the first step is out of range: nothing was evaluated
};

// The cubic with the values and derivatives at a and b: its minimiser is step = a + share (b - a).
struct CubicFit {
    double step;
    double share;
    double root;  // 0: the cubic has no minimiser

    CubicFit(const LinePoint& a, const LinePoint& b);
};

// The minimiser of the parabola with both derivatives.
double secant_step(const LinePoint& a, const LinePoint& b);

class MoreThuenteSearch {
   public:
    MoreThuenteSearch(const MoreThuenteOptions& options, const LinePoint& start, double first)
        : options_(options),
          start_(start),
          best_(start),
          other_(start),
          step_(first),
          upper_(5 * first),
          width_(options.largest_step - options.least_step),
          width_before_(2 * width_) {}

    double step() const { return step_; }

    // Whether the search is over at the point of step().
    bool is_found(const LinePoint& trial) const;
    bool is_stuck(const LinePoint& trial) const;

    // Narrows the interval with the point of step() and chooses the next step.
    void take(const LinePoint& trial);

   private:
    double tilt() const { return options_.decrease * start_.slope; }
    double bound(const LinePoint& at) const { return start_.value + at.step * tilt(); }
    bool is_cramped(double step) const;

    // Section 4's four cases.
    void move_interval(const LinePoint& trial, double tilt);

    // The third case: a derivative of the same sign, but smaller.
    double step_beyond(const LinePoint& at, const LinePoint& best, const LinePoint& other) const;

    MoreThuenteOptions options_;
    LinePoint start_, best_, other_;
    double step_, lower_ = 0, upper_;
    double width_, width_before_;
    bool bracketed_ = false, decreased_ = false;
};

// Searches along phi from `start` with the given first step; the result is the last point
// evaluated.
template <class Phi>
SearchEnd more_thuente_search(const MoreThuenteOptions& options, const LinePoint& start,
                              double first, Phi&& phi) {
    if (first < options.least_step || first > options.largest_step || start.slope >= 0) {
        return SearchEnd::refused;
    }
    MoreThuenteSearch search(options, start, first);
    for (int i = 0; i < options.evaluations; ++i) {
        const LinePoint trial = phi(search.step());
        if (search.is_found(trial)) { return SearchEnd::found; }
        if (search.is_stuck(trial)) { return SearchEnd::stuck; }
        search.take(trial);
    }
    return SearchEnd::exhausted;
}

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/more_thuente_search_impl.hpp"
#endif
