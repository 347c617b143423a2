// expect: member named .learning_rat.|field designator .learning_rat.
#include <nnlite/nnlite.hpp>

const nnlite::AdamOptions options{.learning_rat = 0.01};
