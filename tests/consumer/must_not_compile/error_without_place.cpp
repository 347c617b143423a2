// expect: no matching function.*(fail|append)|append.*no match
#include <nnlite/nnlite.hpp>

struct Unprintable {};
void wrong() { nnlite::fail<nnlite::ShapeError>("Linear: got ", Unprintable{}); }
