BEGIN { printf "{\"image\":%d,\"probe\":%s}\n", image, lines_of("/tmp/label") }
