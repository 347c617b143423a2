// expect: no matching function for call to .append
#include <nnlite/nnlite.hpp>

struct Unprintable {};
void wrong() { nnlite::fail<nnlite::ShapeError>("Linear: got ", Unprintable{}); }
