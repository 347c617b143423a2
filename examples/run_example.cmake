# Runs `program --smoke arguments --out folder` and fails unless it succeeds, prints `text` (a regular
# expression) and writes `pictures`, file names; those that gnuplot or Graphviz make may be missing if
# the program says so:
# cmake -Dprogram=FILE -Darguments=A;B -Dfolder=F -Dtext=T -Dpictures=P;Q -P this
file(REMOVE_RECURSE ${folder})
execute_process(COMMAND ${program} --smoke ${arguments} --out ${folder}
  OUTPUT_VARIABLE output ECHO_OUTPUT_VARIABLE COMMAND_ERROR_IS_FATAL ANY)
if(NOT output MATCHES "${text}")
  message(FATAL_ERROR "expected output: ${text}")
endif()
foreach(picture ${pictures})
  string(FIND "${output}" "no ${folder}/${picture}: " missing)
  if(NOT EXISTS ${folder}/${picture} AND missing EQUAL -1)
    message(FATAL_ERROR "${picture} was not written")
  endif()
endforeach()
