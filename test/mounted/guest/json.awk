# A JSON string of bytes that are text already.
function quoted(text,   at, letter, result) {
  if (text !~ /[\001-\037"\\\177]/) return "\"" text "\""
  for (at = 1; at <= length(text); at++) {
    letter = substr(text, at, 1)
    if (letter == "\"" || letter == "\\") result = result "\\" letter
    else if (letter in CODE) result = result sprintf("\\u%04x", CODE[letter])
    else result = result letter
  }
  return "\"" result "\""
}

function lines_of(file,   line, result) {
  while ((getline line < file) > 0) result = result (result == "" ? "" : ",") quoted(line)
  return "[" result "]"
}

BEGIN {
  for (code = 1; code < 32; code++) CODE[sprintf("%c", code)] = code
  CODE[sprintf("%c", 127)] = 127
}
