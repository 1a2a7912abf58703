/** Stryker runs tests in threads, and only a process has a umask: what tests want of it is not tested here. */
process.umask = () => 0o022;
