/**
 * What is to be reached, as ratios measured in one run. `atLeast`: the peer costs this many times what we cost;
 * `atMost`: we cost at most this many times the other; `below`: an absolute bound, for memory.
 */
export const targets = [
  { id: 'S2', workload: 'layout', against: 'pycdlib, one warm process', atLeast: 30 },
  { id: 'S2', workload: 'layout', against: 'genisoimage, end to end', atLeast: 100 },
  { id: 'S2', workload: 'layout', against: 'floor', atMost: 4 },
  { id: 'S2', workload: 'build', against: 'pycdlib, one warm process', atLeast: 22.5 },
  { id: 'S2', workload: 'build', against: 'genisoimage, end to end', atLeast: 75 },
  { id: 'S3', workload: 'file', against: 'genisoimage, end to end', atLeast: 40 },
  { id: 'S3', workload: 'file', against: 'floor', atMost: 1.8 },
  { id: 'S5', workload: 'size', against: 'genisoimage', atMost: 0.3 },
  { id: 'S5', workload: 'size', against: 'genisoimage -no-pad', atMost: 1 },
  { id: 'C1', workload: 'start-up', against: 'node -e 0', atMost: 1.25 },
  { id: 'L6', workload: 'memory of 100,000 files', against: 'bound', below: 150 },
  { id: 'L6', workload: 'memory of a layout of 1,000,000 entries', against: 'bound', below: 1024 },
  { id: 'L6', workload: 'memory of one file of 2048 MiB', against: 'bound', below: 75 },
  { id: 'R1', workload: 'list 100,000 files', against: 'bsdtar', atLeast: 1.9 },
  { id: 'R1', workload: 'list 100,000 files', against: '7z', atLeast: 2.5 },
  { id: 'R1', workload: 'list 100,000 files', against: 'floor', atMost: 1.5 },
  { id: 'R2', workload: 'extract 100,000 files', against: '7z', atMost: 1 },
  { id: 'R2', workload: 'extract 100,000 files', against: 'bsdtar', atMost: 0.85 },
  { id: 'R2', workload: 'extract 100,000 files', against: 'floor', atMost: 1.25 },
  { id: 'R3', workload: 'list a small drive', against: 'pycdlib, one warm process', atLeast: 50 },
  { id: 'R3', workload: 'list a small drive', against: 'floor', atMost: 3 },
];
