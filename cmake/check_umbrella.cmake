# Fails if <nnlite/nnlite.hpp> does not include every public header but definition files (*_impl.hpp),
# data/mat.hpp and data/image_file.hpp, which need packages of their own, with what they use, and autograd/print.hpp with its
# core/tensor_io.hpp, which take a second to compile: cmake -Dinclude=DIR -P this.
file(READ ${include}/nnlite/nnlite.hpp umbrella)
file(GLOB headers RELATIVE ${include} ${include}/nnlite/*/*.hpp)
set(missing "")
foreach(header ${headers})
  if(NOT header MATCHES "_impl.hpp|digits_table|data/mat|data/image_file|data/jpeg|autograd/print.hpp|core/tensor_io.hpp" AND NOT umbrella MATCHES "#include \"${header}\"")
    list(APPEND missing ${header})
  endif()
endforeach()
if(missing)
  message(FATAL_ERROR "nnlite.hpp does not include ${missing}")
endif()
