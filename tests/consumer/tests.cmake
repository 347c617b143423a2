# Tests that use nnlite as its users do; `ctest -L consumer` runs them alone.
set(stage ${CMAKE_CURRENT_BINARY_DIR}/installed)
set(moved ${CMAKE_CURRENT_BINARY_DIR}/moved)
add_test(NAME "consumer: install" COMMAND sh -ec
  "rm -rf '${stage}' '${moved}'; '${CMAKE_COMMAND}' --install '${PROJECT_BINARY_DIR}' --prefix '${stage}'
   mv '${stage}' '${moved}'")
set_tests_properties("consumer: install" PROPERTIES FIXTURES_SETUP installed LABELS consumer)

function(add_consumer_test name from)
  add_test(NAME "consumer: ${name}" COMMAND ${CMAKE_CTEST_COMMAND}
    --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer ${CMAKE_CURRENT_BINARY_DIR}/consumer_${name}
    --build-generator ${CMAKE_GENERATOR} --build-options -DNNLITE_FROM=${from} -DNNLITE_TARGET=nnlite::nnlite
    -DCMAKE_BUILD_TYPE=Debug ${ARGN} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
    "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}" -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
    --test-command consumer)
  set_tests_properties("consumer: ${name}" PROPERTIES LABELS consumer)
endfunction()
add_consumer_test(installed installed -DCMAKE_PREFIX_PATH=${moved})
set_tests_properties("consumer: installed" PROPERTIES FIXTURES_REQUIRED installed)
add_consumer_test(subdirectory subdirectory -DNNLITE_SOURCE=${PROJECT_SOURCE_DIR})
add_consumer_test(fetched fetched -DFETCHCONTENT_SOURCE_DIR_NNLITE=${PROJECT_SOURCE_DIR})
if(NNLITE_COMPILED)
  add_consumer_test(compiled installed -DCMAKE_PREFIX_PATH=${moved} -DNNLITE_TARGET=nnlite::compiled
                    -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE})
  add_test(NAME "consumer: project" COMMAND ${CMAKE_CTEST_COMMAND}
    --build-and-test ${CMAKE_CURRENT_SOURCE_DIR}/consumer/project ${CMAKE_CURRENT_BINARY_DIR}/consumer_project
    --build-generator ${CMAKE_GENERATOR} --build-options -DCMAKE_PREFIX_PATH=${moved}
    -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE} -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
    "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}" -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
    --test-command digits ${CMAKE_CURRENT_BINARY_DIR}/consumer_project)
  set_tests_properties("consumer: compiled" "consumer: project" PROPERTIES FIXTURES_REQUIRED installed)
  set_tests_properties("consumer: project" PROPERTIES LABELS consumer)
endif()

find_program(PKG_CONFIG NAMES pkg-config pkgconf)
if(NOT PKG_CONFIG)
  message(STATUS "nnlite: pkg-config not found: some consumer tests are left out")
  return()
endif()
set(pkg_config "'${CMAKE_COMMAND}' -E env 'PKG_CONFIG_PATH=${moved}/share/pkgconfig' '${PKG_CONFIG}'")
set(libraries "$(${pkg_config} --libs nnlite)")  # after the files that need them
set(compile "'${CMAKE_CXX_COMPILER}' ${CMAKE_CXX_FLAGS} -std=c++20 $(${pkg_config} --cflags nnlite)")
set(log "log='${moved}/log.txt'")
function(add_compile_test name)
  add_test(NAME "consumer: ${name}" COMMAND sh -ec "${ARGN}"
           WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/consumer)
  set_tests_properties("consumer: ${name}" PROPERTIES FIXTURES_REQUIRED installed LABELS consumer)
