function hashes_of(file, hash,   line) {
  while ((getline line < file) > 0) hash[substr(line, 67)] = substr(line, 1, 64)
}

BEGIN {
  hashes_of("/tmp/hashes", whole)
  hashes_of("/tmp/samples", sample)
  printf "{\"image\":%d,\"tree\":\"%s\",\"mounted\":%s", image, tree, mounted
  printf ",\"errors\":%s,\"kernel\":%s,\"entries\":[", lines_of("/tmp/errors"), lines_of("/tmp/kernel")
  RS = "\036"
  while ((getline record < "/tmp/stats") > 0) {
    if (record == "") continue
    sub(/\n$/, "", record)
    split(record, part, "\037")
    printf "%s{\"rawMode\":\"%s\",\"uid\":%s,\"gid\":%s,\"nlink\":%s,\"byteLength\":%s,\"modified\":%s", separator, part[1], part[2], part[3], part[4], part[5], part[6]
    name = part[8]
    printf ",\"device\":\"%s\",\"name\":%s,\"link\":%s", part[7], quoted(name), quoted(part[9])
    if (name in whole) printf ",\"sha256\":\"%s\"", whole[name]
    if (name in sample) printf ",\"sampleSha256\":\"%s\"", sample[name]
    printf "}"
    separator = ","
  }
  printf "]}\n"
}
