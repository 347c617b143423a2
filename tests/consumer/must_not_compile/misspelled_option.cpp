// expect: has no non-static data member named .learning_rat.|field designator .learning_rat. does not refer
#include <nnlite/nnlite.hpp>

const nnlite::AdamOptions options{.learning_rat = 0.01};