endfunction()
add_compile_test(pkg-config "files='main.cpp other.cpp'; ${compile} $files ${libraries} -o '${moved}/consumer'
                             '${moved}/consumer'")

# nnlite::compiled, by the compiler that built it, by another, and with another instruction set.
if(NNLITE_COMPILED)
  set(build "-std=c++20 -O1 $(${pkg_config} --cflags nnlite-compiled) main.cpp other.cpp \
             $(${pkg_config} --libs nnlite-compiled)")
  add_compile_test(pkg-config-compiled "'${CMAKE_CXX_COMPILER}' ${CMAKE_CXX_FLAGS} ${build} -o '${moved}/compiled'
                                        '${moved}/compiled'")
  if(NOT CMAKE_CXX_FLAGS MATCHES sanitize)  # whose functions a shared library does not have
    add_compile_test(compiled-is-whole "'${CMAKE_CXX_COMPILER}' ${CMAKE_CXX_FLAGS} -shared -o '${moved}/whole.so' \
      -Wl,--whole-archive '$<TARGET_FILE:nnlite_compiled>' -Wl,--no-whole-archive -Wl,-z,defs \
      $(${pkg_config} --libs nnlite)")
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    find_program(NNLITE_OTHER_COMPILER clang++)
  else()
    find_program(NNLITE_OTHER_COMPILER g++)
  endif()
  mark_as_advanced(NNLITE_OTHER_COMPILER)
  if(NNLITE_OTHER_COMPILER)
    add_compile_test(compiled-by-another "'${NNLITE_OTHER_COMPILER}' ${build} -o '${moved}/other'
                                          '${moved}/other'")
  endif()
  add_compile_test(other-instruction-set "${log}
    if '${CMAKE_CXX_COMPILER}' -std=c++20 -O1 $(${pkg_config} --cflags nnlite-compiled) -DNNLITE_SCALAR -fsyntax-only \
       main.cpp 2> $log; then echo 'it compiles'; exit 1; fi
    cat $log; grep -q 'nnlite::compiled is for another instruction set than this file' $log
    test $(grep -c 'error:' $log) = 1")
  set_property(TEST "consumer: other-instruction-set" PROPERTY RESOURCE_LOCK log)
endif()

# Two files of one program, from headers alone, with another instruction set each.
add_compile_test(two-instruction-sets "
  ${compile} -O1 -march=native -DPART=native -c part.cpp -o '${moved}/native.o'
  ${compile} -DNNLITE_SCALAR -DPART=plain -c part.cpp -o '${moved}/plain.o'
  ${compile} parts.cpp '${moved}/native.o' '${moved}/plain.o' ${libraries} -o '${moved}/parts'
  '${moved}/parts'")
add_compile_test(tensor-of-another-set "${log}
  ${compile} -DNNLITE_SCALAR -c other.cpp -o '${moved}/scalar.o'
  if ${compile} main.cpp '${moved}/scalar.o' ${libraries} -o '${moved}/mixed' 2> $log; then echo 'it links'; exit 1; fi
  cat $log; grep -Eq 'undefined reference to .*halved.*nnlite::v[0-9_]*simd[1-9]' $log")
set_property(TEST "consumer: tensor-of-another-set" PROPERTY RESOURCE_LOCK log)

# No warning, whatever the program asks for; it is run too.
add_compile_test(warnings "${compile} -O2 $<$<BOOL:${NNLITE_NATIVE}>:-march=native> -Wall -Wextra -Wconversion \
                           -Wshadow -Werror networks.cpp ${libraries} -o '${moved}/networks'
                           cd '${moved}'; ./networks")
add_compile_test(fast-math "${log}
  if ${compile} -ffast-math -fsyntax-only main.cpp 2> $log; then echo 'it compiles'; exit 1; fi
  cat $log; grep -q 'nnlite needs NaN and infinity' $log")
set_property(TEST "consumer: fast-math" PROPERTY RESOURCE_LOCK log)
add_compile_test(native-without-O "${compile} -march=native main.cpp other.cpp ${libraries} -o '${moved}/plain'
                                   '${moved}/plain'")

# What must not compile, with the diagnostic its first line expects.
file(GLOB cases RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/consumer CONFIGURE_DEPENDS
     consumer/must_not_compile/*.cpp)
foreach(case ${cases})
  add_compile_test(${case} "${log}
    if ${compile} -fsyntax-only ${case} 2> $log; then echo 'it compiles'; exit 1; fi
    cat $log; grep -Eq \"$(sed -n 's|^// expect: ||p' ${case})\" $log")
  set_property(TEST "consumer: ${case}" PROPERTY RESOURCE_LOCK log)
endforeach()
